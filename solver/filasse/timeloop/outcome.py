"""How the integration on one geometry ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from filasse.cracks.state import State
from filasse.end_reason import EndReason
from filasse.records.run_record import Record
from filasse.remap.detached import Past, Trail


class Event(Enum):
    """What the integration stops at without an end of the run; those are in `EndReason`.

    A critical tip is not the end, but the next geometry; the end of a segment of the protocol, the
    next segment; a pause, a checkpoint or output: see `Pauses`. Where tips have gone too far, their
    last advance is taken back in part.
    """

    CRITICAL = "critical"
    SEGMENT = "segment"
    PAUSED = "paused"
    TOO_FAR = "too far"


type Reached = Event | EndReason
"""What the integration stops at: an end of the run, or something after which it goes on."""


@dataclass(frozen=True)
class Outcome:
    """Where the integration has stopped.

    Attributes:
        state: the last accepted state.
        event: why it stopped there.
        records: one per accepted step; if there was none, one of the state itself, but for a
            pause, or where tips have gone too far: these need none.
        past: times and what was observed then, for going on after a pause.
        earlier: where the last steps began.
        sights: states that output is asked for, of records within advances or at their ends.
        part: of the last advances that tips have time for, where they have gone too far.
    """

    state: State
    event: Reached
    records: tuple[Record, ...]
    past: Past = ()
    earlier: Trail = field(default_factory=Trail)
    sights: tuple[State, ...] = ()
    part: float = 1.0
