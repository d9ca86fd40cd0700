"""Book-keeping of charge and lithium over a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lifil.stepping.filling import filled_part
from lifil.stepping.newton import Solution
from lifil.stepping.state import FilmState, State
from lifil.stepping.system import CoupledSystem

type FloatArray = npt.NDArray[np.float64]


def account(system: CoupledSystem, state: State, solution: Solution, step: float) -> State:
    """Return the state after a step, with its charge and lithium counted.

    Args:
        system: the coupled system.
        state: before the step.
        solution: the step's.
        step: [s].
    """
    film = solution.film
    plated = step * plating_rates(system, film)
    mouths = system.open_mouths
    inflow = system.flow.net_inflow(film)[0]
    gained = (film.lithium - state.film.lithium)[mouths]
    returned = plated[mouths] + step * inflow[mouths] - gained
    totals = replace(
        state.totals,
        charge=state.totals.charge + step * plating_current(system, film),
        plated_in_cracks=state.totals.plated_in_cracks + float(plated.sum()),
        returned=state.totals.returned + float(returned.sum()),
        time_steps=state.totals.time_steps + int(step > 0),
    )
    return replace(
        state, time=state.time + step, film=film, totals=totals, iterations=solution.iterations
    )


def surface_currents(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Current out of the electrolyte at every reactive node per depth [A/m], shape (m,)."""
    active = system.electric.active(filled_part(system.gap, film).value)
    return np.asarray(system.electric.areas * active * film.current, dtype=np.float64)


def plating_rates(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Lithium volume plated per time in every film node [m^2/s], shape (n,)."""
    part = filled_part(system.gap, film).value
    lips = system.electric.lip_sum(film.current, system.n)
    return np.asarray(part * lips * system.model.volume_per_charge, dtype=np.float64)


def plating_current(system: CoupledSystem, film: FilmState) -> float:
    """Current through all plating surfaces per depth [A/m]."""
    return float(surface_currents(system, film)[~system.electric.counter].sum())


def lithium_imbalance(state: State) -> float:
    """Lithium lost or gained by the numerics, over what was handled."""
    totals, held = state.totals, float(state.film.lithium.sum())
    lost = totals.initial + totals.plated_in_cracks - totals.returned - held
    handled = max(totals.initial, abs(totals.plated_in_cracks), abs(totals.returned), held)
    return abs(lost) / handled if handled > 0 else 0.0


def current_imbalance(system: CoupledSystem, film: FilmState) -> float:
    """Difference of the currents of both electrodes, over the larger part of either."""
    currents = surface_currents(system, film)
    passed = float(np.abs(currents).sum()) / 2
    return abs(float(currents.sum())) / passed if passed > 0 else 0.0
