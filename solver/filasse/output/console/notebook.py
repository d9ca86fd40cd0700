"""Progress in a cell of a notebook; elsewhere nothing is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from filasse.end_reason import EndReason
from filasse.output.console.progress import fraction_done, short_line
from filasse.output.observer import Observer, RunStart
from filasse.records.run_record import Record

type Show = Callable[[str], None]


def is_notebook() -> bool:
    """Whether the code runs in a kernel whose cells show HTML, as in Jupyter."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


@contextmanager
def shown_text() -> Iterator[Show]:
    """Give a function that shows a line in the cell, in place of the line before."""
    if not is_notebook():
        yield lambda text: None
        return
    handle = _handle()
    yield lambda text: handle.update(_html(text))


def watchers() -> tuple[Observer, ...]:
    """What shows the progress of a run here: something in a notebook, nothing elsewhere."""
    return (NotebookProgress(_handle()),) if is_notebook() else ()


class NotebookProgress(Observer):
    """Shows in one line of a cell how far a run is."""

    def __init__(self, handle: Any) -> None:
        """Take a display.

        Args:
            handle: of IPython's `display(..., display_id=True)`.
        """
        self._handle = handle
        self._goal = self._stop_time = float("inf")
        self._first: Record | None = None
        self._line = ""

    def on_start(self, start: RunStart) -> None:
        """Note where the run ends."""
        geometry, growth = start.config.geometry, start.config.growth
        self._goal = geometry.thickness - growth.short_circuit_distance
        self._stop_time = start.config.protocol.stop_time
        self._show("meshing")

    def on_step(self, record: Record) -> None:
        """Show how far it is."""
        self._first = self._first or record
        done = fraction_done(self._first, record, self._goal, self._stop_time)
        self._line = short_line(record)
        self._show(f"{100 * done:3.0f} %, {self._line}")

    def on_end(self, reason: EndReason) -> None:
        """Show how it ended."""
        self._show(f"{reason}, {self._line}" if self._line else str(reason))

    def _show(self, text: str) -> None:
        self._handle.update(_html(text))


def _handle() -> Any:
    display: Any = sys.modules["IPython"].display.display
    return display(_html("starting"), display_id=True)


def _html(text: str) -> Any:
    html: Any = sys.modules["IPython"].display.HTML
    return html(f"<code>{escape(text)}</code>")
