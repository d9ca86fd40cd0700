"""Crack surfaces in the slab, to be turned with the mouse, with a slider over time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
import pyvista as pv

from filasse.output.run_result import RunResult
from filasse.plot.film_profiles import PANELS, evenly_spread
from filasse.plot.scene import has_films
from filasse.plot.solid.whole_slab import DrawnPore, round_pores, whole_bounds, whole_films
from filasse.plot.style import LITHIUM
from filasse.records.field_snapshot import FloatArray, IntArray
from filasse.report.fields import menu_of, slider
from filasse.report.interactive_curves import styled

_FRAMES = 24
_AXES = (2, 0, 1)
"""z, x, y: the anode lies below."""
_TITLES = ("z [µm]", "x [µm]", "y [µm]")
_EDGE = {"color": "black", "width": 6}
_PORE, _CIRCLE = "#d9c8a9", 24
"""Colour of pores, and corners around them."""


class CracksMoment(NamedTuple):
    """The cracks at one growth step.

    Attributes:
        time: Simulated time [s].
        points: Corners [um] in the order of `_AXES`, shape (n, 3).
        triangles: Shape (t, 3).
        values: Of every panel at the points, shape (n,) each.
        fronts: Ends of the edges of the fronts [um], a NaN after each pair, shape (k, 3).
    """

    time: float
    points: FloatArray
    triangles: IntArray
    values: tuple[FloatArray, ...]
    fronts: FloatArray


def draw_fields_in_space(result: RunResult) -> go.Figure:
    """Draw the crack surfaces of several growth steps; a slider moves through time.

    Args:
        result: Run in space with fields.
    """
    steps = evenly_spread(result.growth_steps, _FRAMES)
    moments = [_moment(result, result.fields(step)) for step in steps]
    moving = list(range(len(PANELS) + 1))
    frames = [
        go.Frame(data=_traces(moment), name=str(number), traces=moving)
        for number, moment in enumerate(moments)
    ]
    sides = whole_bounds(result, result.fields(steps[-1])["slab"])
    box = 1e6 * np.array(sides).reshape(3, 2)[list(_AXES)]
    still = [_outline(box), _anode(box), *map(_sphere, round_pores(result))]
    figure = go.Figure(data=[*_traces(moments[-1]), *still], frames=frames)
    for index, panel in enumerate(PANELS):
        highest = max(float(moment.values[index].max(initial=0.0)) for moment in moments)
        figure.data[index].update(
            name=panel.label,
            visible=index == 0,
            colorscale="Viridis",
            cmin=0.0,
            cmax=max(highest, 1e-9),
            colorbar={"title": panel.label},
        )
    return _arranged(figure, box, [moment.time for moment in moments])


def _arranged(figure: go.Figure, box: FloatArray, times: list[float]) -> go.Figure:
    axes = ("xaxis", "yaxis", "zaxis")
    scene: dict[str, Any] = {
        axis: {"title": title, "range": ends.tolist()}
        for axis, title, ends in zip(axes, _TITLES, box, strict=True)
    }
    eye, centre = {"x": 1.35, "y": 1.75, "z": 0.7}, {"x": 0.0, "y": 0.0, "z": -0.1}
    scene |= {"aspectmode": "data", "camera": {"eye": eye, "center": centre}}
    styled(figure, height=680)
    return figure.update_layout(
        scene=scene,
        hovermode="closest",
        showlegend=False,
        sliders=[slider(times)],
        updatemenus=[menu_of([panel.label for panel in PANELS])],
    )


def _moment(result: RunResult, blocks: pv.MultiBlock) -> CracksMoment:
    time = float(blocks["slab"].field_data["TimeValue"][0])
    if not has_films(blocks):
        none = np.empty((0, 3))
        return CracksMoment(time, none, none.astype(np.int64), (np.empty(0),) * len(PANELS), none)
    film = whole_films(result, blocks)
    points = 1e6 * np.asarray(film.points)[:, _AXES]
    triangles = film.cells_dict[pv.CellType.TRIANGLE].astype(np.int64)
    values = tuple(panel.scale * np.asarray(film[panel.name]) for panel in PANELS)
    return CracksMoment(time, points, triangles, values, _fronts(points, triangles))


def _fronts(points: FloatArray, triangles: IntArray) -> FloatArray:
    """Edges of the surfaces that do not lie on the anode."""
    every = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    edges, count = np.unique(every, axis=0, return_counts=True)
    ends = points[edges[count == 1]]
    ends = ends[(ends[:, :, 2] > 1e-6 * np.ptp(points[:, 2])).any(axis=1)]
    gaps = np.full((len(ends), 1, 3), np.nan)
    return np.concatenate([ends, gaps], axis=1).reshape(-1, 3)


def _traces(moment: CracksMoment) -> list[Any]:
    """Return a surface per panel, of which one is shown, and the fronts."""
    x, y, z = moment.points.T.astype(np.float32)
    i, j, k = moment.triangles.T
    surfaces = [
        go.Mesh3d(
            x=x, y=y, z=z, i=i, j=j, k=k,
            intensity=values.astype(np.float32),
            lighting={"ambient": 0.7, "diffuse": 0.4, "specular": 0.05},
            hovertemplate="%{intensity:.4~g}<extra></extra>",
        )
        for values in moment.values
    ]  # fmt: skip
    return [*surfaces, _line(moment.fronts, _EDGE)]


def _line(points: FloatArray, look: dict[str, Any]) -> go.Scatter3d:
    x, y, z = points.T
    return go.Scatter3d(x=x, y=y, z=z, mode="lines", line=look, hoverinfo="skip")


def _outline(box: FloatArray) -> go.Scatter3d:
    """Return the edges of the slab."""
    grid = np.array(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij")).reshape(3, -1).T
    corners = box[np.arange(3), grid]
    pairs = [(a, b) for a in range(8) for b in range(a) if np.abs(grid[a] - grid[b]).sum() == 1]
    ends = corners[np.array(pairs)]
    gaps = np.full((len(ends), 1, 3), np.nan)
    points = np.concatenate([ends, gaps], axis=1).reshape(-1, 3)
    return _line(points, {"color": "#888888", "width": 2})


def _anode(box: FloatArray) -> go.Mesh3d:
    (left, right), (front, back), (bottom, _) = box
    return go.Mesh3d(
        x=[left, right, right, left],
        y=[front, front, back, back],
        z=[bottom] * 4,
        i=[0, 0],
        j=[1, 2],
        k=[2, 3],
        color=LITHIUM,
        opacity=0.35,
        hoverinfo="skip",
    )


def _sphere(pore: DrawnPore) -> go.Mesh3d:
    corners = {"theta_resolution": _CIRCLE, "phi_resolution": _CIRCLE}
    ball = pv.Sphere(radius=pore.radius, center=pore.centre, **corners)
    x, y, z = np.asarray(ball.points)[:, _AXES].T
    i, j, k = ball.regular_faces.T
    shape = {"x": x, "y": y, "z": z, "i": i, "j": j, "k": k}
    return go.Mesh3d(**shape, color=_PORE, opacity=0.5, hoverinfo="skip")
