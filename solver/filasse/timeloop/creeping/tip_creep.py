"""How far tips go by their rate law in the step of an advance.

The crack ends where the tip arrives: at the end of the step K is that of the tip, as by Griffith's
criterion, which is the limit of steep laws. How K goes on the way follows from K at the start, on
the crack before, from K at the end, and from how K at the end changes with the duration
(`filasse.physics.fracture.crept_way`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State, TipPace
from filasse.fem.crack_grid import FilmGrid
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.physics.fracture.crept_way import FALL, EvenDriving, crept_way

type FloatArray = npt.NDArray[np.float64]

STEEPEST = 1.0
"""Change of K by the way of a tip through an advance, over K, that is believed."""


@dataclass(frozen=True)
class TipCreep:
    """Tips on their way through an advance.

    Attributes:
        begun: how far tips count as having crept at its start [m], shape (n_tips,).
        ratio: K/K_c then, where the cracks before ended; not a number for tips that are new,
            shape (n_tips,).
        speed: by the law then [m/s], shape (n_tips,).
        ahead: how far these ends were ahead of the tips [m], shape (n_tips,).
        longer: by how much the cracks have become longer [m], shape (n_tips,).
        by_way: how K/K_c changes with the way of a tip [1/m], shape (n_tips,).
        duration: of the step [s].
    """

    begun: FloatArray
    ratio: FloatArray
    speed: FloatArray
    ahead: FloatArray
    longer: FloatArray
    by_way: FloatArray
    duration: float = 0.0

    def lasting(self, duration: float) -> TipCreep:
        """The same for a step of a duration [s]."""
        return replace(self, duration=duration)

    def crept(self, criterion: GrowthCriterion, driving: FloatArray) -> FloatArray:
        """How far tips count as having crept at the end of the step [m], shape (n_tips,).

        Args:
            criterion: what they need to grow, under the currents at the end.
            driving: their K/K_c at the end, 0 of those that may not grow, shape (n_tips,).
        """
        if self.duration <= 0:
            return self.begun
        first = np.where(np.isnan(self.ratio), driving, self.ratio)
        law = criterion.speeds(first)
        known = (self.speed > 0) & (law > 0)
        factor = np.where(known, self.speed, 1.0) / np.where(known, law, 1.0)
        by_time = (driving - first - self.by_way * self.longer) / self.duration
        even = EvenDriving(first - self.by_way * self.ahead, self.by_way, by_time)
        way = crept_way(criterion.speeds, even, self.duration, factor)
        return self.begun + way * criterion.active

    def measured(self, driving: FloatArray, sooner: FloatArray, time: float) -> TipCreep:
        """The same with how K changes with the way as two steps tell it.

        Args:
            driving: K/K_c at the end of this step, shape (n_tips,).
            sooner: at the end of one that is shorter, on the same cracks, shape (n_tips,).
            time: by which it is shorter [s].
        """
        by_time = (driving - sooner) / time
        moves = (self.longer > 0) & ~np.isnan(self.ratio)
        change = driving - self.ratio - by_time * self.duration
        most = STEEPEST * driving
        change = np.clip(np.where(moves, change, 0.0), -most, most)
        by_way = change / np.where(moves, self.longer, 1.0)
        return replace(self, by_way=np.where(moves, by_way, self.by_way))


def tip_creep(
    grid: FilmGrid, criterion: GrowthCriterion, crept: FloatArray, paces: Mapping[str, TipPace]
) -> TipCreep | None:
    """Tips at the start of an advance; None if the cracks do not end where they arrive.

    Args:
        grid: of the longer cracks.
        criterion: what tips need to grow.
        crept: how far they count as having crept [m], shape (n_tips,).
        paces: when the geometry before was left, by name.
    """
    if not criterion.follows_tips:
        return None
    new = TipPace(np.nan, 0.0, 0.0)
    each = [paces.get(name, new) for name in grid.growing_names]
    ratio, speed, ahead = (
        np.array([getattr(pace, name) for pace in each]) for name in ("ratio", "speed", "ahead")
    )
    longer = criterion.rule.step - crept - ahead
    rests = criterion.rule.step - criterion.crept_at_rest
    longer = np.where(longer > (1 + criterion.tolerance) * rests, longer, 0.0)
    by_way = np.where(np.isnan(ratio), 0.0, -FALL * ratio / grid.tip_ways)
    return TipCreep(crept, ratio, speed, ahead, longer, by_way)


def tip_paces(
    system: CoupledSystem,
    criterion: GrowthCriterion,
    state: State,
    arrived: frozenset[str] = frozenset(),
) -> dict[str, TipPace]:
    """How tips go by their rate law; nothing where the cracks do not end where they arrive.

    Args:
        system: the coupled system of the state.
        criterion: what its tips need to grow.
        state: of the films and the run.
        arrived: names of the tips that are where their cracks end.
    """
    if not criterion.follows_tips:
        return {}
    here = criterion.under(system, state.film)
    ratios = here.driving(stress_intensities(system, state.film))
    values = zip(ratios.tolist(), here.speeds(ratios).tolist(), strict=True)
    names = system.response.grid.growing_names
    return {
        name: TipPace(ratio, speed, criterion.ahead(state.history, name, name in arrived))
        for name, (ratio, speed) in zip(names, values, strict=True)
    }
