"""Records of crack fronts in space."""

from __future__ import annotations

import numpy as np

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import FULL
from filasse.cracks.state import State
from filasse.fem.crack_grid import FilmGrid, IntArray
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontCriterion
from filasse.records.field_snapshot import FloatArray
from filasse.records.run_record import FrontRecord
from filasse.records.tip_recording import RecordedTip, loading, tip_record, tip_speed


def front_records(
    system: CoupledSystem, criterion: GrowthCriterion, state: State
) -> tuple[FrontRecord, ...]:
    """Describe every front of an accepted state."""
    grid, film = system.response.grid, state.film
    load = loading(system, criterion, state)
    opening = system.gap.volumes(film.traction) / system.gap.areas - system.model.aperture
    full, areas = system.filled_part(film) >= FULL, system.gap.areas
    assert isinstance(load.criterion, FrontCriterion)
    levels = load.criterion.levels(load.ratios * load.criterion.free)
    records, first = [], 0
    for front, creep, level in zip(grid.fronts, load.speeds, levels, strict=True):
        stations = slice(first, first := first + len(front.stations))
        nodes = grid.nodes_of(front.crack)
        reach = _reach(grid, nodes, front.buried)
        loose = load.criterion.free[stations] > 0
        held = load.criterion.active[stations] == 0
        grows = load.ratios[stations] * (loose if loose.any() else 1.0)
        worst = stations.start + int(grows.argmax())
        deepest = grid.position[front.nodes][grid.position[front.nodes][:, 1].argmax()]
        mouth = np.intersect1d(nodes, grid.mouths)
        place = RecordedTip(
            name=front.name,
            row=worst,
            ratio=float(level if loose.any() else load.ratios[worst]),
            position=deepest,
            nodes=nodes,
            length=float(reach.max()),
            lithium_front=float(reach[full[nodes]].max(initial=0.0)),
            speed=tip_speed(load, front.name, worst, float(creep)),
            mouth_opening=float(opening[mouth].max(initial=0.0)),
        )
        own = {
            "z": float(deepest[2]),
            "half_width": _half_width(grid, nodes),
            "area": float(areas[nodes].sum()),
            "wetted_area": float(areas[nodes][full[nodes]].sum()),
            "mean_ratio": float(load.ratios[stations].mean()),
            "held_ratio": float(load.ratios[stations][held].max(initial=0.0)),
            "k_iii": float(load.intensities[worst, 2]),
        }
        records.append(tip_record(FrontRecord, load, place, **own))
    return tuple(records)


def _half_width(grid: FilmGrid, nodes: IntArray) -> float:
    """Half of the larger extent of a crack along the electrodes, with its images [m]."""
    points = grid.position[nodes]
    for mirror in grid.mirrors:
        points = np.concatenate([points, mirror.reflected(points)])
    return float(np.ptp(points[:, [0, 2]], axis=0).max()) / 2


def _reach(grid: FilmGrid, nodes: IntArray, buried: bool) -> FloatArray:
    """Distance of nodes from the mouth along the crack, of a buried crack from its middle [m]."""
    uv = grid.uv[nodes]
    if not buried:
        return np.asarray(uv[:, 1], dtype=np.float64)
    on_cut = grid.uv[np.intersect1d(nodes, grid.cut)]
    middle = np.where((on_cut == 0).any(axis=0), 0.0, uv.mean(axis=0))
    return np.asarray(np.linalg.norm(uv - middle, axis=1), dtype=np.float64)
