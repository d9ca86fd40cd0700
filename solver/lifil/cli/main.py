"""Entry point: runs a command and turns every outcome into an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

import click

from lifil.cli import sweeps, viewing  # noqa: F401 - add their commands
from lifil.cli.commands import lifil
from lifil.cli.ranks import is_first_rank
from lifil.errors import LifilError

BUG = 70
INTERRUPTED = 130
BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``lifil`` and leave the process with its exit code."""
    sys.exit(exit_code(sys.argv[1:] if arguments is None else list(arguments)))


def exit_code(arguments: list[str]) -> int:
    """Run ``lifil`` with some arguments; no exception leaves this function."""
    try:
        result = lifil.main(arguments, prog_name="lifil", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        if is_first_rank():
            error.show()
        return error.exit_code
    except LifilError as error:
        _say(f"Error: {error}")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has gone: nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        _report_bug(error, show="--debug" in arguments)
        return BUG
    return result if isinstance(result, int) else 0


def _say(message: str) -> None:
    """Tell the user something, once however many ranks there are."""
    if is_first_rank():
        click.echo(message, err=True)


def _report_bug(error: Exception, show: bool) -> None:
    """Ask the user to report a bug; the traceback goes to a file, or on the screen."""
    details = "".join(traceback.format_exception(error))
    _say(f"This is a bug in lifil: {type(error).__name__}: {error}")
    if show:
        _say(details)
    else:
        _say(f"Please report it with the file {_save(details)}")


def _save(details: str) -> str:
    """Write the traceback to the working folder, or to the folder for temporary files."""
    for folder in (Path.cwd(), Path(gettempdir())):
        path = folder / f"lifil-bug-{os.getpid()}.txt"
        try:
            path.write_text(details, encoding="utf-8")
        except OSError:
            continue
        return str(path)
    return "(which could not be written; run again with --debug)"
