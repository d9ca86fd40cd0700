"""When and where to crack fronts grow: Griffith's criterion along a front.

The places where K is known, the stations, take the part that tips have in the plane. One value of
a station carries the noise of the mesh (half a per cent): three neighbours are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.solid.front_values import along, between, neighbours, smooth
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_conditions import front_conditions
from filasse.fracture.front_creep import Creeping, crept_advances
from filasse.fracture.front_growth import (
    DrivenFront,
    front_level,
    front_points,
    griffith_advances,
)
from filasse.fracture.toughness_map import ANGLES
from filasse.physics.fracture.growth_laws import TipConditions

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

TOGETHER = 0.05
"""Fronts whose largest K/K_c lies this near to that of a critical one count as growing."""

STRAIGHT = len(ANGLES) // 2
"""Index of straight ahead among the candidate directions."""


@dataclass(frozen=True)
class FrontAdvance:
    """A step that a front wants to take, at places evenly along it.

    Attributes:
        tip: name of the crack.
        crack: its index.
        distances: [m], shape (k,).
        angles: towards the plus face, from straight ahead [rad], shape (k,).
    """

    tip: str
    crack: int
    distances: FloatArray
    angles: FloatArray
    at_start: ClassVar[bool] = False
    energy: ClassVar[float] = 0.0
    follows: ClassVar[bool] = False

    @property
    def length(self) -> float:
        """Of the part that goes farthest [m]."""
        return float(self.distances.max())

    def shortened(self, part: float) -> FrontAdvance:
        """Return a part of the step."""
        return replace(self, distances=part * self.distances)


class FrontPace(NamedTuple):
    """How far the fastest part of a front goes.

    Attributes:
        step: in its next advance [m].
        creeps: below its toughness, until it makes it [m]. A geometry stands for half the way from
            the last front, and half of that to the next: of second order in the step.
    """

    step: float
    creeps: float


@dataclass(frozen=True, kw_only=True)
class FrontCriterion(GrowthCriterion):
    """Stress intensities along fronts, weighed against the toughness around them.

    What the base has for tips, stations have here.

    Attributes:
        fronts: of all cracks.
        poisson: ratio [-].
        paces: of all fronts.
        gone: how far the front has advanced at every station, the last time [m], (n_stations,).
    """

    fronts: tuple[CrackFront, ...]
    poisson: float
    paces: tuple[FrontPace, ...]
    gone: FloatArray

    @cached_property
    def _ends(self) -> npt.NDArray[np.int64]:
        """Where the stations of the fronts begin, and the last ones end."""
        return np.cumsum([0, *(len(front.stations) for front in self.fronts)])

    @cached_property
    def _toughness(self) -> FloatArray:
        """K_c straight ahead of stations [Pa m^0.5], shape (n_stations,)."""
        return np.sqrt([tip.modulus * tip.energy[STRAIGHT] for tip in self._around])

    def ratios(self, intensities: FloatArray) -> FloatArray:
        """K_eq/K_c of every station, with mode III, averaged over three, shape (n_stations,)."""
        plane = super().ratios(intensities[:, :2])
        shear = 1 / (1 - self.poisson)
        tearing = shear * (intensities[:, 2] / self._toughness) ** 2
        return self._by_front(np.sqrt(plane**2 + tearing))

    def driving(self, intensities: FloatArray) -> FloatArray:
        """K/K_c of the stations that decide, 0 of the others, shape (n_stations,)."""
        return self.ratios(intensities) * self.free

    def angles(self, intensities: FloatArray) -> FloatArray:
        """Direction that every station would take [rad], smooth along fronts, (n_stations,)."""
        angles = super().angles(intensities[:, :2])
        for index, front in enumerate(self.fronts):
            part = self._part(index)
            angles[part] = smooth(front, angles[part])
        return angles

    def _conditions_at(self, system: CoupledSystem, film: FilmState) -> TipConditions:
        """What acts at the stations of a state."""
        return front_conditions(system, film, self.rule.current_length, self.temperature)

    @property
    def follows_tips(self) -> bool:
        """No: see `FrontPace`."""
        return False

    def speeds(self, driving: FloatArray) -> FloatArray:
        """Speed below K_c of the fastest part of every front [m/s], shape (n_fronts,)."""
        speeds = self.rule.law.speeds(driving, self._now)
        return np.array([speeds[self._part(k)].max() for k in range(len(self.fronts))])

    def crept_parts(self, crept: FloatArray) -> FloatArray:
        """How far fronts have moved below K_c, over what they do until an advance, (n_fronts,)."""
        return np.asarray(crept / np.array([pace.creeps for pace in self.paces]))

    def growing(self, ratios: FloatArray, crept: FloatArray) -> BoolArray:
        """Stations of the fronts that advance, shape (n_stations,)."""
        levels = self.levels(ratios * self.free)
        top = float(levels.max(initial=0.0))
        grows = (levels >= (1 - TOGETHER) * top) & (top >= 1 - self.tolerance)
        return np.repeat(grows | self._far(crept), np.diff(self._ends))

    def excess(
        self, driving: FloatArray, crept: FloatArray, begun: FloatArray | None = None
    ) -> float:
        """How far the first front is beyond its advance [-]: see `GrowthCriterion.excess`."""
        return super().excess(self.levels(driving), crept, begun)

    def levels(self, driving: FloatArray) -> FloatArray:
        """K/K_c of fronts as wholes, from that of stations that may grow, shape (n_fronts,)."""
        # rate laws: by the fastest part; what has come to an obstacle holds up no others
        gone = self.gone * self.free * (not self.is_subcritical)
        parts, hard = map(self._part, range(len(self.fronts))), self._toughness
        return np.array([front_level(driving[one], gone[one], hard[one]) for one in parts])

    def _far(self, crept: FloatArray) -> BoolArray:
        """Fronts that have moved below their toughness for an advance, shape (n_fronts,)."""
        return np.asarray(self.crept_parts(crept) >= 1 - self.tolerance)

    def crept(
        self, intensities: FloatArray, crept: FloatArray, may: Sequence[BoolArray]
    ) -> tuple[FrontAdvance, ...]:
        """The steps of the fronts that have moved far enough below their toughness.

        Args:
            intensities: of all stations, none of which is critical.
            crept: how far the fastest part of every front has moved [m], shape (n_fronts,).
            may: whether nothing stands before them at their `front_points`, shape (count,).
        """
        angles = self.angles(intensities)
        moving = [k for k in np.flatnonzero(self._far(crept)).tolist() if may[k].any()]
        return tuple(
            self._advance(
                k,
                crept_advances(self._creeping(k, intensities, may[k]), self.paces[k].step),
                angles,
            )
            for k in moving
        )

    def _creeping(self, index: int, intensities: FloatArray, may: BoolArray) -> Creeping:
        front, part, now = self.fronts[index], self._part(index), self._now
        points = front_points(front.length)

        def at_points(values: FloatArray) -> FloatArray:
            return along(front, values[part], points) if len(values) else values

        there = TipConditions(now.temperature, at_points(now.current), at_points(now.overpotential))
        ratio = at_points(self.ratios(intensities))
        return Creeping(
            *(ratio, lambda r: self.rule.law.speeds(r, there), may),
            *(front.length, front.closed, front.first_wave),
        )

    def advances(
        self,
        intensities: FloatArray,
        step: float,
        before: Sequence[FloatArray],
        may: Sequence[BoolArray],
    ) -> tuple[FrontAdvance, ...]:
        """The steps of the fronts that grow, of which the farthest part goes a step [m].

        Args:
            intensities: of all stations, one of which is critical.
            step: [m].
            before: advances of the last step at `front_points` of each front [m], shape (count,).
            may: whether nothing stands before them there, shape (count,).
        """
        ratios, angles = self.ratios(intensities), self.angles(intensities)
        fastest = max((float(one.max()) for one in before), default=0.0) or 1.0
        free = [k for k in range(len(self.fronts)) if may[k].any()]
        driven = [self._driven(k, ratios, before[k] / fastest, may[k]) for k in free]
        distances, _ = griffith_advances(driven, step)
        return tuple(
            self._advance(index, far, angles)
            for index, far in zip(free, distances, strict=True)
            if far.any()
        )

    def _driven(
        self, index: int, ratios: FloatArray, before: FloatArray, may: BoolArray
    ) -> DrivenFront:
        front = self.fronts[index]
        ratio = along(front, ratios[self._part(index)], front_points(front.length))
        return DrivenFront(ratio, before, may, front.length, front.closed, front.first_wave)

    def _advance(self, index: int, distances: FloatArray, angles: FloatArray) -> FrontAdvance:
        front = self.fronts[index]
        nodes = front.advance_places
        return FrontAdvance(
            front.name,
            front.crack,
            between(front, front_points(front.length), distances, nodes),
            along(front, angles[self._part(index)], nodes),
        )

    def _part(self, index: int) -> slice:
        return slice(int(self._ends[index]), int(self._ends[index + 1]))

    @cached_property
    def free(self) -> FloatArray:
        """1 for stations whose K decides, 0 for others, shape (n_stations,).

        They may grow, and so may both their neighbours: otherwise K at a station is a mean over
        what grows and what is held up, where it is far higher. Where a front has no such station
        all count that may grow.
        """
        free = [np.empty(0)]
        for index, front in enumerate(self.fronts):
            three = neighbours(front, self.active[self._part(index)])
            inside = three.min(axis=0)
            free.append(inside if inside.any() else three[1])
        return np.concatenate(free)

    def _by_front(self, values: FloatArray) -> FloatArray:
        """Averages over those of three neighbours that are free, or held up, as the middle one."""
        result, kinds = np.empty_like(values), self.active + self.free
        for index, front in enumerate(self.fronts):
            part = self._part(index)
            kind, three = neighbours(front, kinds[part]), neighbours(front, values[part])
            result[part] = np.average(three, axis=0, weights=kind == kind[1])
        return result
