"""Several runs in one table, or page: what their configurations differ in, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from filasse.config.writing.values import format_value
from filasse.errors import UsageError
from filasse.output.run_result import RunResult, open_run
from filasse.report.together import write_together
from filasse.sweep.table import numbers


def compared(runs: Sequence[RunResult]) -> pd.DataFrame:
    """Return one row per run: its folder, the keys that not all have alike, and its results.

    Args:
        runs: at least one, finished or still going on.
    """
    configs = [dict(_flat(run.info["config"])) for run in runs]
    keys = dict.fromkeys(key for config in configs for key in config)
    differing = [key for key in keys if len({repr(c.get(key)) for c in configs}) > 1]
    rows = [
        {"run": str(run.folder.root)}
        | {key: format_value(key, config.get(key)) for key in differing}
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


def _flat(tree: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and values of plain data; items of lists by their number."""
    items = dict(enumerate(tree)) if isinstance(tree, list) else tree
    if not isinstance(items, Mapping):
        yield prefix, tree
        return
    for key, value in items.items():
        yield from _flat(value, f"{prefix}.{key}" if prefix else str(key))
