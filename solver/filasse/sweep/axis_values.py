"""The values of an axis: as listed, or spaced over a range of quantities."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.yaml_document import Key
from filasse.errors import FilasseError
from filasse.sweep.sweep_document import Grid, LoadedSweep, Range
from filasse.units import UnitError, convert, split_quantity

_EXAMPLE = "write a list, or `{low: 1 um, high: 5 um, number: 5}`"


class BadAxis(FilasseError):  # noqa: N818 - carries a problem to the place where all are listed
    """The values of an axis make no sense."""

    def __init__(self, problem: ConfigProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def axis_values(loaded: LoadedSweep, key: Key, entry: Any) -> list[tuple[Any, str]]:
    """Values of one axis, each with the place where it is written.

    Args:
        loaded: the sweep file.
        key: place of the axis in it, for instance ``("grid", "lithium.aperture")``.
        entry: a list of values, or a range.

    Raises:
        BadAxis: it is neither.
    """
    where = loaded.place(*key)
    if isinstance(entry, list):
        if not entry:
            raise BadAxis(ConfigProblem(key, where, "has no values", _EXAMPLE))
        return [(value, loaded.place(*key, index)) for index, value in enumerate(entry)]
    if not isinstance(entry, dict):
        raise BadAxis(
            ConfigProblem(key, where, "is neither a list of values nor a range", _EXAMPLE, entry)
        )
    fractions = np.linspace(0.0, 1.0, _grid(entry, key, where).number)
    return [(value, where) for value in spaced(_grid(entry, key, where), key, where, fractions)]


def _grid(entry: dict[str, Any], key: Key, where: str) -> Grid:
    try:
        return Grid.model_validate(entry)
    except ValueError as error:
        unknown = sorted(entry.keys() - Grid.model_fields.keys())
        what = f"has the unknown key {unknown[0]!r}" if unknown else "is not a range of values"
        raise BadAxis(ConfigProblem(key, where, what, _EXAMPLE)) from error


def spaced(interval: Range, key: Key, where: str, fractions: Sequence[float] | Any) -> list[Any]:
    """Values at some fractions of a range, written as in a configuration.

    Args:
        interval: the range.
        key: whose values these are.
        where: place of the range.
        fractions: from 0 (low) to 1 (high).

    Raises:
        BadAxis: its ends are no quantities of one kind, or in the wrong order.
    """
    low, high, unit = _ends(interval, key, where)
    if interval.spacing == "log":
        numbers = [low * (high / low) ** fraction for fraction in fractions]
    else:
        numbers = [low + (high - low) * fraction for fraction in fractions]
    whole = not unit and isinstance(interval.low, int) and isinstance(interval.high, int)
    return [_written(number, unit, whole) for number in numbers]


def _written(number: float, unit: str, whole: bool) -> Any:
    """Six digits: enough for a sweep, and short in file names."""
    number = float(f"{number:.6g}")
    if unit:
        return f"{number:.6g} {unit}"
    return round(number) if whole else number


def _ends(interval: Range, key: Key, where: str) -> tuple[float, float, str]:
    try:
        (low, unit), (high, other) = (split_quantity(str(x)) for x in (interval.low, interval.high))
        if bool(unit) != bool(other):
            raise UnitError("has a unit, the other not")
        high = convert(high, other, unit) if unit else high
    except UnitError as error:
        shown = f"{interval.low} to {interval.high}"
        message = f"has the range {shown}: one end {error}"
        raise BadAxis(
            ConfigProblem(key, where, message, "write for instance `low: 1 um`")
        ) from error
    if not low < high or not math.isfinite(high - low):
        raise BadAxis(
            ConfigProblem(key, where, "has a high that is not above its low", "swap the two")
        )
    if interval.spacing == "log" and low <= 0.0:
        raise BadAxis(
            ConfigProblem(
                key, where, "has `spacing: log` from a low of 0 or less", "use a positive low"
            )
        )
    return low, high, unit
