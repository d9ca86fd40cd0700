"""The deformed slab at one growth step, ready to be painted."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv
from scipy.spatial import KDTree
from shapely import MultiLineString

from filasse.output.run_result import RunResult
from filasse.plot.field_pictures import PaintedField, Window
from filasse.plot.film_profiles import crack_points
from filasse.plot.slab_outlines import closed_loops, part_borders, pore_wall_edges
from filasse.records.field_snapshot import FloatArray

_SHOWN_OPENING = 0.05
# Crack faces bulge a little between the film's points: the polygons behind them are made wider.
_WIDENING = 1.2
_STRAIGHT_PARTS = ([0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5])


class SceneCells(NamedTuple):
    """What is known per cell, without deformation.

    Attributes:
        centres: Centres [um], shape (m, 2).
        area: Areas [um^2], shape (m,).
        principal_stress: Largest principal stress [MPa], shape (m,).
        current_density: Ionic current density [A/m^2], shape (m, 2).
    """

    centres: FloatArray
    area: FloatArray
    principal_stress: FloatArray
    current_density: FloatArray


class SceneCracks(NamedTuple):
    """The deformed cracks, cut into pieces between film points.

    Attributes:
        outlines: Corners of each piece [um], shape (k, 4, 2).
        fill: Lithium fill of each piece [-], shape (k,).
        leader: The tip that is nearest to the counter electrode [um], shape (2,).
        line: The undeformed paths [um].
        half_width: Half of the largest width shown [um].
    """

    outlines: FloatArray
    fill: FloatArray
    leader: FloatArray
    line: MultiLineString
    half_width: float


class ScenePore(NamedTuple):
    """A pore that a crack has reached: its deformed outline [um], shape (k, 2), and its filling."""

    outline: FloatArray
    fill: float


class Scene(NamedTuple):
    """What is painted at one growth step.

    Attributes:
        time: Simulated time [s].
        slab: Outline of the slab.
        stress: Largest principal stress [MPa] on the deformed slab.
        potential: Ionic potential [mV] on the deformed slab.
        cells: Values per cell.
        cracks: Deformed cracks; None without cracks.
        borders: Ends of the lines between grains and other parts [um], shape (k, 2, 2).
        foil: Corners of the anode's cells [um], shape (k, 6, 2); none for a reservoir.
        pores: Pores that hold lithium, or could.
    """

    time: float
    slab: Window
    stress: PaintedField
    potential: PaintedField
    cells: SceneCells
    cracks: SceneCracks | None
    borders: FloatArray
    foil: FloatArray
    pores: tuple[ScenePore, ...]


def load_scene(result: RunResult, growth_step: int, exaggeration: float) -> Scene:
    """Read the fields of a growth step and deform the slab.

    Args:
        result: Run with fields.
        growth_step: One of its growth steps with fields.
        exaggeration: Factor on all displacements.
    """
    blocks = result.fields(growth_step)
    slab = blocks["slab"]
    points = (slab.points + exaggeration * slab["displacement"])[:, :2] * 1e6
    triangles = _straight_triangles(slab)
    return Scene(
        time=float(slab.field_data["TimeValue"][0]),
        slab=Window(*(1e6 * value for value in slab.bounds[:4])),
        stress=PaintedField(points, triangles, _smooth_stress(slab)),
        potential=PaintedField(points, triangles, slab["potential"] * 1e3),
        cells=_cells(slab),
        cracks=_cracks(blocks, exaggeration) if has_films(blocks) else None,
        foil=_foil(blocks, exaggeration),
        pores=_pores(slab, blocks["film"], points) if has_films(blocks) else (),
        borders=points[part_borders(slab, blocks["film"] if has_films(blocks) else None)],
    )


def _pores(
    slab: pv.UnstructuredGrid, film: pv.DataSet, deformed: FloatArray
) -> tuple[ScenePore, ...]:
    """Return the pores that films end at, filled as those ends are.

    Args:
        slab: Undeformed slab.
        film: Cracks.
        deformed: Nodes of the slab as they are shown [um].
    """
    edges = pore_wall_edges(slab, film)
    ends = [crack_points(film, crack)[place] for crack in range(film.n_cells) for place in (0, -1)]
    pores = []
    for loop in closed_loops(edges):
        away = KDTree(slab.points[loop, :2]).query(film.points[ends, :2])[0]
        size = float(np.ptp(slab.points[loop, :2], axis=0).max())
        reached = [end for end, distance in zip(ends, away, strict=True) if distance < 0.02 * size]
        if reached:
            pores.append(ScenePore(deformed[loop], float(film["fill"][reached].mean())))
    return tuple(pores)


def _foil(blocks: pv.MultiBlock, exaggeration: float) -> FloatArray:
    """Return the foil's cells, moved along with the electrolyte next to them."""
    if "anode" not in blocks.keys():  # noqa: SIM118 - a MultiBlock is not a dict
        return np.empty((0, 6, 2))
    slab, foil = blocks["slab"], blocks["anode"]
    nearest = KDTree(slab.points).query(foil.points)[1]
    points = (foil.points + exaggeration * slab["displacement"][nearest])[:, :2] * 1e6
    return np.asarray(points[foil.cells.reshape(-1, 7)[:, [1, 4, 2, 5, 3, 6]]])


def exaggeration(result: RunResult, steps: Sequence[int]) -> float:
    """Return a round factor that makes the widest crack opening easy to see.

    A crack may be widest long before the end: a piece that comes loose unloads the slab.

    Args:
        result: Run with fields.
        steps: Growth steps with fields that are drawn, at least one.
    """
    films = [film for film in map(result.film, steps) if film is not None]
    widest = max((float(film["opening"].max()) for film in films), default=0.0)
    if widest <= 0:
        return 1.0
    left, right = result.fields(steps[-1])["slab"].bounds[:2]
    wanted = _SHOWN_OPENING * (right - left) / widest
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= wanted)


def has_films(blocks: pv.MultiBlock) -> bool:
    """Return whether there are cracks among the fields of a growth step."""
    return "film" in blocks.keys()  # noqa: SIM118 - a MultiBlock is not a dict


def _straight_triangles(slab: pv.UnstructuredGrid) -> npt.NDArray[np.int64]:
    """Return the four straight triangles of each six-node triangle."""
    cells = slab.cells_dict[pv.CellType.QUADRATIC_TRIANGLE]
    return np.concatenate([cells[:, part] for part in _STRAIGHT_PARTS])


def _principal_stress(slab: pv.DataSet) -> FloatArray:
    xx, yy, xy = slab.cell_data["stress"].T / 1e6
    return np.asarray((xx + yy) / 2 + np.hypot((xx - yy) / 2, xy))


def _smooth_stress(slab: pv.UnstructuredGrid) -> FloatArray:
    """Return the principal stress at the nodes, the mean of the cells around each."""
    bare = slab.copy()
    bare.clear_data()
    bare.cell_data["stress"] = _principal_stress(slab)
    return np.asarray(bare.cell_data_to_point_data()["stress"])


def _cells(slab: pv.UnstructuredGrid) -> SceneCells:
    corners = slab.points[slab.cells_dict[pv.CellType.QUADRATIC_TRIANGLE][:, :3], :2] * 1e6
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    current = slab.cell_data["current_density"][:, :2]
    return SceneCells(
        corners.mean(axis=1), (ax * by - ay * bx) / 2, _principal_stress(slab), current
    )


def _cracks(blocks: pv.MultiBlock, exaggeration: float) -> SceneCracks:
    slab, film = blocks["slab"], blocks["film"]
    middle = (film.points + exaggeration * _mean_displacement(slab, film))[:, :2] * 1e6
    half = _WIDENING * exaggeration / 2 * film["opening"] * 1e6
    paths = [crack_points(film, crack) for crack in range(film.n_cells)]
    outlines = [_outlines(middle[path], half[path]) for path in paths]
    fill = [np.minimum(film["fill"][path[:-1]], film["fill"][path[1:]]) for path in paths]
    tips = np.array([middle[path[-1]] for path in paths])
    line = MultiLineString([film.points[path, :2] * 1e6 for path in paths])
    leader = tips[tips[:, 1].argmax()]
    return SceneCracks(
        np.concatenate(outlines), np.concatenate(fill), leader, line, float(half.max()) / _WIDENING
    )


def _mean_displacement(slab: pv.DataSet, film: pv.DataSet) -> FloatArray:
    """Return the mean displacement of the two faces at the points of the films."""
    faces = KDTree(slab.points).query(film.points, k=2)[1]
    return np.asarray(slab["displacement"][faces].mean(axis=1))


def _outlines(middle: FloatArray, half: FloatArray) -> FloatArray:
    tangent = np.gradient(middle, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = half[:, None] * np.column_stack([-tangent[:, 1], tangent[:, 0]])
    left, right = middle + across, middle - across
    return np.stack([left[:-1], left[1:], right[1:], right[:-1]], axis=1)
