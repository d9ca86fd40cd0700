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

from filasse.fem.solid.crack_front import CrackFront
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_growth import front_points, griffith_advances
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness
from filasse.parameters.growth_rule import GrowthRule

type FloatArray = npt.NDArray[np.float64]

TOGETHER = 0.05
"""Fronts whose largest K/K_c lies this near to that of a critical one grow with it, and so do the
parts of a front: what the crack step changes K by is more. Two equal cracks, and the two flanks of
one, stay equal in spite of the noise of their meshes; without it fronts move in patches."""


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
    """Stress intensities along fronts, weighed against the toughness of an even electrolyte."""

    def __init__(
        self,
        fronts: Sequence[CrackFront],
        modulus: FloatArray,
        poisson: float,
        toughness: float,
        rule: GrowthRule,
        active: FloatArray,
        tolerance: float,
        temperature: float,
    ) -> None:
        """Set up.

        Args:
            fronts: of all cracks.
            modulus: E' at every station [Pa], shape (n_stations,).
            poisson: ratio [-].
            toughness: K_c at the temperature [Pa m^0.5].
            rule: how fronts advance.
            active: 1 for fronts that may grow, 0 for others, shape (n_fronts,).
            tolerance: on |K/K_c - 1| of a critical station.
            temperature: [K].
        """
        self._fronts, self._shear = tuple(fronts), 1 / (1 - poisson)
        self._ends = np.cumsum([0, *(len(front.stations) for front in fronts)])
        tips = tuple(
            DirectionalToughness(float(e), np.full(len(ANGLES), toughness**2 / e)) for e in modulus
        )
        self._toughness = toughness
        stations = np.repeat(active, np.diff(self._ends))
        super().__init__(tips, rule, stations, tolerance, temperature)

    def ratios(self, intensities: FloatArray) -> FloatArray:
        """K_eq/K_c of every station, with mode III, averaged over three, shape (n_stations,)."""
        plane = super().ratios(intensities[:, :2])
        tearing = self._shear * (intensities[:, 2] / self._toughness) ** 2
        return self._by_front(np.sqrt(plane**2 + tearing))

    def angles(self, intensities: FloatArray) -> FloatArray:
        """Direction that every station would take [rad], averaged over three, (n_stations,)."""
        return self._by_front(super().angles(intensities[:, :2]))

    def growing(self, ratios: FloatArray, crept: FloatArray) -> npt.NDArray[np.bool_]:
        """Stations of the fronts that advance, shape (n_stations,)."""
        driving = ratios * self.active
        largest = [float(driving[self._part(k)].max()) for k in range(len(self._fronts))]
        top = max(largest, default=0.0)
        grows = [top >= 1 - self._tolerance and one >= (1 - TOGETHER) * top for one in largest]
        return np.repeat(np.array(grows, dtype=np.bool_), np.diff(self._ends))

    def advances(self, intensities: FloatArray, step: float) -> tuple[FrontAdvance, ...]:
        """The steps of the fronts that grow, of which the farthest part goes a step [m]."""
        ratios, angles = self.ratios(intensities), self.angles(intensities)
        grows = self.growing(ratios, np.empty(0))
        result = []
        for index, front in enumerate(self._fronts):
            part = self._part(index)
            if not grows[part].any():
                continue
            places = front_points(front.length)
            even = _evened(_along(front, ratios[part], places))
            distances, _ = griffith_advances(even, front.length, front.closed, step)
            nodes = np.linspace(0, front.length, len(front.nodes), endpoint=not front.closed)
            result.append(
                FrontAdvance(
                    front.name,
                    front.crack,
                    _on_nodes(front, places, distances, nodes),
                    _along(front, angles[part], nodes),
                )
            )
        return tuple(result)

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


def _evened(ratios: FloatArray) -> FloatArray:
    """Ratios along a front; those that lie near the largest one count as much."""
    top = ratios.max()
    return np.asarray(np.minimum(ratios / (1 - TOGETHER), top), dtype=np.float64)


def _along(front: CrackFront, values: FloatArray, places: FloatArray) -> FloatArray:
    """Values of stations at other places of a front, linear in between."""
    period = front.length if front.closed else None
    return np.interp(places, front.stations, values, period=period)


def _on_nodes(
    front: CrackFront, places: FloatArray, values: FloatArray, nodes: FloatArray
) -> FloatArray:
    period = front.length if front.closed else None
    return np.interp(nodes, places, values, period=period)
