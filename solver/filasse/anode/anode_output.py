"""What an anode tells of itself: columns, and fields of a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AnodeRecord:
    """Columns of an anode: inherit as a frozen dataclass whose fields declare quantities."""

    def events(self, before: AnodeRecord | None) -> tuple[str, ...]:
        """Kinds of what has happened since a record, for events.jsonl; None: since the start."""
        return ()


@dataclass(frozen=True)
class NothingTold(AnodeRecord):
    """The record of an anode that has no state of its own."""


NOTHING_TOLD = NothingTold()


@dataclass(frozen=True)
class BodyFields:
    """A body of lithium at one time, the same on every rank.

    Attributes:
        points: nodes of the six-node triangles [m], shape (n, 2).
        cells: node indices in VTK's order of a quadratic triangle, shape (m, 6).
        point_data: fields at the nodes by name, SI.
        cell_data: fields of the cells by name, SI.
    """

    points: FloatArray
    cells: npt.NDArray[np.int64]
    point_data: Mapping[str, npt.NDArray[Any]]
    cell_data: Mapping[str, npt.NDArray[Any]]
