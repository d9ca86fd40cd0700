"""First iterate of a geometry: cracks full of lithium, a uniform current."""

from __future__ import annotations

import numpy as np

from lifil.stepping.state import Fill, FilmState
from lifil.stepping.system import CoupledSystem


def filled_cracks(system: CoupledSystem, pressure: float) -> FilmState:
    """Cracks full of lithium at one pressure [Pa]."""
    traction = np.full(system.n, max(pressure, 0.0))
    volume = np.maximum(system.gap.volumes(traction), system.gap.closed)
    drive, electric = system.drive, system.electric
    areas, counter = electric.areas, electric.is_counter
    total = drive.current or 0.0
    return FilmState(
        lithium=volume,
        traction=traction,
        fill=np.full(system.n, Fill.WET, dtype=np.int8),
        current=np.where(counter, -total / areas[counter].sum(), total / areas[~counter].sum()),
        offset=0.0,
        counter=(drive.voltage or 0.0) - system.model.counter_potential,
    )
