"""Records of crack fronts in space."""

from __future__ import annotations

import numpy as np

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import FULL
from filasse.cracks.state import State
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.records.record import FloatArray, FrontRecord


def front_records(
    system: CoupledSystem, criterion: GrowthCriterion, state: State
) -> tuple[FrontRecord, ...]:
    """Describe every front of an accepted state."""
    grid, film = system.response.grid, state.film
    intensities = stress_intensities(system, film)
    ratios = criterion.ratios(intensities)
    growing = criterion.growing(ratios, np.empty(0))
    opening = system.gap.volumes(film.traction) / system.gap.areas - system.model.aperture
    full, areas = system.filled_part(film) >= FULL, system.gap.areas
    records, first = [], 0
    for front in grid.fronts:
        stations = slice(first, first := first + len(front.stations))
        nodes = grid.nodes_of(front.crack)
        reach = _reach(grid.uv[nodes], front.closed)
        worst = stations.start + int(ratios[stations].argmax())
        deepest = grid.position[front.nodes][grid.position[front.nodes][:, 1].argmax()]
        wet = float(reach[full[nodes]].max(initial=0.0))
        mouth = np.intersect1d(nodes, grid.mouths)
        latest = state.history.advanced.get(front.name)
        moves = latest is not None and (growing[worst] or state.time == latest.time)
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
                speed=latest.speed_at(state.time) if latest is not None and moves else 0.0,
                lithium_front=wet,
                dry_length=float(reach.max()) - wet,
                max_pressure=float(film.pressure[nodes].max()),
                mouth_opening=float(opening[mouth].max(initial=0.0)),
            )
        )
    return tuple(records)


def _reach(uv: FloatArray, closed: bool) -> FloatArray:
    """Distance of nodes from the mouth along the crack, of a buried crack from its middle [m]."""
    if closed:
        return np.asarray(np.linalg.norm(uv - uv.mean(axis=0), axis=1), dtype=np.float64)
    return np.asarray(uv[:, 1], dtype=np.float64)
