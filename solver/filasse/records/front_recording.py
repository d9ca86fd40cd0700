"""Records of crack fronts in space."""

from __future__ import annotations

import numpy as np

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import FULL
from filasse.cracks.state import State
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.fracture.propagation import crept_by
from filasse.records.record import FloatArray, FrontRecord


def front_records(
    system: CoupledSystem, criterion: GrowthCriterion, state: State
) -> tuple[FrontRecord, ...]:
    """Describe every front of an accepted state."""
    grid, film = system.response.grid, state.film
    intensities, criterion = stress_intensities(system, film), criterion.under(system, film)
    ratios = criterion.ratios(intensities)
    growing = criterion.growing(ratios, crept_by(grid, state.history, criterion))
    creeps = criterion.speeds(criterion.driving(intensities))
    opening = system.gap.volumes(film.traction) / system.gap.areas - system.model.aperture
    full, areas = system.filled_part(film) >= FULL, system.gap.areas
    records, first = [], 0
    for front, creep in zip(grid.fronts, creeps, strict=True):
        stations = slice(first, first := first + len(front.stations))
        nodes = grid.nodes_of(front.crack)
        reach = _reach(grid.uv[nodes], front.closed)
        worst = stations.start + int(ratios[stations].argmax())
        deepest = grid.position[front.nodes][grid.position[front.nodes][:, 1].argmax()]
        wet = float(reach[full[nodes]].max(initial=0.0))
        mouth = np.intersect1d(nodes, grid.mouths)
        records.append(
            FrontRecord(
                name=front.name,
                x=float(deepest[0]),
                y=float(deepest[1]),
                z=float(deepest[2]),
                length=float(reach.max()),
                half_width=float(np.ptp(grid.position[nodes][:, [0, 2]], axis=0).max()) / 2,
                area=float(areas[nodes].sum()),
                wetted_area=float(areas[nodes][full[nodes]].sum()),
                k_i=float(intensities[worst, 0]),
                k_ii=float(intensities[worst, 1]),
                k_iii=float(intensities[worst, 2]),
                k_ratio=float(ratios[worst]),
                mean_ratio=float(ratios[stations].mean()),
                speed=tip_speed(state, front.name, bool(growing[worst]), float(creep)),
                lithium_front=wet,
                dry_length=float(reach.max()) - wet,
                max_pressure=float(film.pressure[nodes].max()),
                mouth_opening=float(opening[mouth].max(initial=0.0)),
            )
        )
    return tuple(records)


def tip_speed(state: State, tip: str, grows: bool, creeps: float) -> float:
    """Mean speed of a tip that advances or has just done so, or that below its toughness [m/s]."""
    latest = state.history.advanced.get(tip)
    if latest is None or not (grows or state.time == latest.time):
        return creeps
    return latest.speed_at(state.time)


def _reach(uv: FloatArray, closed: bool) -> FloatArray:
    """Distance of nodes from the mouth along the crack, of a buried crack from its middle [m]."""
    if closed:
        return np.asarray(np.linalg.norm(uv - uv.mean(axis=0), axis=1), dtype=np.float64)
    return np.asarray(uv[:, 1], dtype=np.float64)
