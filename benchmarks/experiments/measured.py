"""Published numbers, each with its source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("measured.yaml")

type Span = tuple[float, float]


@dataclass(frozen=True)
class Point:
    """One measured point, range or bound, in the units of its axes.

    Attributes:
        what: What it is and who says so, for a legend.
        source: Key of the bibliography.
        checked: Where the number itself was seen; empty if nowhere but in a note of it.
        across: Range along the horizontal axis; None where it holds for all of it. An open end is
            infinite.
        up: Range along the vertical axis, likewise.
    """

    what: str
    source: str
    checked: str
    across: Span | None
    up: Span | None


@dataclass(frozen=True)
class Measured:
    """What was measured in the place of a study, and the axes."""

    across: str
    up: str
    points: tuple[Point, ...]


@cache
def measured() -> dict[str, Measured]:
    """Read everything that was measured, by study.

    Raises:
        KeyError: A point has no source.
    """
    content = YAML(typ="safe").load(FILE)
    return {
        name: Measured(
            study["across"],
            study["up"],
            tuple(_point(entry) for entry in study["points"]),
        )
        for name, study in content["studies"].items()
    }


def _point(entry: dict[str, Any]) -> Point:
    across, up = _span(entry.get("across")), _span(entry.get("up"))
    return Point(entry["what"], entry["source"], entry.get("checked", ""), across, up)


def _span(value: float | list[float | None] | None) -> Span | None:
    if value is None:
        return None
    low, high = value if isinstance(value, list) else (value, value)
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))
