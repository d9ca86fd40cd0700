"""The anode as a body: stress in the foil, and its contact with the electrolyte over time."""

from collections.abc import Sequence

import numpy as np
import pyvista as pv
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from filasse.output.run_result import RunResult
from filasse.plot.style import COLOURS, frame, include_zero, time_unit

_NOTCHED = 1e-2
"""Height above y = 0, over that of the foil, from which it reaches into a notch."""
_CURVES = (
    ("anode.contact", "Contact [part]", 1.0),
    ("anode.deepest_void", "Deepest void [nm]", 1.0),
    ("anode.mouth_pressure", "Pressure at mouths [MPa]", 1.0),
)


_DEPLETION = (
    ("anode.contact", "Contact [part]", 1.0),
    ("anode.largest_void", "Widest void [µm]", 1.0),
    ("voltage", "Cell voltage [mV]", 1e3),
)


def draw_depletion(result: RunResult) -> Figure:
    """Draw contact, voids and voltage over time, and contact and current along x at the end.

    Args:
        result: Run of a depleting anode.
    """
    fields = result.fields() if result.growth_steps else None
    if fields is None or "interface" not in fields.keys():  # noqa: SIM118  (blocks of pyvista)
        figure = Figure(figsize=(8.0, 2.4), layout="constrained")
        _draw_curves(figure.subplots(1, len(_DEPLETION)).tolist(), result, _DEPLETION)
        return figure
    figure = Figure(figsize=(8.0, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, len(_DEPLETION))
    above = [figure.add_subplot(grid[0, column]) for column in range(len(_DEPLETION))]
    _draw_curves(above, result, _DEPLETION)
    _draw_along(figure.add_subplot(grid[1, :]), fields["interface"])
    return figure


def draw_interface(result: RunResult) -> Figure:
    """Draw contact and current along the planar interface at the end.

    Args:
        result: Run with the field of an interface that is not even.
    """
    figure = Figure(figsize=(7.0, 2.6), layout="constrained")
    _draw_along(figure.subplots(), result.fields()["interface"])
    return figure


def _draw_along(axes: Axes, interface: pv.UnstructuredGrid) -> None:
    """Contact as an area, and the current density over it on an axis of its own."""
    x = 1e6 * np.asarray(interface.points)[:, 0]
    contact, current = interface.point_data["contact"], interface.point_data["plating_current"]
    axes.fill_between(x, contact, color=COLOURS[0], alpha=0.25, linewidth=0)
    axes.plot(x, contact, color=COLOURS[0])
    axes.set(xlim=(x.min(), x.max()), ylim=(0, 1.05))
    axes.set(xlabel="x [µm]", ylabel="Contact [part]", title="Along the interface at the end")
    beside = axes.twinx()
    beside.grid(visible=False)  # its ticks are not those of the contact
    beside.plot(x, 0.1 * current, color=COLOURS[1])
    include_zero(beside)
    beside.set_ylabel("Into the lithium [mA/cm²]", color=COLOURS[1])


def draw_anode(result: RunResult) -> Figure:
    """Draw the foil's equivalent stress at the end, and contact, voids and mouths over time.

    Args:
        result: Run with the fields of a foil.
    """
    foil = result.fields()["anode"]
    figure = Figure(figsize=(7.0, 5.0), layout="constrained")
    grid = figure.add_gridspec(2, len(_CURVES), height_ratios=(1.0, 0.9))
    top = figure.add_subplot(grid[0, :])
    _draw_stress(figure, top, foil)
    below = [figure.add_subplot(grid[1, column]) for column in range(len(_CURVES))]
    _draw_curves(below, result, _CURVES)
    return figure


def _draw_curves(
    places: Sequence[Axes], result: RunResult, curves: Sequence[tuple[str, str, float]]
) -> None:
    """Draw columns over time, each in a place of its own."""
    unit, length = time_unit(result.series["time"].max())
    for axes, (name, label, scale) in zip(places, curves, strict=True):
        values = scale * result.series[name]
        axes.plot(result.series["time"] / length, values, color=COLOURS[0])
        axes.set(xlabel=f"Time [{unit}]", ylabel=label)
        include_zero(axes)


def _draw_stress(figure: Figure, axes: Axes, foil: pv.UnstructuredGrid) -> None:
    """Cells with their largest equivalent stress; the electrolyte lies above the line."""
    corners = foil.cells.reshape(-1, 7)[:, [1, 4, 2, 5, 3, 6]]
    points = 1e6 * np.asarray(foil.points)[:, :2]
    stress = 1e-6 * foil.cell_data["von_mises"]
    cells = PolyCollection(
        list(points[corners]), array=stress, cmap="viridis", edgecolors="face", linewidths=0.2
    )
    cells.set_clim(0, max(float(np.quantile(stress, 0.98)), 1e-3))
    axes.add_collection(cells)
    low, high = points.min(axis=0), points.max(axis=0)
    if high[1] < _NOTCHED * (high[1] - low[1]):
        axes.axhline(0.0, color="black", linewidth=1.0)
    frame(axes)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], max(high[1], 0) + 0.03 * (high[1] - low[1])))
    axes.set(xlabel="x [µm]", ylabel="y [µm]", title="Lithium foil below the electrolyte")
    figure.colorbar(cells, ax=axes, label="Equivalent stress [MPa]", extend="max", aspect=12)
