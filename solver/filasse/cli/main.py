"""Entry point: runs a command and turns every outcome into an exit code.

Nothing slow is imported before signals are heard: a scheduler may end a job at any moment.
"""

import gc
import os
import sys
from collections.abc import Sequence

from filasse.signals import Interrupted, ignore, listen


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``filasse`` and leave the process with its exit code."""
    listen()
    gc.disable()  # nothing that modules define is garbage: to look takes a seventh of the start
    code = 0
    try:
        try:
            _open_standard_streams()
            code = exit_code(sys.argv[1:] if arguments is None else list(arguments))
        finally:
            ignore()
    except Interrupted as late:  # after the last words
        code = late.exit_code
    sys.exit(code)


def exit_code(arguments: list[str]) -> int:
    """Run ``filasse`` with some arguments; no error leaves this function."""
    try:
        from filasse.cli import dispatch

        return dispatch.dispatched_exit_code(arguments)
    except Interrupted as stop:  # during the imports: nothing but this is ready to say so
        print(f"Stopped by {stop}.", file=sys.stderr)  # noqa: T201
        return stop.exit_code


def _open_standard_streams() -> None:
    """Open closed streams to nowhere, lest a result file takes the number of standard error."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
