"""The report of a run: one page that needs no other file and no network."""

from pathlib import Path

from lifil.output.files import write_atomically
from lifil.plot import plot_run
from lifil.post import open_run
from lifil.report.page import render

__all__ = ["write_report"]


def write_report(folder: Path | str, file: Path | None = None) -> Path:
    """Write the report of a run, finished or still going on.

    Args:
        folder: Run folder; its figures are drawn first if there are none.
        file: Page to write; report.html in the run folder by default.

    Returns:
        The page.

    Raises:
        OutputError: The folder holds no run, or the page cannot be written.
    """
    result = open_run(folder)
    if not any(result.folder.figures.glob("*.png")):
        plot_run(folder)
    path = file or result.folder.report
    write_atomically(path, render(result))
    return path
