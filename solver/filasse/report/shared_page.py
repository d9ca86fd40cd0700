"""Several runs in one page: what they differ in, how they ended, and their curves together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from filasse.end_reason import EndReason
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.run_result import RunResult
from filasse.output.writers.event_log import now
from filasse.plot.run_curves import SPEED, speeds
from filasse.plot.style import COLOURS, readable_unit, time_unit
from filasse.report.interactive_curves import FOIL_PANELS, PANELS, PagePanel, embed, styled
from filasse.report.page import filled_page, way_to
from filasse.report.run_facts import outcome, time_of_end

_DASHES = ("solid", "dash", "dot", "dashdot")


class RunRow(NamedTuple):
    """A run in the page.

    Attributes:
        name: of its folder.
        title: of its configuration.
        link: to its own report; empty if there is none.
        outcome: how it ended, or what it does.
        short: time to the short with its estimated error; empty without one.
        cells: what else is told, by the columns of the page.
    """

    name: str
    title: str
    link: str
    outcome: str
    short: str
    cells: tuple[str, ...]


def write_together(runs: Sequence[RunResult], compared: pd.DataFrame, file: Path) -> Path:
    """Write one page of several runs, finished or still going on.

    Args:
        runs: two at least, each with a time step.
        compared: one row per run, in which columns before `state` are the keys that differ.
        file: the page.

    Returns:
        The page.

    Raises:
        OutputError: a run has no time step, or the page cannot be written.
    """
    keys = list(compared.columns[: list(compared.columns).index("state")])
    numbers = [name for name in compared.columns[len(keys) + 1 :] if name not in _SAID]
    names = [str(run.folder.root) for run in runs]
    differing = [(key, [_shown(value) for value in compared[key]]) for key in keys]
    page = filled_page(
        "together.html",
        title=f"{len(runs)} runs",
        told=(now(),),
        names=names,
        columns=numbers,
        rows=[_row(run, compared.iloc[i][numbers], file) for i, run in enumerate(runs)],
        differing=differing,
        curves=embed(draw_together(runs), "curves"),
    )
    write_atomically(file, page)
    return file


_SAID = ("time_to_short [s]", "lithium_balance [1]")
"""What has a column of its own, and what belongs to the reports of single runs."""


def _row(run: RunResult, numbers: pd.Series[Any], page: Path) -> RunRow:
    short = time_of_end(run) if run.reason is EndReason.SHORT_CIRCUIT else ""
    cells = tuple(map(_shown, numbers))
    name, link = str(run.folder.root), way_to(run.folder.report, page)
    return RunRow(name, run.info["title"], link, outcome(run).value, short, cells)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else f"{value:.4g}"


def draw_together(runs: Sequence[RunResult]) -> go.Figure:
    """Draw the curves of several runs against time: colours by run, dashes by crack tip.

    Args:
        runs: each with at least one time step.
    """
    panels = PANELS + (FOIL_PANELS if any(run.has_foil for run in runs) else ())
    rows = len(panels) // 2
    spacing = {"vertical_spacing": 0.15 / rows, "horizontal_spacing": 0.1}
    figure = make_subplots(rows=rows, cols=2, shared_xaxes="all", **spacing)
    unit, length = time_unit(max(float(run.series["time"].max()) for run in runs))
    for index, panel in enumerate(panels):
        place = {"row": index // 2 + 1, "col": index % 2 + 1}
        for run, colour in zip(runs, cycle(COLOURS)):
            for trace in _traces(run, panel, length, colour):
                figure.add_trace(trace, **place)
        figure.update_yaxes(title_text=_label(panel, runs), rangemode="tozero", **place)
    for run, colour in zip(runs, cycle(COLOURS)):
        name = str(run.folder.root)
        look = {"name": name, "legendgroup": name, "line": {"color": colour}, "mode": "lines"}
        key = go.Scatter(x=[None], y=[None], meta="", **look)
        figure.add_trace(key, row=1, col=1)
    figure.update_xaxes(title_text=f"Time [{unit}]", row=rows)
    figure.add_hline(y=1.0, line={"dash": "dash", "color": "#777777", "width": 1}, row=1, col=1)
    styled(figure, height=240 * rows)
    return figure.update_layout(
        hovermode="closest", legend={"orientation": "h", "y": 1.01, "yanchor": "bottom"}
    )


def _label(panel: PagePanel, runs: Sequence[RunResult]) -> str:
    """The label of an axis; of slabs with a depth beside others it names both units."""
    units = dict.fromkeys(run.series.attrs["units"].get(panel.column, "") for run in runs)
    return panel.label.replace("{unit}", ", ".join(map(readable_unit, units)))


def _traces(run: RunResult, panel: PagePanel, length: float, colour: str) -> Iterator[go.Scatter]:
    name = str(run.folder.root)
    tips = run.tips if panel.column.startswith("tip.") else ("",)
    columns = [panel.column.replace("tip", tip, 1) if tip else panel.column for tip in tips]
    for tip, column, dash in zip(tips, columns, cycle(_DASHES)):
        if column not in run.series:  # of a foil, where only others have one
            continue
        values = speeds(run, column) if panel.column == SPEED else run.series[column]
        yield go.Scatter(
            x=(run.series["time"] / length).to_numpy(),
            y=(values * panel.scale).to_numpy(),
            name=f"{name} {tip}".rstrip(),
            meta=column,
            legendgroup=name,
            showlegend=False,
            mode="lines",
            line={"color": colour, "width": 1.6, "dash": dash},
            hovertemplate="%{x:.5~g}: %{y:.5~g}",
        )
