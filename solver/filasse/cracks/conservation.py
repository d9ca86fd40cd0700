"""Balances of charge and lithium over a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.leakage import ISLANDS
from filasse.cracks.pore_plating import electronic_current
from filasse.cracks.solving.film_newton import CURRENT_SCALE, Solution
from filasse.cracks.state import FilmState, State, Totals
from filasse.cracks.swept_lithium import SweptLithium

type FloatArray = npt.NDArray[np.float64]

TURNED = 1e-9
"""Charge at a voltage, over that of the half cycle, below which the current has not turned."""


def after_stages(
    system: CoupledSystem, state: State, stages: Sequence[tuple[float, Solution]]
) -> State:
    """Return the state after a step, with its charge and lithium counted.

    Args:
        system: the coupled system.
        state: before the step.
        stages: weight [s] and solution of every stage; the last one ends the step.
    """
    film = stages[-1][1].film
    totals, step = state.totals, sum(weight for weight, _ in stages)
    charge, plated, leaked = totals.charge, totals.plated_in_cracks, totals.leaked
    for weight, solution in stages:
        charge += weight * total_plating_current(system, solution.film)
        leaked += weight * electronic_current(system, solution.film)
        plated += weight * float(plating_rates(system, solution.film).sum())
    on_anode = (charge - totals.charge) * system.model.volume_per_charge
    on_anode -= plated - totals.plated_in_cracks
    counted = replace(
        with_consumed(system, state, film, totals),
        charge=charge,
        leaked=leaked,
        plated_in_cracks=plated,
        plated_on_anode=totals.plated_on_anode + on_anode,
        returned=totals.returned + float(mouth_outflow(system, state.film, stages).sum()),
        time_steps=totals.time_steps + int(step > 0),
    )
    history = replace(
        state.history,
        time=state.time + step,
        iterations=sum(solution.iterations for _, solution in stages),
        totals=with_half_cycle(totals, counted, system.drive.current),
    )
    return State(history, film)


def conserving(
    system: CoupledSystem, film: FilmState, old: FloatArray, step: float, swept: SweptLithium | None
) -> FilmState:
    """The end of a stage with the lithium that its balances ask for.

    Lithium may flow by pressure differences so small that Newton's tolerance on pressures leaves
    some of it astray: mobile lithium always, and creeping lithium in a long step at rest (4e-9).
    That is lithium all the same: nodes hold it, slightly more or less than their room, until the
    next stage evens it out.

    Args:
        system: the coupled system.
        film: the films at the end.
        old: lithium volumes that the stage started from [m^2], shape (n,).
        step: [s].
        swept: lithium that passed places which moved with the tips; None if they rested.
    """
    if system.model.flow == "immobile" or step == 0.0:
        return film
    left = system.residual(film, old, step, swept)[: system.n]
    left[system.fixed_mouths] = 0.0  # their rows say p = p_mouth
    return replace(film, lithium=film.lithium - left)


def with_half_cycle(before: Totals, after: Totals, current: float | None) -> Totals:
    """Totals after a step, with a new half cycle begun where the current has turned.

    Args:
        before: at the start of the step.
        after: at its end.
        current: that the cycler prescribes [A/m]; None at a voltage. At rest nothing turns.
    """
    passed, earlier = after.passed - before.passed, before.half_charge
    sign = passed if current is None else current
    goes_on = before.half_cycle > 0 and sign * earlier >= 0
    relaxes = current is None and abs(passed) < TURNED * abs(earlier)
    if sign == 0 or passed == 0 or goes_on or relaxes:
        return after
    return replace(
        after,
        half_cycle=before.half_cycle + 1,
        half_start=before.passed,
        half_before=earlier if before.half_cycle > 0 else 0.0,
        half_earlier=before.half_before,
    )


def mouth_outflow(
    system: CoupledSystem, before: FilmState, stages: Sequence[tuple[float, Solution]]
) -> FloatArray:
    """Lithium that left through every open mouth during a step [m^2], shape (n_open,).

    Args:
        system: the coupled system.
        before: the films at the start of the step.
        stages: weight [s] and solution of every stage.
    """
    mouths, after = system.open_mouths, stages[-1][1].film
    gained = -(after.lithium - before.lithium)[mouths]
    gained -= consumed(system, before, after)[mouths]
    for weight, solution in stages:
        rates = plating_rates(system, solution.film) + system.net_inflow(solution.film)
        gained += weight * rates[mouths] + system.swept(solution.film, solution.swept)[mouths]
    return np.asarray(gained, dtype=np.float64)


def consumed(system: CoupledSystem, before: FilmState, after: FilmState) -> FloatArray:
    """Lithium volume that interphases took from film nodes meanwhile [m^2], shape (n,)."""
    if system.layers is None:
        return np.zeros(system.n)
    return system.layers.lithium(after.layer - before.layer)


def consumed_on_anode(system: CoupledSystem, before: FilmState, after: FilmState) -> FloatArray:
    """Lithium volume that the interphase took from the anode meanwhile [m^2], shape (n_anode,)."""
    if system.layers is None:
        return np.zeros(len(system.electric.anode))
    return system.layers.lithium_of_anode(after.layer - before.layer)


def with_consumed(system: CoupledSystem, before: State, after: FilmState, totals: Totals) -> Totals:
    """Totals with what interphases have taken since a state, until its films became others."""
    if system.layers is None:
        return totals
    lithium = float(consumed(system, before.film, after).sum())
    from_anode = float(consumed_on_anode(system, before.film, after).sum())
    charge = system.layers.charge(after.layer - before.film.layer)
    return replace(
        totals,
        consumed=before.totals.consumed + lithium,
        consumed_on_anode=before.totals.consumed_on_anode + from_anode,
        interphase_charge=before.totals.interphase_charge + charge,
    )


def surface_currents(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Current out of the electrolyte at every reactive node per unit depth [A/m], shape (m,)."""
    active = system.electric.active(system.active_part(film))
    return np.asarray(system.electric.areas * active * film.current, dtype=np.float64)


def touching_part(system: CoupledSystem) -> float:
    """Part of the planar interface where lithium touches the electrolyte [-]."""
    areas = system.electric.areas[system.electric.anode]
    return float(areas @ system.interface.contact / areas.sum())


def into_anode(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Current into the lithium at every node of the planar interface [A/m], shape (n_anode,)."""
    return system.electric.at_anode(film, system.active_part(film))


def plating_rates(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Lithium volume plated per time in every film node [m^2/s], shape (n,)."""
    faces = system.electric.face_sum(film.current)
    return np.asarray(
        system.active_part(film) * faces * system.model.volume_per_charge, dtype=np.float64
    )


def total_plating_current(system: CoupledSystem, film: FilmState) -> float:
    """Current through all plating surfaces per unit depth [A/m]."""
    return float(surface_currents(system, film)[~system.electric.is_counter].sum())


def cell_current(system: CoupledSystem, film: FilmState) -> float:
    """Current that the cycler counts, per unit depth [A/m]: of ions and of leaking electrons."""
    return total_plating_current(system, film) + electronic_current(system, film)


def lithium_imbalance(state: State) -> float:
    """Lithium lost or gained by the numerics, over what was handled."""
    totals, held = state.totals, float(state.film.lithium.sum())
    lost = totals.initial + totals.plated_in_cracks - totals.returned - totals.consumed - held
    handled = max(totals.initial, abs(totals.plated_in_cracks), abs(totals.returned), held)
    handled = max(handled, totals.consumed)
    return abs(lost) / handled if handled > 0 else 0.0


def current_imbalance(system: CoupledSystem, film: FilmState) -> float:
    """Difference of the currents of both electrodes, over the larger part of either.

    At rest, where next to nothing flows, it is told over the least current that is solved for.
    """
    currents = surface_currents(system, film)
    difference = float(currents.sum())
    if system.leakage is not None:  # of anode and counter electrode alone, electrons included
        own = film, system.islands(film), system.voltage(film)
        islands = own[1].sums(plating_rates(system, film)).sum()
        difference -= float(islands) / system.model.volume_per_charge
        difference += float(system.leakage.currents(*own)[:ISLANDS].sum())
    width = float(system.electric.areas[system.electric.counter].sum())
    passed = max(float(np.abs(currents).sum()) / 2, CURRENT_SCALE * width)
    return abs(difference) / passed
