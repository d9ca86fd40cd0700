"""What the commands do before, beside and after runs, from Python, with the same messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from filasse.config import Config
from filasse.config.reading.sources import Overrides, Source
from filasse.errors import UsageError
from filasse.python import check_count, folder_of, in_python_words, load_config, open_run

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from filasse.output.run_result import RunResult
    from filasse.simulation import Run
    from filasse.sweep.critical import CurrentBracket, CurrentTrial

type AnyRun = str | Path | Run | RunResult


@dataclass(frozen=True, repr=False)
class Outlook:
    """What theory expects of a configuration.

    Attributes:
        config: the checked configuration.
        word: `grows`, `arrests`, `too close to call`, `no plating`, `no flaw` or `unknown`.
        lines: the same in sentences.
        expectations: pandas table of quantities with units and notes.
        notes: what is allowed but odd, or without effect.
    """

    config: Config
    word: str
    lines: tuple[str, ...]
    expectations: pd.DataFrame
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(
            [f"<Outlook {self.word}>", *self.lines, *map("Note: {}".format, self.notes)]
        )

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(line)}</p>" for line in (*self.lines, *self.notes))
        table = self.expectations.to_html(float_format="{:.4g}".format)
        return f"<p><b>{escape(self.word)}</b></p>{said}{table}"


def validate(config: Source, overrides: Overrides = ()) -> Outlook:
    """Check a configuration, and say what theory expects of it; nothing is computed.

    Args:
        config: a file, a dictionary or a configuration.
        overrides: changes, as for `load_config`.

    Raises:
        ConfigError: lists every problem with its place, value and remedy.
    """
    import pandas as pd

    from filasse.estimates.expectations import expectations
    from filasse.estimates.verdict import verdict
    from filasse.output.own_watchers import check_own_code

    checked = load_config(config, overrides)
    check_own_code(checked)
    said = verdict(checked)
    rows = [item._asdict() for item in expectations(checked)]
    table = pd.DataFrame(rows).rename(columns={"name": "quantity"}).set_index("quantity")
    return Outlook(checked, said.word, said.lines, table, checked.notes)


def run_sweep(
    config: Source,
    folder: str | Path,
    *,
    jobs: int = 1,
    retry_failed: bool = False,
    **axes: Any,
) -> pd.DataFrame:
    """Run a configuration with many values; called again, it goes on with what is left.

    Args:
        config: a sweep file; or, with axes, the configuration that they vary, in any form.
        folder: where the runs go, and `table.csv`.
        jobs: runs at a time, each in a process of its own.
        retry_failed: try the runs again that failed twice.
        **axes: what a sweep file holds, `grid={"protocol.current_density": ["1 mA/cm^2", ...]}`:
            `grid`, `zip`, `list`, `set`, `seeds`, `latin_hypercube` and `title`.

    Returns:
        One row per run: values, states and results, with units in the names of the columns.

    Raises:
        ConfigError: the sweep, its base or one of its runs is at fault; nothing is started.
        OutputError: the folder holds something else, or cannot be written.
        FilasseError: some runs failed; the others are done.
    """
    from filasse.sweep import SweepFolder, collect, plan_sweep
    from filasse.sweep.plan import plan_of
    from filasse.sweep.runner import counting, raise_failed, run_plan
    from filasse.sweep.sweep_states import states

    with in_python_words():
        check_count("jobs", jobs, "the number of runs at a time")
        if not axes and not isinstance(config, str | Path):
            raise UsageError("nothing varies; give grid={key: [value, ...]}, or a sweep file")
        plan = plan_of(config, axes) if axes else plan_sweep(Path(str(config)))
        paths = SweepFolder(Path(folder))
        run_plan(paths, plan, jobs, counting, retry_failed=retry_failed)
        raise_failed(paths, states(paths))
        return collect(paths)


def find_critical_current(
    config: Source,
    folder: str | Path,
    overrides: Overrides = (),
    *,
    until: Literal["growth", "short"] = "growth",
    tolerance: float = 0.05,
    max_runs: int = 20,
    watch: Callable[[CurrentTrial], None] = lambda trial: None,
) -> CurrentBracket:
    """Find the current density above which a filament grows, in a few short runs.

    Args:
        config: with a constant `protocol.current_density`, which is varied.
        folder: where the runs go; finished ones in it are used again.
        overrides: changes, as for `load_config`.
        until: what a critical current does: make the filament grow, or short the cell.
        tolerance: width of the bracket over its middle, 1e-4 to 1.
        max_runs: give up after so many.
        watch: told of every trial.

    Returns:
        The bracket: `low`, `high` and `middle` [A/m^2], and its trials.

    Raises:
        ConfigError: the configuration is at fault.
        UsageError: it has no current to vary.
        ConvergenceError: there is no single critical current within so many runs.
    """
    from filasse.sweep import SweepFolder
    from filasse.sweep.ccd import critical_current

    if until not in ("growth", "short"):
        raise UsageError(f"until is 'growth' or 'short', not {until!r}")
    check_count("max_runs", max_runs, "how many runs to allow")
    if not isinstance(tolerance, Real) or not 1e-4 <= tolerance <= 1.0:
        raise UsageError(f"tolerance {tolerance!r} is not between 1e-4 and 1")
    options: dict[str, Any] = {"tolerance": tolerance, "max_runs": max_runs, "watch": watch}
    options |= {"overrides": overrides, "to_the_end": until == "short"}
    with in_python_words():
        return critical_current(config, SweepFolder(Path(folder)), **options)


def list_materials(name: str | None = None) -> pd.DataFrame:
    """The material presets, or the values of one with their sources.

    Args:
        name: of a preset, such as `LLZO`, or a material file; None lists all.

    Raises:
        UnknownMaterialError: there is no such preset; the nearest name is given.
    """
    import pandas as pd

    from filasse import materials
    from filasse.config.reading.own_materials.known_material import known_material

    if name is not None and not isinstance(name, str):
        raise UsageError(f"name is {name!r}; give that of a preset, such as 'LLZO', or none")
    if name is not None:
        values = [
            {"key": item.key, "value": item.value, "source": item.source, "note": item.note}
            for item in known_material(name)[0].values
        ]
        return pd.DataFrame(values).set_index("key")
    presets = [materials.load(item) for item in sorted(materials.names())]
    rows = [{"preset": item.name, "for": item.kind, "what it is": item.title} for item in presets]
    return pd.DataFrame(rows).set_index("preset")


def write_report(run: AnyRun | Sequence[AnyRun], file: str | Path | None = None) -> Path:
    """Write the report of a run or a sweep, or of several runs together: one HTML page.

    Args:
        run: its folder, or what `simulate` or `open_run` returned; or a list of them.
        file: the page; `report.html` in the folder by default.

    Returns:
        The page.

    Raises:
        OutputError: there is nothing to report, or the page cannot be written.
        UsageError: several runs without a file.
    """
    from filasse.report import write_report as of_run
    from filasse.sweep import SweepFolder
    from filasse.sweep.compared_runs import report_together
    from filasse.sweep.sweep_report import write_sweep_report

    page = None if file is None else Path(file)
    with in_python_words():
        if isinstance(run, Sequence) and not isinstance(run, str):
            return report_together([folder_of(item) for item in run], page)
        sweep = SweepFolder(Path(folder_of(run)))
        if sweep.manifest.exists():
            return write_sweep_report(sweep, page)
        return of_run(sweep.root, page)


def draw_figures(run: AnyRun) -> list[Path]:
    """Draw the figures of a run or a sweep, and return their files.

    Args:
        run: its folder, or what `simulate` or `open_run` returned.

    Raises:
        OutputError: the folder holds no run.
    """
    from filasse.plot import plot_run
    from filasse.sweep import SweepFolder
    from filasse.sweep.drawing.sweep_figures import plot_sweep

    with in_python_words():
        sweep = SweepFolder(Path(folder_of(run)))
        return plot_sweep(sweep) if sweep.manifest.exists() else list(plot_run(sweep.root))


def draw_curves(run: AnyRun) -> Figure:
    """Draw the series of a run against time, to zoom into; a notebook's cell shows it.

    Args:
        run: its folder, or what `simulate` or `open_run` returned.

    Raises:
        OutputError: the folder holds no run, or one without a time step.
    """
    from filasse.report.interactive_curves import draw_curves as of_run

    return of_run(open_run(folder_of(run)))


def draw_comparison(runs: Sequence[AnyRun], file: str | Path = "comparison.png") -> Path:
    """Draw several runs in one picture, and return its file.

    Args:
        runs: their folders, or what `simulate` or `open_run` returned.
        file: picture to write.

    Raises:
        UsageError: there are fewer than two.
        OutputError: a folder holds no run.
    """
    from filasse.plot.comparison import plot_comparison

    if not isinstance(runs, Sequence) or isinstance(runs, str) or len(runs) < 2:
        raise UsageError("draw_comparison takes a list of runs, with two at least")
    with in_python_words():
        return Path(plot_comparison([Path(folder_of(run)) for run in runs], Path(file)))
