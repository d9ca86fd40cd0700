"""The report of a sweep: one page with its table, charts, and the runs that failed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from filasse.output.folder.atomic_files import write_atomically
from filasse.output.writers.event_log import now
from filasse.report import write_report
from filasse.report.page import filled_page, way_to
from filasse.sweep.drawing.charts import charts
from filasse.sweep.sweep_columns import SHOWN, label
from filasse.sweep.sweep_folder import SweepFolder, read_runs
from filasse.sweep.sweep_states import RunPhase, RunState, states
from filasse.sweep.sweep_table import RESULTS, collect

_LISTED = (*SHOWN, "end_time [s]", "growth_steps [1]", "final_voltage [V]")
_LABELS = SHOWN | {
    "end_time [s]": "End time [s]",
    "growth_steps [1]": "Growth steps",
    "final_voltage [V]": "Voltage at the end [V]",
}
_LOOKS = {RunPhase.FINISHED: "good", RunPhase.FAILED: "bad"}


class ReportCell(NamedTuple):
    """A cell of the table: what sorts it, and what is shown."""

    value: str
    text: str


class ReportRow(NamedTuple):
    """A run in the table: name, link to its report or "", state, its colour, and numbers."""

    name: str
    link: str
    state: str
    look: str
    cells: tuple[ReportCell, ...]


class FailedRun(NamedTuple):
    """A failed run: name, failed attempts, what it died of, link to its log or ""."""

    name: str
    attempts: int
    message: str
    log: str


def write_sweep_report(folder: SweepFolder, file: Path | None = None) -> Path:
    """Write the report of a sweep, finished or still going on.

    Args:
        folder: of the sweep.
        file: page to write; report.html in the folder by default.

    Returns:
        The page.

    Raises:
        OutputError: the folder holds no sweep, or the page cannot be written.
    """
    path = file or folder.root / "report.html"
    manifest, table, known = read_runs(folder), collect(folder), states(folder)
    counts = Counter(str(run.state) for run in known)
    values = [key for key in table.columns if key not in ("run", *RESULTS)]
    rows = [_row(folder, run, table.iloc[i], values, path) for i, run in enumerate(known)]
    finished = table[table["state"] == "finished"]
    page = filled_page(
        "sweep.html",
        title=manifest.title or "Sweep",
        told=(folder.root.resolve().name, now()),
        state=", ".join(f"{counts[state]} {state}" for state in RunPhase if counts[state]),
        linked=any(row.link for row in rows),
        columns=["Run", "State", *map(label, values), *(_LABELS[key] for key in _LISTED)],
        rows=rows,
        charts=charts(finished),
        failures=[_failure(folder, run, path) for run in known if run.state is RunPhase.FAILED],
        inputs=_inputs(folder),
    )
    write_atomically(path, page)
    return path


def write_run_reports(folder: SweepFolder) -> Iterator[Path]:
    """Write the reports of all runs that have a time step, one after the other.

    Raises:
        OutputError: the folder holds no sweep, or a page cannot be written.
    """
    for name in read_runs(folder).runs:
        run = folder.run(name)
        if run.is_run() and run.series.is_file() and len(run.series.read_bytes().splitlines()) > 1:
            yield write_report(run.root)


def _row(
    folder: SweepFolder, run: RunState, numbers: "pd.Series[Any]", values: list[str], page: Path
) -> ReportRow:
    state = run.reason.replace("_", " ") if run.state is RunPhase.FINISHED else str(run.state)
    cells = tuple(_cell(numbers[key]) for key in (*values, *_LISTED))
    report = folder.run(run.name).report
    return ReportRow(run.name, way_to(report, page), state, _LOOKS.get(run.state, ""), cells)


def _cell(value: Any) -> ReportCell:
    if pd.isna(value):
        return ReportCell("", "")
    if isinstance(value, str | bool):
        return ReportCell(str(value), str(value))
    return ReportCell(repr(float(value)), f"{value:.4g}")


def _failure(folder: SweepFolder, run: RunState, page: Path) -> FailedRun:
    return FailedRun(run.name, run.failures, run.error, way_to(folder.log(run.name), page))


def _inputs(folder: SweepFolder) -> dict[str, str]:
    files = (folder.root / "sweep.yaml",)
    return {
        file.name: file.read_text(encoding="utf-8", errors="replace")
        for file in files
        if file.is_file()
    }
