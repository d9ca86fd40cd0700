"""Stress and potential on the slab, and stress in the foil, with a slider over time."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
import pyvista as pv

from filasse.output.run_result import RunResult
from filasse.plot.film_profiles import crack_points, evenly_spread
from filasse.plot.scene import has_films
from filasse.plot.style import readable_time
from filasse.records.field_snapshot import FloatArray
from filasse.report.field_pixels import Pixels, fitting_pixels, sample_pixels
from filasse.report.interactive_curves import styled

_FRAMES = 12
_SLAB_PIXELS = 15000
_FOIL_PIXELS = 3000
_SHOWN = (0.01, 0.99)
"""Part of the area whose values the colours tell apart: crack tips are singular."""

_SLAB: dict[str, dict[str, Any]] = {
    "Principal stress [MPa]": {"colorscale": "RdBu_r", "zmid": 0.0},
    "Von Mises stress [MPa]": {"colorscale": "Viridis"},
    "Potential [mV]": {"colorscale": "Viridis"},
}
_FOIL: dict[str, dict[str, Any]] = {"Stress in the foil [MPa]": {"colorscale": "Cividis"}}


class Map(NamedTuple):
    """A field on pixels.

    Attributes:
        pixels: Where.
        values: Values in the unit shown, shape (rows, columns); NaN outside of the body.
    """

    pixels: Pixels
    values: FloatArray


class FieldMoment(NamedTuple):
    """What is shown at one growth step.

    Attributes:
        time: Simulated time [s].
        maps: The fields of the slab, then that of the foil if there is one, by name.
        cracks: Points of the cracks [um], shape (k, 2), NaN after each crack.
    """

    time: float
    maps: dict[str, Map]
    cracks: FloatArray


def draw_fields(result: RunResult) -> go.Figure:
    """Draw the fields of several growth steps; a slider moves through time.

    Args:
        result: Run with fields.
    """
    moments = [_moment(result.fields(step)) for step in evenly_spread(result.growth_steps, _FRAMES)]
    frames = [
        go.Frame(data=_traces(moment), name=str(number))  # two moments may be of the same time
        for number, moment in enumerate(moments)
    ]
    figure = go.Figure(data=_traces(moments[-1]), frames=frames)
    looks = _SLAB | (_FOIL if result.has_foil else {})
    for index, (name, look) in enumerate(looks.items()):
        low, high = _range([moment.maps[name] for moment in moments], "zmid" in look)
        look = look | {"zsmooth": "best", "zmin": low, "zmax": high}
        figure.data[index].update(look, name=name, colorbar=_bar(name, result.has_foil))
        figure.data[index].visible = index in (0, len(_SLAB))
    figure.data[-1].update(name="cracks", mode="lines", showlegend=False)
    figure.data[-1].line = {"color": "black", "width": 2}
    return _arranged(figure, [moment.time for moment in moments])


def _arranged(figure: go.Figure, times: list[float]) -> go.Figure:
    styled(figure, height=620)
    figure.update_xaxes(title_text="x [µm]", constrain="domain")
    figure.update_yaxes(title_text="y [µm]", scaleanchor="x", constrain="domain")
    return figure.update_layout(
        hovermode="closest", sliders=[slider(times)], updatemenus=[menu_of(list(_SLAB))]
    )


def _moment(blocks: pv.MultiBlock) -> FieldMoment:
    slab = blocks["slab"]
    maps = _slab_maps(slab)
    if "anode" in blocks.keys():  # noqa: SIM118  (blocks of pyvista are no mapping)
        pixels = fitting_pixels(blocks["anode"], _FOIL_PIXELS)
        stress = sample_pixels(blocks["anode"], pixels, ("von_mises",))["von_mises"]
        maps |= {name: Map(pixels, stress / 1e6) for name in _FOIL}
    return FieldMoment(float(slab.field_data["TimeValue"][0]), maps, _cracks(blocks))


def _slab_maps(slab: pv.DataSet) -> dict[str, Map]:
    pixels = fitting_pixels(slab, _SLAB_PIXELS)
    found = sample_pixels(slab, pixels, ("stress", "von_mises", "potential"))
    xx, yy, xy = np.moveaxis(found["stress"], -1, 0)
    principal = (xx + yy) / 2 + np.hypot((xx - yy) / 2, xy)
    fields = (principal / 1e6, found["von_mises"] / 1e6, found["potential"] * 1e3)
    return {name: Map(pixels, values) for name, values in zip(_SLAB, fields, strict=True)}


def _cracks(blocks: pv.MultiBlock) -> FloatArray:
    points: list[FloatArray] = [np.empty((0, 2))]
    if has_films(blocks):
        film = blocks["film"]
        for crack in range(film.n_cells):
            points += [film.points[crack_points(film, crack), :2] * 1e6, np.full((1, 2), np.nan)]
    return np.concatenate(points)


def _traces(moment: FieldMoment) -> list[Any]:
    maps = [
        go.Heatmap(x=x * 1e6, y=y * 1e6, z=values.astype(np.float32))
        for (x, y), values in moment.maps.values()
    ]
    x, y = moment.cracks.T
    return [*maps, go.Scatter(x=x, y=y)]


def _range(maps: list[Map], is_signed: bool) -> tuple[float, float]:
    """Return the range of the colours over all times."""
    values = np.concatenate([np.ravel(field.values) for field in maps])
    area = np.concatenate([np.ravel(field.pixels.area) for field in maps])
    inside = np.isfinite(values)
    low, high = np.quantile(
        values[inside], _SHOWN, weights=area[inside], method="inverted_cdf"
    ).tolist()
    if is_signed:
        high = max(abs(low), abs(high))
        low = -high
    return low, max(high, low + 1e-9)


def _bar(name: str, has_foil: bool) -> dict[str, Any]:
    """Return a colour bar: the foil's stands below that of the slab."""
    if not has_foil:
        return {"title": name}
    place = {"y": 0.0, "yanchor": "bottom"} if name in _FOIL else {"y": 1.0, "yanchor": "top"}
    return {"title": name, "len": 0.36 if name in _FOIL else 0.6, **place}


def slider(times: list[float]) -> dict[str, Any]:
    """Return a slider over the frames, which bear their numbers as names.

    Args:
        times: Of the frames [s].
    """
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
    steps = [
        {
            "label": readable_time(time),
            "method": "animate",
            "args": [[str(number)], still],
        }
        for number, time in enumerate(times)
    ]
    place = {"active": len(times) - 1, "pad": {"t": 40}, "currentvalue": {"prefix": "t = "}}
    return {"steps": steps, **place}


def menu_of(names: list[str]) -> dict[str, Any]:
    """Return the choice of the field; it also reaches the frames, which carry no visibility.

    Args:
        names: Of the fields, whose traces come first.
    """
    buttons = [
        {
            "label": name,
            "method": "restyle",
            "args": [{"visible": [other == name for other in names]}, list(range(len(names)))],
        }
        for name in names
    ]
    return {"buttons": buttons, "x": 0.0, "xanchor": "left", "y": 1.08, "yanchor": "bottom"}
