"""How a march on one geometry ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import State
from filasse.records.record import Record

type FloatArray = npt.NDArray[np.float64]


class Event(Enum):
    """What ends a march."""

    CRITICAL = "critical"
    ARRESTED = "arrested"
    END = "end_of_protocol"
    SHORT_CIRCUIT = "short_circuit"
    SEGMENT = "segment"
    NEVER_REACHED = "limit_never_reached"
    PAUSED = "paused"


@dataclass(frozen=True)
class Outcome:
    """Where a march ended.

    Attributes:
        state: the last accepted state.
        event: why it ended.
        records: one per accepted step; if there was none, one of the state itself.
        history: times and what was observed then, for going on after a pause.
    """

    state: State
    event: Event
    records: tuple[Record, ...]
    history: tuple[tuple[float, FloatArray], ...] = ()
