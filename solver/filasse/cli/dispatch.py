"""Runs one command; every outcome becomes a message and an exit code."""

import os
import sys

import click

from filasse.cli import plot_command, spectra, starting, sweep_commands, viewing  # noqa: F401 - add their commands
from filasse.cli.calibrate import calibrate_command as calibrating  # noqa: F401 - adds it
from filasse.cli.calibrate import ensemble_command  # noqa: F401 - adds it
from filasse.cli.commands import filasse
from filasse.cli.estimate import estimate_command  # noqa: F401 - adds it
from filasse.cli.exit_messages import tell
from filasse.cli.ranks import is_first_rank, say_once
from filasse.signals import Interrupted, shielded

BROKEN_PIPE = 141
"""128 + SIGPIPE, as of any program whose reader has gone."""


def dispatched_exit_code(arguments: list[str]) -> int:
    """Run ``filasse`` with some arguments."""
    try:
        result = filasse.main(arguments, prog_name="filasse", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        if is_first_rank():
            error.show()
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has gone: nothing to say
        _lead_nowhere(sys.stdout.fileno())
        return BROKEN_PIPE
    except (Exception, KeyboardInterrupt, Interrupted) as error:
        with shielded():
            return tell(error, say_once, debug="--debug" in arguments)
    return result if isinstance(result, int) else 0


def _lead_nowhere(descriptor: int) -> None:
    """What is left in the buffers can be flushed at exit without another error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
