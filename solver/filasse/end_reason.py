"""Why a run ends: one table for the solver, the records, the reports and the sweeps.

Every reason is a row of `_ABOUT`: who says so, what follows, and the words for it. A new one is a
name in `EndReason`, its row, and the module that says so.
"""

from __future__ import annotations

import signal
from enum import StrEnum
from typing import NamedTuple, Self


class EndReason(StrEnum):
    """Why a run ended, as it is written to run.json, events.jsonl and the tables of sweeps."""

    SHORT_CIRCUIT = "short_circuit"
    SPALLED = "spalled"
    FROM_INSIDE = "from_inside"
    ARRESTED = "arrested"
    BLOCKED = "blocked"
    END_OF_PROTOCOL = "end_of_protocol"
    LIMIT_NEVER_REACHED = "limit_never_reached"
    MAX_STEPS = "max_steps"
    MAX_DEPTH = "max_depth"
    CONTACT_LOST = "contact_lost"
    STOP_VOLTAGE = "stop_voltage"
    STOP_WHEN = "stop_when"
    WALLTIME = "walltime"
    SIGTERM = "sigterm"
    SIGUSR1 = "sigusr1"
    SIGHUP = "sighup"
    INTERRUPTED = "interrupted"
    ERROR = "error"

    @classmethod
    def of_signal(cls, number: int) -> Self:
        """The reason of a run that a signal ends."""
        name = signal.Signals(number).name
        return cls("interrupted" if name == "SIGINT" else name.lower())

    @property
    def said_by(self) -> tuple[str, ...]:
        """The modules that say so: nothing else ends a run with it."""
        return tuple(f"filasse.{module}" for module in _ABOUT[self].said_by)

    @property
    def is_final(self) -> bool:
        """Whether there is nothing left to compute; a run that ended otherwise can be resumed."""
        return _ABOUT[self].is_final

    @property
    def is_stop(self) -> bool:
        """Whether somebody or something outside the run stopped it before its end."""
        return _ABOUT[self].is_stop

    @property
    def leaves_a_cell(self) -> bool:
        """Whether another run can start from where this one ended."""
        return _ABOUT[self].leaves_a_cell

    @property
    def text(self) -> str:
        """The reason in words, for people."""
        return _ABOUT[self].text


class _About(NamedTuple):
    """What there is to know of a reason; see the properties of `EndReason`.

    Attributes:
        text: in words.
        said_by: modules of the package.
    """

    text: str
    said_by: tuple[str, ...]
    is_final: bool = False
    is_stop: bool = False
    leaves_a_cell: bool = False


def _final(text: str, *said_by: str, leaves_a_cell: bool = True) -> _About:
    """Of an end after which there is nothing left to compute."""
    return _About(text, said_by, is_final=True, leaves_a_cell=leaves_a_cell)


def _limit(text: str, said_by: str) -> _About:
    """Of a limit that the user has set: with another one, the run goes on."""
    return _About(text, (said_by,), leaves_a_cell=True)


def _stop(text: str, *said_by: str) -> _About:
    """Of a request from outside."""
    return _About(f"{text}; resume it to go on", said_by, is_stop=True)


_SIGNALLED = "simulation.stop", "output.run_observers"
"""They say that a signal has ended a run: asked for in time, or caught at once."""


_ABOUT = {
    EndReason.SHORT_CIRCUIT: _final(
        "Short circuit: a filament came within growth.short_circuit_distance of the counter "
        "electrode; the last voltage is that just before contact",
        "timeloop.growth_step",
        leaves_a_cell=False,
    ),
    EndReason.SPALLED: _final(
        "Spalled: a crack came back to the anode and cut a piece of the slab loose",
        "fracture.encounter",
        leaves_a_cell=False,
    ),
    EndReason.FROM_INSIDE: _final(
        "From inside: a crack out of a pore that leaking electrons filled came to the anode, where "
        "it cannot open; what its lithium does from then on is not followed",
        "fracture.encounter",
        leaves_a_cell=False,
    ),
    EndReason.ARRESTED: _final("Arrested: no crack grows any more", "timeloop.rest"),
    EndReason.BLOCKED: _final(
        "Blocked: a side or another crack stands in the way of a tip that would grow on",
        "timeloop.rest",
        "fracture.encounter",
    ),
    EndReason.END_OF_PROTOCOL: _final(
        "The protocol ended without a short circuit", "timeloop.events"
    ),
    EndReason.LIMIT_NEVER_REACHED: _final(
        "A step of the protocol waits for a limit that the cell never reaches",
        "timeloop.events",
        "timeloop.rest",
    ),
    EndReason.MAX_STEPS: _limit("Stopped after growth.max_steps growth steps", "simulation"),
    EndReason.MAX_DEPTH: _limit(
        "Stopped as a crack came as deep as growth.max_depth", "simulation.ends"
    ),
    EndReason.CONTACT_LOST: _final(
        "Contact lost: no more than anode.least_contact of the interface still touches lithium",
        "timeloop.events",
    ),
    EndReason.STOP_VOLTAGE: _limit(
        "Stopped as the cell voltage fell to protocol.stop_voltage", "simulation.ends"
    ),
    EndReason.STOP_WHEN: _limit("Stopped by the function stop_when", "simulation.ends"),
    EndReason.WALLTIME: _stop("Stopped at its limit of wall time", "simulation.stop"),
    EndReason.SIGTERM: _stop("Stopped by SIGTERM", *_SIGNALLED),
    EndReason.SIGUSR1: _stop("Stopped by SIGUSR1", *_SIGNALLED),
    EndReason.SIGHUP: _stop("Stopped as its terminal was closed", *_SIGNALLED),
    EndReason.INTERRUPTED: _stop("Interrupted from the keyboard", *_SIGNALLED),
    EndReason.ERROR: _About("Failed", ("output.folder.run_json", "output.writers.root_observers")),
}
