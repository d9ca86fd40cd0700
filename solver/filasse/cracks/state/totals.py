"""Sums over a run: charge, lithium, steps, and the error of the time."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
