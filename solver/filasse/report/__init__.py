"""The report of a run: one page that needs no other file and no network."""

from collections.abc import Callable
from pathlib import Path

from filasse.output.folder.atomic_files import write_atomically
from filasse.output.folder.run_folder import RunFolder
from filasse.output.run_result import open_run
from filasse.plot import plot_run
from filasse.report.page import render

__all__ = ["write_report"]


def write_report(
    folder: Path | str,
    file: Path | None = None,
    watch: Callable[[str], None] = lambda name: None,
) -> Path:
    """Write the report of a run, finished or still going on.

    Args:
        folder: Run folder; its figures are drawn first if they are missing or of an earlier state.
        file: Page to write; report.html in the run folder by default.
        watch: Told of every figure and of the page before it is made.

    Returns:
        The page.

    Raises:
        OutputError: The folder holds no run, or the page cannot be written.
    """
    result = open_run(folder)
    if not _has_new_figures(result.folder):
        plot_run(folder, watch)
    watch("page")
    path = file or result.folder.report
    write_atomically(path, render(result))
    return path


def _has_new_figures(folder: RunFolder) -> bool:
    """Return whether the figures are as new as what they show; all are drawn at once."""
    figure = folder.figures / "series.png"
    shown = [file.stat().st_mtime for file in (folder.series, folder.fields) if file.is_file()]
    return figure.is_file() and figure.stat().st_mtime >= max(shown, default=0.0)
