"""Current and overpotential along crack fronts, averaged over the last part of the crack faces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.planar.point_location import CellLocator
from filasse.fem.solid.crack_front import CrackFront
from filasse.fracture.tip_conditions import shown_at_nodes
from filasse.physics.fracture.growth_laws import TipConditions

type FloatArray = npt.NDArray[np.float64]

SAMPLES = 4
"""Places behind a station, at the middles of as many parts of the length that is averaged over."""


def front_conditions(
    system: CoupledSystem, film: FilmState, length: float, temperature: float
) -> TipConditions:
    """What acts at the stations of all fronts; see `filasse.fracture.tip_conditions`.

    Args:
        system: the coupled system.
        film: its films.
        length: of the part of the faces that is averaged over, from the front [m].
        temperature: [K].
    """
    grid = system.response.grid
    values = shown_at_nodes(system, film)
    rows = [_behind(grid, front, values, length) for front in grid.fronts]
    means = np.concatenate([np.empty((0, 2)), *rows])
    return TipConditions(temperature, means[:, 0], means[:, 1])


def _behind(grid: FilmGrid, front: CrackFront, values: FloatArray, length: float) -> FloatArray:
    """Means behind the stations of a front of values at nodes, shape (n_stations, n_values).

    Nodes without a value do not count; a front whose faces have none sees 0.
    """
    nodes = grid.nodes_of(front.crack)
    uv, triangles, own = grid.uv[nodes], grid.triangles_of(front.crack), values[nodes]
    locator = CellLocator(uv[triangles])
    reach = length * (np.arange(SAMPLES) + 0.5) / SAMPLES
    start, inward = _from_stations(grid, front, locator)
    points = (start[:, None] + reach[:, None] * inward[:, None]).reshape(-1, 2)
    known = np.isfinite(own).all(axis=1)
    if not known.any():
        return np.zeros((len(start), values.shape[1]))
    weights = _hats(uv, triangles, points, locator, known)
    weights = weights.reshape(len(start), SAMPLES, -1).sum(axis=1)
    sums = weights @ np.where(known[:, None], own, 0.0)
    return np.asarray(sums / weights.sum(axis=1)[:, None], dtype=np.float64)


def _from_stations(
    grid: FilmGrid, front: CrackFront, locator: CellLocator
) -> tuple[FloatArray, FloatArray]:
    """Places of stations in the unrolled plane [m], and the way into the crack, (n, 2) each."""
    period = front.length if front.closed else None
    edge = front.length / len(front.nodes)

    def place(arc: FloatArray) -> FloatArray:
        rows = (np.interp(arc, front.node_places, u, period=period) for u in grid.uv[front.nodes].T)
        return np.stack(list(rows), axis=-1)

    along = place(front.stations + edge / 2) - place(front.stations - edge / 2)
    along /= np.linalg.norm(along, axis=1)[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    start = place(front.stations)
    inner = slice(1, -1)  # at the ends of an open front both ways may lead out
    is_left = (locator.find(start + edge / 4 * across)[inner] >= 0).mean() > 0.5
    return start, across if is_left else -across


def _hats(
    uv: FloatArray,
    triangles: npt.NDArray[np.int64],
    points: FloatArray,
    locator: CellLocator,
    known: npt.NDArray[np.bool_],
) -> FloatArray:
    """Weights of the nodes that count, linear on triangles; outside that of the nearest, (n, k)."""
    cells = locator.find(points)
    three = uv[triangles[cells]]
    edges = np.stack([three[:, 1] - three[:, 0], three[:, 2] - three[:, 0]], axis=2)
    rest = np.linalg.solve(edges, (points - three[:, 0])[:, :, None])[:, :, 0]
    parts = np.column_stack([1 - rest.sum(axis=1), rest])
    weights, rows = np.zeros((len(points), len(uv))), np.arange(len(points))
    np.add.at(weights, (rows[:, None], triangles[cells]), parts)
    weights[:, ~known] = 0.0
    outside = (cells < 0) | (weights.sum(axis=1) < 1e-6)
    weights[outside] = 0.0
    away = np.where(known, np.linalg.norm(points[outside, None] - uv, axis=2), np.inf)
    weights[rows[outside], away.argmin(axis=1)] = 1.0
    return weights
