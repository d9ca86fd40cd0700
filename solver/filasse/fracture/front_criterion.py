"""When and where to crack fronts grow: Griffith's criterion along a front.

The places where K is known, the stations, take the part that tips have in the plane. One value of
a station carries the noise of the mesh (half a per cent): three neighbours are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.fft import dct, idct

from filasse.fem.solid.crack_front import CrackFront
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_growth import Driven, front_points, griffith_advances
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness
from filasse.parameters.growth_rule import GrowthRule

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

TOGETHER = 0.05
"""Fronts whose largest K/K_c lies this near to that of a critical one count as growing."""

STRAIGHT = len(ANGLES) // 2
"""Index of straight ahead among the candidate directions."""

SMOOTHEST = 3
"""Wave along a front of which half is kept in its direction. K_II carries the noise of the mesh,
one per cent of K_I or half a degree, which every step adds to the surface."""


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


class FrontCriterion(GrowthCriterion):
    """Stress intensities along fronts, weighed against the toughness around them."""

    def __init__(
        self,
        fronts: Sequence[CrackFront],
        tips: tuple[DirectionalToughness, ...],
        poisson: float,
        rule: GrowthRule,
        active: FloatArray,
        tolerance: float,
        temperature: float,
    ) -> None:
        """Set up.

        Args:
            fronts: of all cracks.
            tips: the toughness around every station, at the temperature.
            poisson: ratio [-].
            rule: how fronts advance.
            active: 1 for stations that may grow, 0 for others, shape (n_stations,).
            tolerance: on |K/K_c - 1| of a critical station.
            temperature: [K].
        """
        self._fronts, self._shear = tuple(fronts), 1 / (1 - poisson)
        self._ends = np.cumsum([0, *(len(front.stations) for front in fronts)])
        self._toughness = np.sqrt([tip.modulus * tip.energy[STRAIGHT] for tip in tips])
        super().__init__(tips, rule, np.asarray(active, np.float64), tolerance, temperature)

    def ratios(self, intensities: FloatArray) -> FloatArray:
        """K_eq/K_c of every station, with mode III, averaged over three, shape (n_stations,)."""
        plane = super().ratios(intensities[:, :2])
        tearing = self._shear * (intensities[:, 2] / self._toughness) ** 2
        return self._by_front(np.sqrt(plane**2 + tearing))

    def angles(self, intensities: FloatArray) -> FloatArray:
        """Direction that every station would take [rad], smooth along fronts, (n_stations,)."""
        angles = super().angles(intensities[:, :2])
        for index, front in enumerate(self._fronts):
            part = self._part(index)
            angles[part] = _smooth(angles[part], front.closed)
        return angles

    def growing(self, ratios: FloatArray, crept: FloatArray) -> BoolArray:
        """Stations of the fronts that advance, shape (n_stations,)."""
        driving = ratios * self.active
        largest = [float(driving[self._part(k)].max()) for k in range(len(self._fronts))]
        top = max(largest, default=0.0)
        grows = [top >= 1 - self._tolerance and one >= (1 - TOGETHER) * top for one in largest]
        return np.repeat(np.array(grows, dtype=np.bool_), np.diff(self._ends))

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
        free = [k for k in range(len(self._fronts)) if may[k].any()]
        driven = [self._driven(k, ratios, before[k] / fastest, may[k]) for k in free]
        distances, _ = griffith_advances(driven, step)
        return tuple(
            self._advance(index, far, angles)
            for index, far in zip(free, distances, strict=True)
            if far.any()
        )

    def _driven(self, index: int, ratios: FloatArray, before: FloatArray, may: BoolArray) -> Driven:
        front = self._fronts[index]
        ratio = _along(front, ratios[self._part(index)], front_points(front.length))
        return Driven(ratio, before, may, front.length, front.closed)

    def _advance(self, index: int, distances: FloatArray, angles: FloatArray) -> FrontAdvance:
        front = self._fronts[index]
        nodes = front.node_places
        return FrontAdvance(
            front.name,
            front.crack,
            _on_nodes(front, front_points(front.length), distances, nodes),
            _along(front, angles[self._part(index)], nodes),
        )

    def _part(self, index: int) -> slice:
        return slice(int(self._ends[index]), int(self._ends[index + 1]))

    def _by_front(self, values: FloatArray) -> FloatArray:
        """Averages over three neighbours; an open front goes on evenly beyond its ends."""
        result = np.empty_like(values)
        for index, front in enumerate(self._fronts):
            own = values[self._part(index)]
            mode = "wrap" if front.closed else "edge"
            padded = np.pad(own, 1, mode=mode)  # type: ignore[call-overload]
            result[self._part(index)] = (padded[:-2] + own + padded[2:]) / 3
        return result


def _along(front: CrackFront, values: FloatArray, places: FloatArray) -> FloatArray:
    """Values of stations at other places of a front, linear in between."""
    period = front.length if front.closed else None
    return np.interp(places, front.stations, values, period=period)


def _on_nodes(
    front: CrackFront, places: FloatArray, values: FloatArray, nodes: FloatArray
) -> FloatArray:
    period = front.length if front.closed else None
    return np.interp(nodes, places, values, period=period)


def _smooth(values: FloatArray, closed: bool) -> FloatArray:
    """Values evenly along a front without their short waves; an open one is continued evenly."""
    if closed:
        waves = np.fft.rfft(values)
        kept = waves * _low_pass(np.arange(len(waves)))
        return np.asarray(np.fft.irfft(kept, len(values)), dtype=np.float64)
    waves = dct(values, type=1)
    kept = waves * _low_pass(np.arange(len(waves)))
    return np.asarray(idct(kept, type=1), dtype=np.float64)


def _low_pass(waves: npt.NDArray[np.int64]) -> FloatArray:
    return np.asarray(1 / (1 + (waves / SMOOTHEST) ** 4), dtype=np.float64)
