"""How the integration on one geometry ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from filasse.cracks.state import FilmState, State
from filasse.end_reason import EndReason
from filasse.records.run_record import Record
from filasse.remap.detached import Past, Trail
from filasse.timeloop.two_step import AdvanceStart


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
        parts: of the last advances that tips are to go instead, by name of the tip.
    """

    state: State
    event: Reached
    records: tuple[Record, ...]
    past: Past = ()
    earlier: Trail = field(default_factory=Trail)
    sights: tuple[State, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class IntegrationStart:
    """What an integration goes on with, beside its state.

    Attributes:
        guess: if a tip has just advanced, the likely films when the next one will.
        start: of the step there.
        earlier: where the last steps began.
        past: of an integration that goes on after a pause.
        tries: how often other lengths have been tried for the advance just made.
    """

    guess: FilmState | None = None
    start: AdvanceStart | None = None
    earlier: Trail = field(default_factory=Trail)
    past: Past = ()
    tries: int = 0
