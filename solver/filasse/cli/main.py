"""Entry point: runs a command and turns every outcome into an exit code."""

import os
import sys
from collections.abc import Sequence

import click

from filasse.cli import sweeps, viewing  # noqa: F401 - add their commands
from filasse.cli.commands import filasse
from filasse.cli.outcomes import tell
from filasse.cli.ranks import is_first_rank, say_once

BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``filasse`` and leave the process with its exit code."""
    sys.exit(exit_code(sys.argv[1:] if arguments is None else list(arguments)))


def exit_code(arguments: list[str]) -> int:
    """Run ``filasse`` with some arguments; no exception leaves this function."""
    try:
        result = filasse.main(arguments, prog_name="filasse", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        if is_first_rank():
            error.show()
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has gone: nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except (Exception, KeyboardInterrupt) as error:
        return tell(error, say_once, debug="--debug" in arguments)
    return result if isinstance(result, int) else 0
