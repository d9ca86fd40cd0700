"""Draw polycrystals in space: Voronoi grains, or Laguerre grains of log-normal sizes."""

import math

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.solid_grains import SolidGrains
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.microstructure.grains import GrainSpec, checked_spread

SAMPLES = 100
"""Points per grain, at random, by which volumes are measured: to some 10 %."""
ROUNDS = 25
"""Of the fit of Laguerre grains to their volumes, seeds moving to their centres."""
DAMPING = 0.5
"""Of a change of weights. It is that of a ball whose volume is wrong, but neighbours give way."""
MOST = 20_000
"""Grains; more take minutes to draw."""


def make_solid_grains(
    extent: tuple[float, float, float], spec: GrainSpec, seed: int
) -> SolidGrains:
    """Fill a slab with grains; one of size d has the volume pi d^3 / 6.

    Args:
        extent: width, thickness and depth of the slab [m].
        spec: the distribution.
        seed: of the random numbers; the same seed gives the same grains.

    Raises:
        MeshingError: the numbers make no polycrystal.
    """
    box = np.array(extent)
    count = _count(box, spec)
    random = np.random.default_rng(seed)
    grains = SolidGrains(random.uniform(0.0, 1.0, (count, 3)) * box, np.zeros(count))
    sizes = random.lognormal(0.0, spec.spread, count)
    sample = random.uniform(0.0, 1.0, (SAMPLES * count, 3)) * box
    for _ in range(spec.relax):
        grains = SolidGrains(_measured(grains, sample)[1], grains.weights)
    if spec.kind == "voronoi":
        return grains
    radii = sizes * np.cbrt(3 * box.prod() / (4 * math.pi * (sizes**3).sum()))
    return _fitted(grains, radii, sample, box)


def _count(box: Floats, spec: GrainSpec) -> int:
    spread = checked_spread(spec)
    # Log-normal: <d^3> = <d>^3 exp(3 spread^2).
    count = round(box.prod() / (math.pi / 6 * spec.mean_size**3 * math.exp(3 * spread**2)))
    size = f"{spec.mean_size * 1e6:g} um"
    if count < 2:
        raise MeshingError(
            f"Grains of {size} do not fit the slab more than once; leave the grains out or make "
            "them smaller."
        )
    if count > MOST:
        raise MeshingError(
            f"{count} grains of {size} are more than the {MOST} that a slab in space takes; make "
            "them larger."
        )
    return count


def _measured(grains: SolidGrains, sample: Floats) -> tuple[Floats, Floats]:
    """Parts of the volume, and centres [m]; a grain that no point lies in keeps its seed."""
    owner, count = grains.at(sample), len(grains.seeds)
    points = np.bincount(owner, minlength=count)
    sums = [np.bincount(owner, weights=axis, minlength=count) for axis in sample.T]
    centres = np.where(
        points[:, None] > 0, np.column_stack(sums) / np.maximum(points, 1)[:, None], grains.seeds
    )
    return points / len(sample), centres


def _fitted(grains: SolidGrains, radii: Floats, sample: Floats, box: Floats) -> SolidGrains:
    """Laguerre cells of the volumes of balls, seeds in their middle."""
    grains = SolidGrains(grains.seeds, radii**2)
    for _ in range(ROUNDS):
        parts, centres = _measured(grains, sample)
        found = np.cbrt(3 * parts * box.prod() / (4 * math.pi))
        weights = grains.weights + DAMPING * (radii**2 - found**2)
        grains = SolidGrains(centres, weights)
    return grains
