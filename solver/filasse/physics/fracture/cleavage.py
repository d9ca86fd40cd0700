"""Cleavage: a toughness that depends on the direction of a crack in a cubic crystal.

A crack whose plane has the unit normal m in the crystal's axes costs

    G_c(m) = G_100 { 1 + (r^2 - 1) 2 [1 - (m_1^4 + m_2^4 + m_3^4)] },

the first harmonic of cubic symmetry: G_100 on the cube planes {100}, and r^2 G_100 on {110}, where
r is the ratio of the toughnesses K_c. With a cube axis out of the plane and another at the angle
psi this is G_100 [1 + (r^2 - 1) sin^2 2(phi - psi)] of a crack that runs at phi. That {100} is
weakest in LLZO is a hypothesis; r has not been measured.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


def cubic_factor(directions: FloatArray, axes: FloatArray, ratio: FloatArray | float) -> FloatArray:
    """G_c over that of the cube planes, of cracks that run along z and in given directions [-].

    Args:
        directions: unit vectors in which cracks run, in the plane, shape (..., 2).
        axes: the crystal's axes, as columns, shape (..., 3, 3).
        ratio: K_c of {110} over that of {100}.
    """
    normal = np.stack([-directions[..., 1], directions[..., 0]], axis=-1)
    in_crystal = np.einsum("...ji,...j->...i", axes[..., :2, :], normal)
    away = 1.0 - (in_crystal**4).sum(axis=-1)
    return np.asarray(1.0 + (np.square(ratio) - 1.0) * 2.0 * away, dtype=np.float64)


def turned_axes(angles: FloatArray) -> FloatArray:
    """Axes of crystals with one of them out of the plane, shape (n, 3, 3).

    Args:
        angles: of another axis from x, to the left [rad], shape (n,).
    """
    from scipy.spatial.transform import Rotation  # costs a moment

    return np.asarray(Rotation.from_euler("z", np.reshape(angles, (-1, 1))).as_matrix())


def random_axes(count: int, seed: int) -> FloatArray:
    """Axes of crystals turned at random, evenly over all rotations, shape (count, 3, 3).

    Crystal i is always the same, however many there are.

    Args:
        count: number of crystals.
        seed: of the random numbers.
    """
    from scipy.spatial.transform import Rotation  # costs a moment

    # A normal vector in four dimensions points evenly in all directions: a unit quaternion.
    drawn = np.random.default_rng(seed).standard_normal((count, 4))
    return np.asarray(Rotation.from_quat(drawn).as_matrix().reshape(count, 3, 3))
