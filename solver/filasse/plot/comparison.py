"""Several runs in one figure: their curves against time, a colour per run."""

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from filasse.output.folder.atomic_files import disk_errors
from filasse.output.run_result import RunResult, open_run
from filasse.plot.run_curves import (
    PANELS,
    SPEED,
    CurvePanel,
    labelled,
    mark_speeds,
    speeds,
)
from filasse.plot.style import COLOURS, STYLE, literal, time_unit

_DASHES = ("-", "--", ":", "-.")


def plot_comparison(folders: Sequence[Path], file: Path) -> Path:
    """Draw the curves of several runs into one figure.

    Args:
        folders: Run folders.
        file: Picture to write.

    Returns:
        The picture.

    Raises:
        OutputError: One of them is no run or has no time step, or the picture cannot be written.
    """
    results = [open_run(folder) for folder in folders]
    with mpl.rc_context(STYLE), disk_errors(file):
        draw_comparison(results).savefig(file)
    return file


def draw_comparison(results: Sequence[RunResult]) -> Figure:
    """Draw the curves of several runs, colours by run and dashes by crack tip."""
    figure = Figure(figsize=(7.0, 7.0), layout="constrained")
    axes = figure.subplots(3, 2, sharex=True)
    unit, length = time_unit(max(result.series["time"].max() for result in results))
    for panel, place in zip(PANELS, axes.flat, strict=True):
        for result, colour in zip(results, cycle(COLOURS)):
            _draw(place, result, panel, length, colour)
        if panel.column == SPEED:
            mark_speeds(place, results)
        place.set_ylabel(labelled(panel, results))
        place.margins(x=0.01)
    for place in axes[-1]:
        place.set_xlabel(f"Time [{unit}]")
    lines = [
        Line2D([], [], color=colour, label=literal(result.folder.root))
        for result, colour in zip(results, cycle(COLOURS))
    ]
    figure.legend(handles=lines, loc="outside upper center", ncols=min(len(lines), 3))
    return figure


def _draw(axes: Axes, result: RunResult, panel: CurvePanel, length: float, colour: str) -> None:
    names = result.tips if panel.column.startswith("tip.") else ("",)
    for name, dashes in zip(names, cycle(_DASHES)):
        column = panel.column.replace("tip", name, 1) if name else panel.column
        values = speeds(result, column) if panel.column == SPEED else result.series[column]
        time = result.series["time"] / length
        axes.plot(time, values * panel.scale, color=colour, linestyle=dashes)
