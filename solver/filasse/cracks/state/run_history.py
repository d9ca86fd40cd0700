"""What a run has come to that belongs to no film grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from filasse.cracks.anode_interface import UNCHANGING, AnodeState
from filasse.cracks.state.totals import TimeError, Totals


@dataclass(frozen=True)
class ProtocolPosition:
    """Where in the protocol a state is.

    Attributes:
        segment: index of the segment.
        started_at: time at which it began [s].
        charge: that had passed by then, per unit depth [C/m].
    """

    segment: int = 0
    started_at: float = 0.0
    charge: float = 0.0


@dataclass(frozen=True)
class LastAdvance:
    """The latest advance of a tip.

    Attributes:
        time: [s].
        length: [m].
        speed: with which the tip came there [m/s]; 0 for the first advance.
        energy: fracture energy of what the tip passes in it [J/m^2]; 0 if it is not one value.
        arrived: time at which the tip has come to its end, and stands [s]; None if it goes on.
        gone: way that the tip has gone since it has set out from rest [m].
    """

    time: float
    length: float
    speed: float
    energy: float = 0.0
    arrived: float | None = None
    gone: float = 0.0

    def speed_at(self, time: float) -> float:
        """Mean speed of a tip that is about to advance again [m/s].

        An advance stands for continuous growth up to the next one; of several at the same time
        all have the speed of the first.
        """
        elapsed = (time if self.arrived is None else self.arrived) - self.time
        return self.length / elapsed if elapsed > 0 else self.speed


@dataclass(frozen=True)
class TipPace:
    """How a tip went by its rate law when the geometry before was left.

    Attributes:
        ratio: K/K_c there, at the end of the crack [-].
        speed: by the law [m/s].
        ahead: how far that end was ahead of the tip [m]; negative where the tip was beyond it.
        most: longest advance that it may make from there beside others [m].
    """

    ratio: float
    speed: float
    ahead: float
    most: float = 0.0


@dataclass(frozen=True)
class Calm:
    """For how long what is observed has stayed where it is.

    Attributes:
        place: growth steps and segment of the protocol that it is counted in.
        since: time from which on each stays [s].
        values: of each then.
        departure: largest one of each from there since then.
    """

    place: tuple[int, int]
    since: tuple[float, ...]
    values: tuple[float, ...]
    departure: tuple[float, ...]


@dataclass(frozen=True)
class History:
    """What a run has come to by now: all of its state that belongs to no film grid.

    Attributes:
        time: [s].
        totals: sums since the start.
        step_size: the step that the controller would try next [s].
        advanced: latest advance by name of the tip.
        crept: how far tips have moved below their toughness since, by name [m].
        paces: of tips that follow a rate law, when they last advanced, by name.
        rises: how fast K/K_c of tips rises at the end of an advance, by name [1/s]; empty where
            it was not measured, and from the next one on.
        position: where in the protocol it is.
        iterations: Newton iterations of the latest step.
        anode: the state of the anode.
        calm: for how long nothing has changed; None before the first step.
        accuracy: what is known of the error of the time.
    """

    time: float
    totals: Totals
    step_size: float
    advanced: Mapping[str, LastAdvance] = field(default_factory=dict)
    crept: Mapping[str, float] = field(default_factory=dict)
    paces: Mapping[str, TipPace] = field(default_factory=dict)
    rises: Mapping[str, float] = field(default_factory=dict)
    position: ProtocolPosition = field(default_factory=ProtocolPosition)
    iterations: int = 0
    anode: AnodeState = UNCHANGING
    calm: Calm | None = None
    accuracy: TimeError = field(default_factory=TimeError)

    def has_stood(self, tip: str) -> bool:
        """Whether a tip has not advanced, or not since the current has switched."""
        latest = self.advanced.get(tip)
        return latest is None or latest.time < self.position.started_at

    def way_gone(self, tip: str) -> float:
        """Way that a tip has gone since it has set out [m]."""
        return 0.0 if self.has_stood(tip) else self.advanced[tip].gone

    def with_arrivals(self, began: float, back: float = 0.0) -> History:
        """Return this history with the tips at rest that have set out at a time [s].

        Args:
            began: that time [s].
            back: how much less they count as having crept when they rest [m].
        """
        tips = self.advanced.items()
        arrived = {n: replace(a, arrived=self.time) for n, a in tips if a.time == began}
        crept = {n: x - back if n in arrived else x for n, x in self.crept.items()}
        return replace(self, advanced={**self.advanced, **arrived}, crept=crept, rises={})
