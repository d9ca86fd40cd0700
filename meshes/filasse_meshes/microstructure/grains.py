"""Polycrystals: tilings of the slab by grains with a log-normal size distribution."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from filasse_meshes.arrays import Floats, Ints
from filasse_meshes.data.spec import Point
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.microstructure.power_diagram import PowerCells, areas, centroids, power_cells
from filasse_meshes.microstructure.short_edges import collapse_short_edges

ROUNDS = 5
"""Laguerre: how often seeds move to the centres of their cells."""
AREA_ERROR = 0.01
"""Laguerre: largest relative error of a grain's area."""


@dataclass(frozen=True)
class GrainSpec:
    """How grains are distributed.

    Attributes:
        mean_size: [m], mean equivalent diameter; a grain of size d has the area pi d^2 / 4.
        spread: standard deviation of ln d; used by "laguerre" only.
        kind: "laguerre" meets a log-normal size distribution, "voronoi" takes what random seeds
            give.
        relax: rounds of Lloyd relaxation, which make Voronoi grains alike and rounder.
        shortest_edge: [m], grain edges below this are collapsed; 3 times the width of the
            grain-boundary band keeps junctions apart.
    """

    mean_size: float
    spread: float = 0.35
    kind: Literal["laguerre", "voronoi"] = "laguerre"
    relax: int = 0
    shortest_edge: float = 0.0


def make_grains(
    width: float, thickness: float, spec: GrainSpec, seed: int
) -> tuple[tuple[Point, ...], ...]:
    """Tile the slab with grains.

    Args:
        width: [m].
        thickness: [m].
        spec: the distribution.
        seed: of the random numbers; the same seed gives the same grains.

    Returns:
        Corners [m] of every grain, counter-clockwise; neighbours share theirs.

    Raises:
        MeshingError: the numbers make no polycrystal.
    """
    count = _grain_count(width, thickness, spec)
    scale = math.sqrt(width * thickness / count)
    box = np.array([width, thickness]) / scale
    random = np.random.default_rng(seed)
    seeds = random.uniform(0.0, 1.0, (count, 2)) * box
    sizes = random.lognormal(0.0, spec.spread, count) if spec.kind == "laguerre" else np.ones(count)
    cells = power_cells(_relaxed(seeds, box, spec.relax + 2), np.zeros(count), box)
    if spec.kind == "laguerre":
        targets = sizes**2 * (box.prod() / (sizes**2).sum())
        cells = _with_areas(cells, targets, box)
    elif spec.relax == 0:
        cells = power_cells(seeds, np.zeros(count), box)
    cells = collapse_short_edges(cells, max(spec.shortest_edge / scale, 1e-6), box)
    vertices = np.where(cells.vertices == box, [width, thickness], cells.vertices * scale)
    return tuple(
        tuple((float(x), float(y)) for x, y in vertices[loop]) for loop in cells.loops if len(loop)
    )


def checked_spread(spec: GrainSpec) -> float:
    """The spread of the sizes, 0 unless they differ.

    Raises:
        MeshingError: no grains can be like that.
    """
    if not (spec.mean_size > 0 and 0 <= spec.spread <= 1 and spec.relax >= 0):
        raise MeshingError(
            f"Grains need a positive mean size and a spread from 0 to 1; got {spec.mean_size:g} m "
            f"and {spec.spread:g}."
        )
    return spec.spread if spec.kind == "laguerre" else 0.0


def _grain_count(width: float, thickness: float, spec: GrainSpec) -> int:
    spread = checked_spread(spec)
    # Log-normal: <d^2> = <d>^2 exp(spread^2).
    mean_area = math.pi / 4 * spec.mean_size**2 * math.exp(spread**2)
    count = round(width * thickness / mean_area)
    if count < 2:
        raise MeshingError(
            f"Grains of {spec.mean_size * 1e6:g} um do not fit the slab more than once; "
            "leave the grains out or make them smaller."
        )
    if count > 100_000:
        raise MeshingError(f"{count} grains are more than this mesher takes; make them larger.")
    return count


def _relaxed(seeds: Floats, box: Floats, rounds: int) -> Floats:
    """Lloyd's algorithm: seeds move to the centres of their cells."""
    for _ in range(rounds):
        seeds = centroids(power_cells(seeds, np.zeros(len(seeds)), box))
    return seeds


def _with_areas(start: PowerCells, targets: Floats, box: Floats) -> PowerCells:
    """A power diagram whose cells have the areas wanted, seeds near their centres."""
    cells, weights = start, np.zeros(len(targets))
    for _ in range(ROUNDS):
        seeds = centroids(cells)
        weights, cells = _fit_weights(seeds, weights, targets, box)
    return cells


def _fit_weights(
    seeds: Floats, weights: Floats, targets: Floats, box: Floats
) -> tuple[Floats, PowerCells]:
    """Damped Newton on the dual of optimal transport (Kitagawa, Merigot & Thibert 2019)."""
    weights, cells = np.zeros_like(weights), power_cells(seeds, np.zeros_like(weights), box)
    found = areas(cells)
    least = 0.5 * min(found.min(), targets.min())
    for _ in range(60):
        error = np.abs(found - targets)
        if (error < AREA_ERROR * targets).all():
            break
        step = _newton_step(seeds, cells, targets - found)
        damping = 1.0
        while damping > 1e-6:
            trial = power_cells(seeds, weights + damping * step, box)
            trial_areas = areas(trial)
            smaller = np.linalg.norm(trial_areas - targets) < (1 - damping / 2) * np.linalg.norm(
                error
            )
            if trial_areas.min() > least and smaller:
                break
            damping /= 2
        weights, cells, found = weights + damping * step, trial, trial_areas
    return weights, cells


def _newton_step(seeds: Floats, cells: PowerCells, missing: Floats) -> Floats:
    """Change of weights; d area_i / d w_j = -(shared edge length) / (2 |s_i - s_j|)."""
    first, second, length = _shared_edges(cells)
    slope = length / (2 * np.linalg.norm(seeds[first] - seeds[second], axis=1))
    rows = np.concatenate([first, second, first, second])
    columns = np.concatenate([second, first, first, second])
    values = np.concatenate([-slope, -slope, slope, slope])
    matrix = coo_matrix((values, (rows, columns)), shape=(len(seeds),) * 2).tocsc()
    step = np.zeros(len(seeds))
    # Weights matter up to a constant: keep the first one.
    step[1:] = spsolve(matrix[1:, 1:], missing[1:])
    return step


def _shared_edges(cells: PowerCells) -> tuple[Ints, Ints, Floats]:
    """Pairs of neighbours and the length of the edge between them."""
    start = np.concatenate(cells.loops)
    end = np.concatenate([np.roll(loop, -1) for loop in cells.loops])
    owner = np.repeat(np.arange(len(cells.loops)), [len(loop) for loop in cells.loops])
    keys = np.minimum(start, end) * len(cells.vertices) + np.maximum(start, end)
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(np.diff(keys[order]) == 0)
    one, other = order[twice], order[twice + 1]
    length = np.linalg.norm(cells.vertices[start[one]] - cells.vertices[end[one]], axis=1)
    return owner[one], owner[other], length
