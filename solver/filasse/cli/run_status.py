"""What the command ``filasse status`` tells of a run."""

from pathlib import Path

from rich.table import Table

from filasse.cli.console.screen import show_table
from filasse.errors import OutputError
from filasse.output.run_result import RunResult, open_run
from filasse.report.run_facts import RunFact, outcome, overview


def show_run(folder: Path) -> None:
    """Print how far a run is, or how it ended."""
    result = open_run(folder)
    table = Table(title=f"{result.info['title'] or folder}: {result.state}", show_header=False)
    written = RunFact("Last written", str(result.info.get("updated", result.info["started"])))
    for fact in [*_known(result), written]:
        table.add_row(*fact)
    show_table(table)


def _known(result: RunResult) -> list[RunFact]:
    try:
        return overview(result)
    except OutputError:  # there is no time step yet
        return [outcome(result)]
