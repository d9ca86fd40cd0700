"""Sums over a run: charge, lithium, steps, and the error of the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import copysign, sqrt


@dataclass(frozen=True)
class Totals:
    """Sums since the start of the run, per unit depth; in space all units have one metre more.

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
        consumed_on_anode: the same of that on the planar interface, out of the anode [m^2].
        interphase_charge: lithium that all interphases hold, as charge [C/m].
        leaked: charge of electrons that passed through the electrolyte [C/m].
        half_cycle: half cycles begun; one plates or strips until the current turns.
        half_start: charge that had passed when the present one began [C/m].
        half_before: charge that passed in the one before it [C/m], negative when stripping.
        half_earlier: the same of the one before that [C/m].
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
    consumed_on_anode: float = 0.0
    interphase_charge: float = 0.0
    leaked: float = 0.0
    half_cycle: int = 0
    half_start: float = 0.0
    half_before: float = 0.0
    half_earlier: float = 0.0

    @property
    def half_charge(self) -> float:
        """Charge that has passed in the present half cycle [C/m], negative when stripping."""
        return self.passed - self.half_start

    @property
    def coulombic_efficiency(self) -> float:
        """What the latest half cycle that strips took back of what was plated before it [-].

        Zero until lithium that this run has plated is stripped.
        """
        now, before = self.half_charge, self.half_before
        stripped, plated = (now, before) if now < 0 else (before, self.half_earlier)
        return -stripped / plated if plated > 0 else 0.0

    @property
    def passed(self) -> float:
        """Charge that the cycler has counted [C/m]."""
        return self.charge + self.leaked

    def extrapolated(self, part: float, before: Totals, after: Totals) -> Totals:
        """These sums and a part of what was counted between two times."""
        names = (
            *("charge", "plated_in_cracks", "plated_on_anode", "returned"),
            *("consumed", "consumed_on_anode", "interphase_charge", "leaked"),
        )
        values = {
            name: getattr(self, name) + part * (getattr(after, name) - getattr(before, name))
            for name in names
        }
        return replace(self, **values)


LEAST_COVERED = 0.5
"""Part of the time of growth from which on estimates of it stand for all of it: a crack that runs
dry under long steps, a third of it covered, was told a tenth of its error, with the wrong sign."""


@dataclass(frozen=True)
class TimeError:
    """What is known of the error that the length of an advance makes in the time.

    Estimates are of the whole of a row of advances since it began, as errors at its start make up
    for themselves in part.

    Attributes:
        sum: of the estimates of rows that are over, exact time less computed one [s].
        now: estimate of the present row [s].
        later: by how much the steps twice as long of the present row came later [s].
        covered: duration of the advances that they are for [s].
        missed: duration of the advances before the present row that there are none for [s].
        growing: duration of all advances [s].
        held: least lithium in the cracks after the latest advance [m^2]; 0 before the first.
        squares: sum of the squares of what single estimates have added, in space [s^2].
        lost: when the present advance began, if no single step was found for it [s]; else None.
    """

    sum: float = 0.0
    now: float = 0.0
    later: float = 0.0
    covered: float = 0.0
    missed: float = 0.0
    growing: float = 0.0
    held: float = 0.0
    squares: float = 0.0
    lost: float | None = None

    @property
    def total(self) -> float | None:
        """Estimated error of the time [s]; None where too little of the growth was estimated.

        In space no less than the root of the sum of squares of its parts.
        """
        if self.covered <= LEAST_COVERED * self.growing:
            return None
        known = self.sum + self.now
        size = max(abs(known), sqrt(self.squares))
        return copysign(size, known) * self.growing / self.covered

    def losing(self, time: float) -> TimeError:
        """These where an advance that begins at a time [s] has to be made by adaptive steps."""
        return replace(self.until(time), lost=time)

    def until(self, time: float) -> TimeError:
        """These at a time [s]: an advance by adaptive steps counts as growth without estimate."""
        if self.lost is None:
            return self
        return replace(self, growing=self.growing + time - self.lost, lost=None)

    def with_advance(self, duration: float, lithium: float) -> TimeError:
        """These with one more advance [s], and the lithium in the cracks at its end [m^2]."""
        return replace(self, growing=self.growing + duration, held=lithium)

    def with_longer(self, later: float, order: float, in_space: bool = False) -> TimeError:
        """These with one more step twice as long, by Richardson's rule.

        Args:
            later: time at its end less that at the end of the advances [s].
            order: of the errors that it and the two advances beside it have made.
            in_space: whether every mesh adds noise of its own, which cancels in their sum though
                not in the time.
        """
        part = (later - self.later) / (2.0**order - 1)
        squares = self.squares + (part**2 if in_space else 0.0)
        covered = self.growing - self.missed
        return replace(self, now=self.now - part, later=later, covered=covered, squares=squares)

    def emptied_to(self, lithium: float) -> TimeError:
        """These where the current switches with some lithium left in the cracks [m^2].

        A tip that came late has more lithium behind it. What is taken out makes up for that: a
        crack that is stripped empty and filled again is where it would be without any error.
        """
        if lithium >= self.held:
            return self
        part = lithium / self.held
        told = {"sum": part * self.sum, "now": part * self.now, "squares": part**2 * self.squares}
        return replace(self, **told, held=lithium)

    @property
    def at_new_row(self) -> TimeError:
        """These where a row of advances begins."""
        missed = self.growing - self.covered
        return replace(self, sum=self.sum + self.now, now=0.0, later=0.0, missed=missed)
