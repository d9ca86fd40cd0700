"""What controls a march, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from filasse.stepping.record import Record
from filasse.stepping.state import State

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
class Limits:
    """How the march is controlled.

    Attributes:
        stop_time: [s].
        time_tolerance: relative error of a step.
        landing: on |K/K_c - 1| when a tip becomes critical.
        newton_tolerance: of Newton's method.
        max_newton: iterations.
        max_step: longest step [s].
        staggered: solve plating and lithium flow in turns.
    """

    stop_time: float
    time_tolerance: float
    landing: float
    newton_tolerance: float
    max_newton: int
    max_step: float
    staggered: bool = False


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
