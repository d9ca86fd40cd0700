"""What the records of crack tips and of crack fronts have in common, built once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.fracture.propagation import crept_by
from filasse.physics.fracture.crept_way import FALL
from filasse.records.field_snapshot import FloatArray, IntArray
from filasse.records.run_record import TipRecord


@dataclass(frozen=True)
class Loading:
    """How the tips, or the stations of all fronts, are loaded in an accepted state.

    Attributes:
        state: the state.
        criterion: what they need to grow, under its currents.
        intensities: stress intensity factors [Pa m^0.5], shape (n, 2), or (n, 3) in space.
        ratios: equivalent ones over the toughness [-], shape (n,).
        growing: which of them grow, shape (n,).
        speeds: below the toughness, of every tip or the fastest part of every front [m/s].
    """

    state: State
    criterion: GrowthCriterion
    intensities: FloatArray
    ratios: FloatArray
    growing: npt.NDArray[np.bool_]
    speeds: FloatArray


@dataclass(frozen=True)
class RecordedTip:
    """A tip, or a front by its deepest point and by the station where K_eq/K_c is largest.

    Attributes:
        name: of the record.
        row: of the tip or that station in a `Loading`.
        ratio: K_eq/K_c as in the record [-].
        position: of the tip or the deepest point [m], shape (2,) or (3,).
        nodes: of its crack.
        length: as in the record [m].
        lithium_front: as in the record [m].
        speed: as in the record [m/s].
        mouth_opening: as in the record [m].
    """

    name: str
    row: int
    ratio: float
    position: FloatArray
    nodes: IntArray
    length: float
    lithium_front: float
    speed: float
    mouth_opening: float


def loading(system: CoupledSystem, criterion: GrowthCriterion, state: State) -> Loading:
    """How the tips of an accepted state are loaded."""
    intensities = stress_intensities(system, state.film)
    criterion = criterion.under(system, state.film)
    ratios = criterion.ratios(intensities)
    crept = crept_by(system.response.grid, state.history, criterion)
    growing = criterion.growing(ratios, crept)
    speeds = criterion.speeds(criterion.driving(intensities))
    if criterion.follows_tips:
        speeds = np.where(_slides(system, criterion, ratios, crept), 0.0, speeds)
    return Loading(state, criterion, intensities, ratios, growing, speeds)


def _slides(
    system: CoupledSystem, criterion: GrowthCriterion, ratios: FloatArray, crept: FloatArray
) -> npt.NDArray[np.bool_]:
    """Which tips that set out from rest slide along a threshold of their law, shape (n_tips,).

    K falls below it by the little that they have gone: they have not had the speed that the law
    gives for it. That with which lithium follows shows where they arrive.
    """
    gone = np.maximum(crept - criterion.crept_at_rest, 0.0)
    there = ratios * (1 - FALL * gone / system.response.grid.tip_ways)
    return np.asarray((gone > 0) & (criterion.speeds(there * criterion.active) == 0))


def tip_record[R: TipRecord](kind: type[R], load: Loading, place: RecordedTip, **own: float) -> R:
    """Describe a tip or a front.

    Args:
        kind: of the record.
        load: that of all tips.
        place: which one.
        own: what this kind has beside the quantities of both.
    """
    film, k = load.state.film, load.intensities[place.row]
    return kind(
        name=place.name,
        x=float(place.position[0]),
        y=float(place.position[1]),
        length=place.length,
        k_i=float(k[0]),
        k_ii=float(k[1]),
        k_ratio=place.ratio,
        speed=place.speed,
        lithium_front=place.lithium_front,
        dry_length=place.length - place.lithium_front,
        max_pressure=float(film.pressure[place.nodes].max()),
        mouth_opening=place.mouth_opening,
        **own,
    )


def tip_speed(load: Loading, name: str, row: int, creeps: float) -> float:
    """Mean speed of a tip that advances or has just done so, or that below its toughness [m/s].

    So has one that went along with a tip which is at its toughness now. One that stands since has
    no mean speed, however near to the end of its crack it came to rest.

    Args:
        load: that of all tips.
        name: of the tip.
        row: of it in the loading.
        creeps: speed below the toughness [m/s].
    """
    state = load.state
    latest = state.history.advanced.get(name)
    if latest is None or latest.arrived is not None:
        return creeps
    advances = load.growing[row] or state.time == latest.time
    if not load.criterion.follows_tips and name in state.history.paces and load.growing.any():
        advances |= latest.time == max(other.time for other in state.history.advanced.values())
    return latest.speed_at(state.time) if advances else creeps
