"""Where log lines go: the file filasse.log and, on rank 0, the terminal."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from filasse.output.folder.atomic_files import disk_errors

_LINE = "%(asctime)s %(levelname)-7s %(message)s"


class _QuietFile(logging.FileHandler):
    """A log file that loses lines on a full disk rather than disturb the run."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: the run itself tells of a full disk."""


@contextmanager
def logging_to(path: Path, level: str, console: Console | None) -> Iterator[None]:
    """Send the log of filasse to a file and to the terminal while the block runs.

    Args:
        path: Log file; new lines are appended.
        level: Least level that is kept: debug, info, warning or error.
        console: Terminal; on an interactive one only warnings are shown, as a progress bar
            tells the rest. None shows nothing.
    """
    with disk_errors(path):
        handlers: list[logging.Handler] = [_QuietFile(path, encoding="utf-8")]
    handlers[0].setFormatter(logging.Formatter(_LINE))
    if console is not None and not logging.getLogger().handlers:
        handlers.append(_terminal(console))
    with _attached(handlers, level.upper()):
        yield


def _terminal(console: Console) -> logging.Handler:
    if not console.is_terminal:
        handler: logging.Handler = logging.StreamHandler(console.file)
        handler.setFormatter(logging.Formatter("%(message)s"))
        return handler
    return RichHandler(logging.WARNING, console, show_path=False, show_time=False)


@contextmanager
def _attached(handlers: list[logging.Handler], level: str) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("filasse", "filasse_meshes")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(level)
        for handler in handlers:
            logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.setLevel(was)
            for handler in handlers:
                logger.removeHandler(handler)
        for handler in handlers:
            handler.close()


@contextmanager
def silent() -> Iterator[None]:
    """Keep this rank's log to itself while the block runs."""
    with _attached([logging.NullHandler()], "CRITICAL"):
        yield
