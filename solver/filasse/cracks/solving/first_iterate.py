"""First iterate of a geometry: cracks full of lithium, a uniform current."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import NO_LAYER, Fill, FilmState

type FloatArray = npt.NDArray[np.float64]


def filled_cracks(
    system: CoupledSystem, pressure: float, layer: FloatArray = NO_LAYER
) -> FilmState:
    """Cracks full of lithium at one pressure; pores, and cracks that start there, empty.

    Args:
        system: the coupled system.
        pressure: [Pa].
        layer: thickness of the interphase on every reactive node [m], shape (m,), if there is one.
    """
    empty = _beyond_pores(system)
    traction = np.where(empty, 0.0, max(pressure, 0.0))
    drive, electric = system.drive, system.electric
    areas, counter = electric.areas, electric.is_counter
    total = drive.current or 0.0
    film = FilmState(
        lithium=np.zeros(system.n),
        traction=traction,
        fill=np.where(empty, Fill.CAVITATED, Fill.FULL).astype(np.int8),
        current=np.where(counter, -total / areas[counter].sum(), total / areas[~counter].sum()),
        offset=0.0,
        counter=(drive.voltage or 0.0) - system.model.counter_potential,
        packed=np.zeros(system.n),
        cut_off=np.zeros(system.n, dtype=np.bool_),
        island_potential=np.zeros(system.n),
        layer=layer,
        swelling=NO_LAYER if system.layers is None else system.layers.swelling(layer),
        metal=np.zeros(0 if system.leakage is None else system.n, dtype=np.bool_),
    )
    volume = np.maximum(system.volumes(film), system.gap.closed)
    return replace(film, lithium=np.where(empty, 0.0, volume))


def _beyond_pores(system: CoupledSystem) -> npt.NDArray[np.bool_]:
    """Nodes that lithium reaches through a pore only.

    In space a buried crack around a pore is full as others are: it was there before the pore fills.
    """
    grid = system.response.grid
    if grid.in_space:
        return np.asarray(grid.crack < 0, dtype=np.bool_)
    pores = np.array([pore.node for pore in grid.reservoirs], dtype=np.int64)
    joined = grid.crack[grid.edges[np.isin(grid.edges[:, 1], pores), 0]]
    beyond = np.setdiff1d(joined, grid.crack[grid.mouths])
    return np.asarray(np.isin(grid.crack, beyond) | (grid.crack < 0))
