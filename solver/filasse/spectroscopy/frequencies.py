"""Frequencies of a spectrum, from what a user asks for."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from filasse.errors import UsageError
from filasse.units import UnitError, parse_quantity

type FloatArray = npt.NDArray[np.float64]
type Frequency = float | str

LOWEST, HIGHEST = "1 mHz", "1 MHz"
"""What instruments sweep; above, the capacitance of the electrolyte itself would be seen."""

PER_DECADE = 10
"""Frequencies per decade that instruments sweep by default: a semicircle has some thirty points."""
MOST = 10_000
"""Frequencies of a spectrum, at most."""


def log_frequencies(first: Frequency, last: Frequency, per_decade: int = PER_DECADE) -> FloatArray:
    """Frequencies from one to another, evenly in their logarithms, falling [Hz].

    Args:
        first: one end: text such as `"10 mHz"`, or a number [Hz].
        last: the other.
        per_decade: how many in a factor of ten, about.

    Raises:
        UsageError: an end is no frequency, or there would be too many.
    """
    ends = sorted((in_hertz(first), in_hertz(last)))
    if per_decade < 1:
        raise UsageError(f"{per_decade} frequencies per decade are too few; give 1 or more")
    count = 1 + math.ceil(per_decade * math.log10(ends[1] / ends[0]) - 1e-9)
    if count > MOST:
        raise UsageError(f"{count} frequencies are too many; give fewer per decade")
    return np.geomspace(ends[1], ends[0], count)


def listed(frequencies: Iterable[Frequency] | Frequency) -> FloatArray:
    """Frequencies as they are given, [Hz]; one may stand by itself.

    Raises:
        UsageError: one is no frequency, or there is none or too many.
    """
    if isinstance(frequencies, str | float | int):
        frequencies = (frequencies,)
    found = np.array([in_hertz(frequency) for frequency in frequencies])
    if not 0 < len(found) <= MOST:
        raise UsageError(f"a spectrum has 1 to {MOST} frequencies, not {len(found)}")
    return found


def in_hertz(frequency: Frequency) -> float:
    """Read a frequency [Hz].

    Raises:
        UsageError: it is none, or not above zero.
    """
    try:
        hertz = parse_quantity(frequency, "Hz") if isinstance(frequency, str) else float(frequency)
    except (UnitError, TypeError, ValueError) as error:
        why = str(error) if isinstance(error, UnitError) else "is no number"
        raise UsageError(
            f"the frequency {frequency!r} {why}; write for instance '10 mHz'"
        ) from None
    if not (math.isfinite(hertz) and hertz > 0):
        raise UsageError(f"the frequency {frequency} must lie above 0 Hz")
    return hertz
