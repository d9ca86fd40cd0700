"""Every outcome of a command as a message and an exit code."""

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import click

from filasse.errors import FilasseError

BUG = 70
INTERRUPTED = 130


def tell(error: BaseException, say: Callable[[str], None], debug: bool) -> int:
    """Say what happened, in one message, and return the exit code that stands for it.

    Args:
        error: what ended the command.
        say: shows a message to the user.
        debug: show the traceback of a bug on the screen rather than in a file.
    """
    if isinstance(error, FilasseError):
        say(f"Error: {error}")
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        say("Interrupted.")
        return INTERRUPTED
    details = "".join(traceback.format_exception(error))
    where = details if debug else f"Please report it with the file {_save(details)}"
    say(f"This is a bug in filasse: {type(error).__name__}: {error}\n{where}")
    return BUG


def _save(details: str) -> str:
    """Write the traceback to the working folder, or to the folder for temporary files."""
    for folder in (Path.cwd(), Path(gettempdir())):
        path = folder / f"filasse-bug-{os.getpid()}.txt"
        try:
            path.write_text(details, encoding="utf-8")
        except OSError:
            continue
        return str(path)
    return "(which could not be written; run again with --debug)"
