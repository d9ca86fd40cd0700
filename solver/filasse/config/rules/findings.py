"""What checks between values report."""

from typing import NamedTuple

from filasse.units import format_quantity


class Finding(NamedTuple):
    """What does not fit: the key to look at, what is wrong there, what to do."""

    key: tuple[str | int, ...]
    message: str
    remedy: str

    @property
    def text(self) -> str:
        """One line for a configuration without a file."""
        return f"{'.'.join(map(str, self.key))} {self.message}; {self.remedy}"


def um(value: float) -> str:
    """A length [m] for a message."""
    return format_quantity(value, "m", "um", 4)


def time_text(seconds: float, digits: int = 4) -> str:
    """A time [s] for a message, in the unit that gives a handy number."""
    shown = next((u for u, one in (("h", 3600.0), ("min", 60.0)) if seconds >= one), "s")
    return format_quantity(seconds, "s", shown, digits)
