"""First iterate of a geometry: cracks full of lithium, a uniform current."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import Fill, FilmState


def filled_cracks(system: CoupledSystem, pressure: float) -> FilmState:
    """Cracks full of lithium at one pressure [Pa]; pores, and cracks that start there, empty."""
    empty = _beyond_pores(system)
    traction = np.where(empty, 0.0, max(pressure, 0.0))
    volume = np.maximum(system.gap.volumes(traction), system.gap.closed)
    drive, electric = system.drive, system.electric
    areas, counter = electric.areas, electric.is_counter
    total = drive.current or 0.0
    return FilmState(
        lithium=np.where(empty, 0.0, volume),
        traction=traction,
        fill=np.where(empty, Fill.DRY, Fill.WET).astype(np.int8),
        current=np.where(counter, -total / areas[counter].sum(), total / areas[~counter].sum()),
        offset=0.0,
        counter=(drive.voltage or 0.0) - system.model.counter_potential,
        packed=np.zeros(system.n),
        cut_off=np.zeros(system.n, dtype=np.bool_),
        island_potential=np.zeros(system.n),
    )


def _beyond_pores(system: CoupledSystem) -> npt.NDArray[np.bool_]:
    """Nodes that lithium reaches through a pore only."""
    grid = system.response.grid
    pores = np.array([pore.node for pore in grid.reservoirs], dtype=np.int64)
    joined = grid.crack[grid.edges[np.isin(grid.edges[:, 1], pores), 0]]
    beyond = np.setdiff1d(joined, grid.crack[grid.mouths])
    return np.asarray(np.isin(grid.crack, beyond) | (grid.crack < 0))
