"""Why a run ends: one table for the solver, the records, the reports and the sweeps."""

from __future__ import annotations

import signal
from enum import StrEnum
from typing import Self


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
    def is_final(self) -> bool:
        """Whether there is nothing left to compute; a run that ended otherwise can be resumed."""
        return self in _FINAL

    @property
    def is_stop(self) -> bool:
        """Whether somebody or something outside the run stopped it before its end."""
        return self in _STOPS

    @property
    def leaves_a_cell(self) -> bool:
        """Whether another run can start from where this one ended."""
        return self not in _NOTHING_LEFT and not self.is_stop

    @property
    def text(self) -> str:
        """The reason in words, for people."""
        return _TEXTS[self]


_FINAL = frozenset(
    {
        EndReason.SHORT_CIRCUIT,
        EndReason.SPALLED,
        EndReason.FROM_INSIDE,
        EndReason.ARRESTED,
        EndReason.BLOCKED,
        EndReason.END_OF_PROTOCOL,
        EndReason.LIMIT_NEVER_REACHED,
        EndReason.CONTACT_LOST,
    }
)

_STOPS = frozenset(
    {EndReason.WALLTIME, EndReason.SIGTERM, EndReason.SIGUSR1, EndReason.SIGHUP}
    | {EndReason.INTERRUPTED}
)

_NOTHING_LEFT = frozenset(
    {EndReason.SHORT_CIRCUIT, EndReason.SPALLED, EndReason.FROM_INSIDE, EndReason.ERROR}
)

_TEXTS = {
    EndReason.SHORT_CIRCUIT: (
        "Short circuit: a filament came within growth.short_circuit_distance of the counter "
        "electrode; the last voltage is that just before contact"
    ),
    EndReason.SPALLED: "Spalled: a crack came back to the anode and cut a piece of the slab loose",
    EndReason.FROM_INSIDE: (
        "From inside: a crack out of a pore that leaking electrons filled came to the anode, where "
        "it cannot open; what its lithium does from then on is not followed"
    ),
    EndReason.ARRESTED: "Arrested: no crack grows any more",
    EndReason.BLOCKED: (
        "Blocked: a side or another crack stands in the way of a tip that would grow on"
    ),
    EndReason.END_OF_PROTOCOL: "The protocol ended without a short circuit",
    EndReason.LIMIT_NEVER_REACHED: (
        "A step of the protocol waits for a limit that the cell never reaches"
    ),
    EndReason.MAX_STEPS: "Stopped after growth.max_steps growth steps",
    EndReason.MAX_DEPTH: "Stopped as a crack came as deep as growth.max_depth",
    EndReason.CONTACT_LOST: (
        "Contact lost: no more than anode.least_contact of the interface still touches lithium"
    ),
    EndReason.STOP_VOLTAGE: "Stopped as the cell voltage fell to protocol.stop_voltage",
    EndReason.STOP_WHEN: "Stopped by the function stop_when",
    EndReason.WALLTIME: "Stopped at its limit of wall time; resume it to go on",
    EndReason.SIGTERM: "Stopped by SIGTERM; resume it to go on",
    EndReason.SIGUSR1: "Stopped by SIGUSR1; resume it to go on",
    EndReason.SIGHUP: "Stopped as its terminal was closed; resume it to go on",
    EndReason.INTERRUPTED: "Interrupted from the keyboard; resume it to go on",
    EndReason.ERROR: "Failed",
}
