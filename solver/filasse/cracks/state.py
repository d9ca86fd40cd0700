"""The state of the lithium films and of the run: small, explicit, copied rather than changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import UNCHANGING, AnodeState

type FloatArray = npt.NDArray[np.float64]


NO_LAYER: FloatArray = np.empty(0)
"""Of a run without an interphase."""


class Fill(IntEnum):
    """How lithium fills a film node."""

    DRY = 0
    """Partly filled: no pressure."""
    WET = 1
    """Full: the lithium carries a pressure."""
    CLOSED = 2
    """The crack faces touch: their contact carries the traction, the lithium none."""
    PACKED = 3
    """The crack faces touch, and lithium fills what stays between them: both carry the traction."""


@dataclass(frozen=True)
class FilmState:
    """Fields on the film grid and on the reactive nodes of one geometry.

    Attributes:
        lithium: volume of lithium in every film node per unit depth [m^2], shape (n,).
        traction: compression on the crack faces, of lithium or of contact [Pa], shape (n,).
        fill: `Fill` of every node, shape (n,).
        current: current density of every reactive node, positive out of the electrolyte
            [A/m^2], shape (m,); on a partly filled node it flows through the filled part only.
        offset: free constant phi_0 of the ionic potential [V].
        counter: potential of the counter electrode's metal, less its equilibrium [V].
        packed: pressure of the lithium in packed nodes [Pa], zero elsewhere, shape (n,).
        cut_off: whether a node has lost its electronic path to the anode, as it was at the start
            of the time step, shape (n,).
        island_potential: of the metal in cut-off nodes against the anode's [V], the same all over
            an island, zero elsewhere, shape (n,).
        layer: thickness of the interphase on every reactive node [m], shape (m,); of an iterate
            that at the start of its stage. `NO_LAYER` without one.
        swelling: volume by which layers narrow every opening [m^2], shape (n,); `NO_LAYER` where
            they do not swell.
        metal: whether a node held lithium that conducts electrons at the start of the time step,
            shape (n,); empty without leakage, where nothing depends on it.
    """

    lithium: FloatArray
    traction: FloatArray
    fill: npt.NDArray[np.int8]
    current: FloatArray
    offset: float
    counter: float
    packed: FloatArray
    cut_off: npt.NDArray[np.bool_]
    island_potential: FloatArray
    layer: FloatArray = field(default_factory=lambda: NO_LAYER)
    swelling: FloatArray = field(default_factory=lambda: NO_LAYER)
    metal: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    @property
    def pressure(self) -> FloatArray:
        """Pressure of the lithium [Pa], shape (n,)."""
        return np.where(self.fill == Fill.WET, self.traction, self.packed)

    def with_electric(self, other: FilmState) -> FilmState:
        """Return this state with the currents and potentials of another."""
        return replace(
            self,
            current=other.current,
            offset=other.offset,
            counter=other.counter,
            island_potential=other.island_potential,
        )

    def with_layer(self, layer: FloatArray, swelling: FloatArray) -> FilmState:
        """Return this state with other layers."""
        return replace(self, layer=layer, swelling=swelling)

    def with_current(self, current: FloatArray) -> FilmState:
        """Return this state with other current densities."""
        return replace(self, current=current)


@dataclass(frozen=True)
class Totals:
    """Sums since the start of the run, per unit depth.

    Attributes:
        charge: plated through the cell [C/m].
        plated_in_cracks: lithium volume plated on crack faces [m^2].
        plated_on_anode: lithium volume plated on the anode, less what was stripped [m^2].
        returned: lithium volume that left through the mouths, or beside a loose piece [m^2].
        initial: lithium volume in the cracks at the start [m^2].
        foil: lithium volume of the anode at the start, zero where nobody counts it [m^2].
        time_steps: accepted time steps.
        growth_steps: crack advances.
        loose: area of electrolyte that cracks have cut loose [m^2].
        consumed: lithium volume that interphases on crack faces have taken [m^2].
        interphase_charge: lithium that all interphases hold, as charge [C/m].
        leaked: charge of electrons that passed through the electrolyte [C/m].
    """

    charge: float = 0.0
    plated_in_cracks: float = 0.0
    plated_on_anode: float = 0.0
    returned: float = 0.0
    initial: float = 0.0
    foil: float = 0.0
    time_steps: int = 0
    growth_steps: int = 0
    loose: float = 0.0
    consumed: float = 0.0
    interphase_charge: float = 0.0
    leaked: float = 0.0

    @property
    def passed(self) -> float:
        """Charge that the cycler has counted [C/m]."""
        return self.charge + self.leaked

    def extrapolated(self, part: float, before: Totals, after: Totals) -> Totals:
        """These sums and a part of what was counted between two times."""
        names = (
            *("charge", "plated_in_cracks", "plated_on_anode", "returned"),
            *("consumed", "interphase_charge", "leaked"),
        )
        values = {
            name: getattr(self, name) + part * (getattr(after, name) - getattr(before, name))
            for name in names
        }
        return replace(self, **values)


@dataclass(frozen=True)
class TimeError:
    """What is known of the error that the length of an advance makes in the time.

    Estimates are of the whole of a row of advances since it began, as errors at its start make up
    for themselves in part.

    Attributes:
        sum: of the estimates of rows that are over, exact time less computed one [s].
        now: estimate of the present row [s].
        covered: duration of the advances that they are for [s].
        missed: duration of the advances before the present row that there are none for [s].
        growing: duration of all advances [s].
    """

    sum: float = 0.0
    now: float = 0.0
    covered: float = 0.0
    missed: float = 0.0
    growing: float = 0.0

    @property
    def total(self) -> float | None:
        """Estimated error of the time [s]; None where nothing was estimated."""
        if self.covered <= 0:
            return None
        return (self.sum + self.now) * self.growing / self.covered

    def with_advance(self, duration: float) -> TimeError:
        """These with one more advance [s]."""
        return replace(self, growing=self.growing + duration)

    def with_estimate(self, error: float) -> TimeError:
        """These with the estimate of the present row brought up to date [s]."""
        return replace(self, now=error, covered=self.growing - self.missed)

    @property
    def at_new_row(self) -> TimeError:
        """These where a row of advances begins."""
        missed = self.growing - self.covered
        return replace(self, sum=self.sum + self.now, now=0.0, missed=missed)


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
class Advanced:
    """The latest advance of a tip.

    Attributes:
        time: [s].
        length: [m].
        speed: with which the tip came there [m/s]; 0 for the first advance.
    """

    time: float
    length: float
    speed: float

    def speed_at(self, time: float) -> float:
        """Mean speed of a tip that is about to advance again [m/s].

        An advance stands for continuous growth up to the next one; of several at the same time
        all have the speed of the first.
        """
        elapsed = time - self.time
        return self.length / elapsed if elapsed > 0 else self.speed


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
        position: where in the protocol it is.
        iterations: Newton iterations of the latest step.
        anode: the state of the anode.
        calm: for how long nothing has changed; None before the first step.
        accuracy: what is known of the error of the time.
    """

    time: float
    totals: Totals
    step_size: float
    advanced: Mapping[str, Advanced] = field(default_factory=dict)
    crept: Mapping[str, float] = field(default_factory=dict)
    position: ProtocolPosition = field(default_factory=ProtocolPosition)
    iterations: int = 0
    anode: AnodeState = UNCHANGING
    calm: Calm | None = None
    accuracy: TimeError = field(default_factory=TimeError)


@dataclass(frozen=True)
class State:
    """The run at one time.

    Attributes:
        history: what belongs to no grid.
        film: the films, on the grid of the present geometry.
    """

    history: History
    film: FilmState

    @property
    def time(self) -> float:
        """Time since the start of the protocol [s]."""
        return self.history.time

    @property
    def totals(self) -> Totals:
        """Sums since the start."""
        return self.history.totals

    @property
    def position(self) -> ProtocolPosition:
        """Where in the protocol it is."""
        return self.history.position

    @property
    def anode(self) -> AnodeState:
        """The state of the anode."""
        return self.history.anode

    def with_step_size(self, step: float) -> State:
        """Return this state with another step to try next [s]."""
        return replace(self, history=replace(self.history, step_size=step))
