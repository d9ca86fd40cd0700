"""Pressure, opening, fill and plating current along the crack, at several times."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyvista as pv
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure

from filasse.output.run_result import RunResult
from filasse.plot.style import literal, time_unit
from filasse.records.field_snapshot import FloatArray

_TIMES = 6
_COLOURS = ListedColormap(colormaps["viridis_r"](np.linspace(0.1, 1.0, 256)))


class FilmPanel(NamedTuple):
    """One panel of the figure: array of the film, label of the axis, factor from SI."""

    name: str
    label: str
    scale: float


PANELS = (
    FilmPanel("pressure", "Pressure [MPa]", 1e-6),
    FilmPanel("opening", "Opening [nm]", 1e9),
    FilmPanel("fill", "Lithium fill", 1.0),
    FilmPanel("plating_current", "Plating [mA/cm²]", 0.1),
)


def draw_films(result: RunResult) -> Figure:
    """Draw the lithium film of the longest crack at several times.

    Args:
        result: Run with fields and at least one crack.
    """
    figure = Figure(figsize=(5.2, 6.4), layout="constrained")
    axes = figure.subplots(len(PANELS), 1, sharex=True)
    films = [result.fields(step)["film"] for step in evenly_spread(result.growth_steps, _TIMES)]
    times = [float(film.field_data["TimeValue"][0]) for film in films]
    unit, length = time_unit(times[-1])
    crack = _longest(films[-1])
    for film, time in zip(films, times, strict=True):
        if film.n_cells <= crack:  # the crack has left its pore later
            continue
        for panel, place in zip(PANELS, axes, strict=True):
            _draw(place, film, crack, panel, _COLOURS(_share(time, times)))
    name = films[-1].field_data["crack_names"][crack]
    axes[-1].set_xlabel(f"Distance from the mouth of {literal(name)} [µm]")
    if len(times) == 1:
        figure.suptitle(f"At {times[0] / length:.4g} {unit}", fontsize="medium")
        return figure
    colours = ScalarMappable(Normalize(times[0] / length, times[-1] / length), _COLOURS)
    figure.colorbar(colours, ax=axes, label=f"Time [{unit}]", aspect=50, pad=0.02)
    return figure


def evenly_spread(steps: Sequence[int], count: int) -> list[int]:
    """Return at most `count` of the steps, evenly spread, first and last included.

    Args:
        steps: Growth steps, at least one.
        count: Largest number of steps wanted.
    """
    places = np.linspace(0, len(steps) - 1, min(count, len(steps)))
    return [steps[round(place)] for place in places]


def crack_points(film: pv.DataSet, crack: int) -> FloatArray:
    """Return the indices of a crack's points, in order from its start.

    Args:
        film: Grid of the films, one polyline per crack.
        crack: Index of the crack.
    """
    return np.asarray(film.get_cell(crack).point_ids)


def _longest(film: pv.DataSet) -> int:
    lengths = [film["arc"][crack_points(film, crack)[-1]] for crack in range(film.n_cells)]
    return int(np.argmax(lengths))


def _share(time: float, times: list[float]) -> float:
    """Return where a time lies between the first (0) and the last (1)."""
    return (time - times[0]) / max(times[-1] - times[0], 1e-12)


def _draw(
    axes: Axes,
    film: pv.DataSet,
    crack: int,
    panel: FilmPanel,
    colour: tuple[float, float, float, float],
) -> None:
    points = crack_points(film, crack)
    axes.plot(film["arc"][points] * 1e6, film[panel.name][points] * panel.scale, color=colour)
    axes.set_ylabel(panel.label)
    axes.margins(x=0.01)
