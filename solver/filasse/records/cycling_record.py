"""Columns of a cell that is cycled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from filasse.cracks.connectivity import dead_lithium
from filasse.cracks.conservation import cell_current
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.quantity import Quantity


@dataclass(frozen=True)
class CyclingRecord:
    """What is told of a cell whose current turns, SI; over the cross-section of the slab."""

    half_cycle: Annotated[
        int, Quantity("1", "Half cycles begun; one plates or strips until the current turns.")
    ]
    half_cycle_capacity: Annotated[
        float,
        Quantity(
            "mAh/cm^2",
            "Charge that has passed in the present half cycle, negative when stripping.",
            1 / 36000,
        ),
    ]
    coulombic_efficiency: Annotated[
        float,
        Quantity(
            "1",
            "Charge stripped in the latest half cycle that strips over that plated in the one "
            "before it; 0 until then.",
        ),
    ]
    dead_capacity: Annotated[
        float,
        Quantity("mAh/cm^2", "Lithium that is disconnected from the anode, as charge.", 1 / 36000),
    ]
    cell_resistance: Annotated[
        float,
        Quantity(
            "ohm cm^2", "Voltage beyond that at rest over the current; 0 without a current.", 1e4
        ),
    ]


def cycling_record(system: CoupledSystem, state: State, width: float) -> CyclingRecord:
    """What is told of a state.

    Args:
        system: the coupled system.
        state: the state.
        width: of the slab [m], or in space the area of its electrodes [m^2].
    """
    film, totals = state.film, state.totals
    current = cell_current(system, film) / width
    flows = system.drive.current != 0.0 and current != 0.0
    dead = dead_lithium(film) / system.model.volume_per_charge
    return CyclingRecord(
        half_cycle=totals.half_cycle,
        half_cycle_capacity=totals.half_charge / width,
        coulombic_efficiency=totals.coulombic_efficiency,
        dead_capacity=dead / width,
        cell_resistance=film.counter / current if flows else 0.0,
    )
