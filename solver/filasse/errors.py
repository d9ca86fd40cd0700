"""Errors that a user can meet, each with the exit code of the command line.

The text of an error says what went wrong, where, with which value, and what to do about it.
"""

from typing import ClassVar

from filasse.end_reason import EndReason


class FilasseError(Exception):
    """A known error: shown to the user as one message, without a traceback."""

    exit_code: ClassVar[int] = 1


class UsageError(FilasseError):
    """The command line or a call of the Python interface makes no sense."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration file cannot be used; the text lists every problem found."""


class MeshError(FilasseError):
    """The geometry cannot be meshed, or a mesh file cannot be used."""

    exit_code = 3


class ConvergenceError(FilasseError):
    """A solver did not converge, even with the smallest allowed step."""

    exit_code = 4


class MemoryShortage(FilasseError):  # noqa: N818 - MemoryError is Python's own
    """The machine has less memory than the run needs."""


class OutputError(FilasseError):
    """The results folder cannot be written or read."""

    exit_code = 5


class StoppedEarly(FilasseError):  # noqa: N818 - not a failure: submit the same run again
    """The run stopped before its end and left a checkpoint to go on from.

    Attributes:
        reason: what stopped it.
    """

    exit_code = 75

    def __init__(self, message: str, reason: EndReason = EndReason.INTERRUPTED) -> None:
        """Tell the user in words, and the records by the reason."""
        super().__init__(message)
        self.reason = reason


class StoppedByUser(StoppedEarly):
    """Somebody pressed Ctrl-C; a checkpoint may be there to go on from."""

    exit_code = 130
