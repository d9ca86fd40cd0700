"""How a march on one geometry ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import State
from filasse.end_reason import EndReason
from filasse.records.record import Record

type FloatArray = npt.NDArray[np.float64]


class Event(Enum):
    """What ends a march: an end of the run, or something after which it goes on."""

    CRITICAL = "critical"
    ARRESTED = EndReason.ARRESTED.value
    END = EndReason.END_OF_PROTOCOL.value
    SHORT_CIRCUIT = EndReason.SHORT_CIRCUIT.value
    SEGMENT = "segment"
    NEVER_REACHED = EndReason.LIMIT_NEVER_REACHED.value
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
