"""How the integration on one geometry ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from filasse.cracks.state import State
from filasse.end_reason import EndReason
from filasse.records.run_record import Record
from filasse.remap.detached import Past, Trail


class Event(Enum):
    """What ends the integration: an end of the run, or something after which it goes on."""

    CRITICAL = "critical"
    BLOCKED = EndReason.BLOCKED.value
    ARRESTED = EndReason.ARRESTED.value
    END = EndReason.END_OF_PROTOCOL.value
    SHORT_CIRCUIT = EndReason.SHORT_CIRCUIT.value
    SEGMENT = "segment"
    NEVER_REACHED = EndReason.LIMIT_NEVER_REACHED.value
    PAUSED = "paused"


@dataclass(frozen=True)
class Outcome:
    """Where the integration ended.

    Attributes:
        state: the last accepted state.
        event: why it ended.
        records: one per accepted step; if there was none, one of the state itself, but for a
            pause: that needs none.
        past: times and what was observed then, for going on after a pause.
        earlier: where the last steps began.
    """

    state: State
    event: Event
    records: tuple[Record, ...]
    past: Past = ()
    earlier: Trail = field(default_factory=Trail)
