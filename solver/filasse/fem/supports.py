"""How the body is held: rollers, and pins against what rigid motion is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import Domain
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Support:
    """How the slab is held, and the unit loads that act on it.

    Attributes:
        rollers: surfaces that slide on a rigid plane.
        loads: surfaces of each unit pressure, one tuple a load.
        knots: places along the anode of the knots of further pressures, piecewise linear between
            them [m], ascending; none by default.
        along: where points lie along the anode: [m], shape (n, 2) -> (n,); x by default.
        pulled: whether layers pull or push the anode side along its surface.
    """

    rollers: tuple[Surface, ...]
    loads: tuple[tuple[Surface, ...], ...]
    knots: tuple[float, ...] = ()
    along: Callable[[FloatArray], FloatArray] = itemgetter((slice(None), 0))
    pulled: bool = False


NORMALS = {
    Surface.LEFT: 0,
    Surface.RIGHT: 0,
    Surface.ANODE: 1,
    Surface.COUNTER: 1,
    Surface.FRONT: 2,
    Surface.BACK: 2,
}
"""Axis that every side is normal to."""


def fixed_dofs(domain: Domain, space: Any, rollers: tuple[Surface, ...]) -> npt.NDArray[np.int32]:
    """Degrees of freedom held by rollers, and by pins against what rigid motion is left."""
    import dolfinx

    dim = domain.dim
    held = [
        dim * dolfinx.fem.locate_dofs_topological(space, dim - 1, domain.facets[s]) + NORMALS[s]
        for s in rollers
    ]
    pins = _pins if dim == 2 else _solid_pins
    held += [_corner_dof(domain, space, *pin) for pin in pins({NORMALS[s] for s in rollers})]
    return np.unique(np.concatenate(held)).astype(np.int32)


def _pins(held: set[int]) -> list[tuple[int, int]]:
    """Corners (0 top left, 1 top right) and components to pin: loads are in balance."""
    if held == {0, 1}:
        return []
    if held == {1}:
        return [(0, 0)]
    if held == {0}:
        return [(0, 1)]
    return [(0, 0), (0, 1), (1, 1)]


def _solid_pins(held: set[int]) -> list[tuple[int, int]]:
    """Corners (2: another one along y) and components to pin in space: loads are in balance.

    Rollers across an axis leave the rotation about it, and no other one.
    """
    shifts = [(0, axis) for axis in range(3) if axis not in held]
    turns = {0: (2, 2), 1: (1, 2), 2: (1, 1)}  # about every axis: the corner and its component
    return shifts + [pin for axis, pin in turns.items() if held <= {axis}]


def _corner_dof(domain: Domain, space: Any, corner: int, component: int) -> npt.NDArray[np.int32]:
    """The degree of freedom of a component at a corner, on the ranks that see it."""
    import dolfinx

    x, dim = domain.surfaces.vertices, domain.dim
    target = x.min(axis=0)
    target[0] = x[:, 0].max() if corner == 1 else target[0]
    target[1] = target[1] if corner == 2 else x[:, 1].max()
    size = np.ptp(x, axis=0).max()

    def at_corner(points: FloatArray) -> npt.NDArray[np.bool_]:
        return np.asarray(np.linalg.norm(points[:dim].T - target, axis=1) < 1e-9 * size)

    dofs = dolfinx.fem.locate_dofs_geometrical(space, at_corner)
    return np.asarray(dim * dofs + component, dtype=np.int32)
