"""Every outcome of a command as a message and an exit code."""

import errno
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from filasse.errors import FilasseError, MemoryShortage, OutputError
from filasse.signals import Interrupted
from filasse.system_errors import is_lack_of_memory, is_of_the_machine, remedy

BUG = 70
INTERRUPTED = 130
NO_MEMORY = "There is not enough memory"


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
    if isinstance(error, Interrupted):
        say("Interrupted." if error.number == signal.SIGINT else f"Stopped by {error}.")
        return error.exit_code
    if is_lack_of_memory(error):
        say(
            f"Error: {NO_MEMORY}{f' ({error})' if str(error) else ''}. Raise a limit on it "
            "(ulimit -v, --mem of a job), use larger cells (mesh.tip, mesh.lip, mesh.far), or a "
            "machine with more."
        )
        return MemoryShortage.exit_code
    if is_of_the_machine(error):
        advice = remedy(error if isinstance(error, OSError) else OSError(errno.EMFILE, ""))
        say(f"Error: {error}. {advice}, then run the command again.")
        return OutputError.exit_code
    details = "".join(traceback.format_exception(error))
    where = details if debug else f"Please report it with the file {_save(details)}"
    say(f"This is a bug in filasse: {type(error).__name__}: {error}\n{where}")
    return BUG


def _save(details: str) -> str:
    """Write the traceback to the working folder, or to the folder for temporary files.

    The name is new and cannot be foreseen: nobody can lay a link there beforehand.
    """
    for folder in (Path.cwd, lambda: Path(tempfile.gettempdir())):
        try:
            descriptor, path = tempfile.mkstemp(".txt", "filasse-bug-", folder())
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(details)
        except OSError:
            continue
        return path
    return "(which could not be written; run again with --debug)"
