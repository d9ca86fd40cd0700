"""Several runs in one table, or page: what their configurations differ in, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from filasse.config.writing.written_values import flat, format_value
from filasse.errors import UsageError
from filasse.output.run_result import RunResult, open_run
from filasse.report.shared_page import write_together
from filasse.sweep.sweep_table import numbers


def compared(runs: Sequence[RunResult]) -> pd.DataFrame:
    """Return one row per run: its folder, the keys that not all have alike, and its results.

    Args:
        runs: at least one, finished or still going on.
    """
    configs = [run.info["config"] for run in runs]
    values = [dict(flat(config)) for config in configs]
    keys = dict.fromkeys(key for written in values for key in written)
    differing = [key for key in keys if len({repr(w.get(key)) for w in values}) > 1]
    rows = [
        {"run": str(run.folder.root)}
        | {key: format_value(config, key) for key in differing}
        | {"state": str(run.reason or run.state)}
        | numbers(run)
        for run, config in zip(runs, configs, strict=True)
    ]
    return pd.DataFrame(rows).set_index("run")


def report_together(folders: Sequence[str | Path], page: Path | None) -> Path:
    """Write one page of several runs.

    Raises:
        OutputError: a folder holds no run with a time step, or the page cannot be written.
        UsageError: there are none, one is named twice, or there is no name for the page.
    """
    roots = [Path(folder).resolve() for folder in folders]
    if page is None or not roots:
        raise UsageError("several runs in one report need a list of runs, and a file for the page")
    twice = [
        str(folder) for folder, root in zip(folders, roots, strict=True) if roots.count(root) > 1
    ]
    if twice:
        raise UsageError(f"{' and '.join(twice)} are the same run; name each run once")
    runs = [open_run(folder) for folder in folders]
    return write_together(runs, compared(runs), page)
