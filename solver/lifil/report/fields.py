"""Stress and potential on the slab, with a slider over time."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pyvista as pv

from lifil.plot.films import crack_points, spread
from lifil.plot.scene import has_films
from lifil.post import RunResult
from lifil.report.curves import styled
from lifil.stepping.record import FloatArray

_FRAMES = 12
_PIXELS = 110
_LOOKS: dict[str, dict[str, Any]] = {
    "Principal stress [MPa]": {"colorscale": "RdBu_r", "zmid": 0.0},
    "Von Mises stress [MPa]": {"colorscale": "Viridis"},
    "Potential [mV]": {"colorscale": "Viridis"},
}


def draw_fields(result: RunResult) -> go.Figure:
    """Draw the fields of several growth steps; a slider moves through time.

    Args:
        result: Run with fields.
    """
    blocks = [result.fields(step) for step in spread(result.growth_steps, _FRAMES)]
    frames = [_frame(block) for block in blocks]
    times = [float(block["slab"].field_data["TimeValue"][0]) for block in blocks]
    for number, frame in enumerate(frames):
        frame.name = str(number)  # two frames may be of the same time
    ranges = _ranges(frames)
    for frame in frames:
        for trace, (low, high) in zip(frame.data, ranges, strict=False):
            trace.update(zmin=low, zmax=high)
    figure = go.Figure(data=frames[-1].data, frames=frames)
    for index, trace in enumerate(figure.data[: len(_LOOKS)]):
        trace.visible = index == 0
    styled(figure, height=620)
    figure.update_xaxes(title_text="x [µm]", constrain="domain")
    figure.update_yaxes(title_text="y [µm]", scaleanchor="x", constrain="domain")
    figure.update_layout(hovermode="closest", sliders=[_slider(times)], updatemenus=[_menu()])
    return figure


def _frame(blocks: pv.MultiBlock) -> go.Frame:
    slab = blocks["slab"]
    x, y, sampled = _sample(slab)
    maps: list[Any] = [
        go.Heatmap(x=x, y=y, z=values, name=name, colorbar={"title": name}, **look)
        for (name, look), values in zip(_LOOKS.items(), sampled, strict=True)
    ]
    return go.Frame(data=[*maps, _cracks(blocks)])


def _sample(slab: pv.DataSet) -> tuple[FloatArray, FloatArray, list[Any]]:
    """Return x, y [um] and the fields on a regular grid; outside of the solid they are NaN."""
    left, right, bottom, top = slab.bounds[:4]
    spacing = max(right - left, top - bottom) / _PIXELS
    count = (max(round((right - left) / spacing), 2), max(round((top - bottom) / spacing), 2))
    step = ((right - left) / count[0], (top - bottom) / count[1])
    image = pv.ImageData(
        dimensions=(*count, 1),
        spacing=(*step, 1.0),
        origin=(left + step[0] / 2, bottom + step[1] / 2, 0.0),
    )
    found = image.sample(slab)
    xx, yy, xy = found["stress"].T / 1e6
    principal = (xx + yy) / 2 + np.hypot((xx - yy) / 2, xy)
    fields = (principal, found["von_mises"] / 1e6, found["potential"] * 1e3)
    inside = found["vtkValidPointMask"].astype(bool)
    shape = (count[1], count[0])
    x = (image.origin[0] + step[0] * np.arange(count[0])) * 1e6
    y = (image.origin[1] + step[1] * np.arange(count[1])) * 1e6
    maps = [np.where(inside, values, np.nan).reshape(shape).astype(np.float32) for values in fields]
    return x, y, maps


def _cracks(blocks: pv.MultiBlock) -> go.Scatter:
    points: list[FloatArray] = []
    if has_films(blocks):
        film = blocks["film"]
        for crack in range(film.n_cells):
            points += [film.points[crack_points(film, crack), :2] * 1e6, np.full((1, 2), np.nan)]
    x, y = np.concatenate(points).T if points else (np.array([]), np.array([]))
    line = {"color": "black", "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, name="cracks", showlegend=False)


def _ranges(frames: list[go.Frame]) -> list[tuple[float, float]]:
    """Return one range per field over all times; tips are singular and cut off."""
    ranges = []
    for index, look in enumerate(_LOOKS.values()):
        values = np.concatenate([np.ravel(frame.data[index].z) for frame in frames])
        low, high = (float(value) for value in np.nanpercentile(values, [1.0, 99.0]))
        if look.get("zmid") == 0.0:
            high = max(abs(low), abs(high))
            low = -high
        ranges.append((low, max(high, low + 1e-9)))
    return ranges


def _slider(times: list[float]) -> dict[str, Any]:
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    steps = [
        {"label": f"{time:.4g} s", "method": "animate", "args": [[str(number)], still]}
        for number, time in enumerate(times)
    ]
    place = {"active": len(times) - 1, "pad": {"t": 40}, "currentvalue": {"prefix": "t = "}}
    return {"steps": steps, **place}


def _menu() -> dict[str, Any]:
    """Return the choice of the field; it also reaches the frames, which carry no visibility."""
    names = list(_LOOKS)
    buttons = [
        {
            "label": name,
            "method": "restyle",
            "args": [{"visible": [other == name for other in names]}, list(range(len(names)))],
        }
        for name in names
    ]
    return {"buttons": buttons, "x": 0.0, "xanchor": "left", "y": 1.08, "yanchor": "bottom"}
