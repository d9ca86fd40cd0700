"""Stability of the flat front: elastic, yielding and relaxing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.estimates.mechanisms.polymer_mechanism import runs_out, salt_of
from filasse.parameters.lithium_parameters import creep_law, fluidity
from filasse.physics.creep.flow_law import FloatArray, flow_stress
from filasse.physics.stability.flat_front import (
    CONSTRAINT,
    FlatFront,
    contact_modulus,
    critical_gradient,
    critical_wavelength,
    given_way,
    growth_rate,
    held_height,
    pressed_height,
    relaxing_growth_rate,
)
from filasse.physics.stability.salt import (
    limiting_current,
    polarised_conductivity,
    polarised_current,
)

MONROE_NEWMAN = 2.0
"""Shear modulus of a polymer over that of lithium from which roughening is suppressed (2005)."""

_WAVES = 400  # of the electrode's; rates change little from one to the next


def flat_front(cell: PlatingCell) -> FlatFront:
    """The front of a cell; without a plating current at 1 A/m^2.

    The salt of a polymer sharpens the gradient at the anode. Above its limiting current there is no
    steady state (`runs_out`): the front is that before the salt has moved, good for onsets alone.
    """
    kinetics, current, salt = cell.kinetics, cell.current or 1.0, salt_of(cell)
    conductivity, place = cell.conductivity, (cell.thickness, cell.config.temperature)
    if salt is not None and current < limiting_current(salt, cell.thickness):
        conductivity = polarised_conductivity(salt, conductivity, current, *place)
    return FlatFront(
        current=current,
        conductivity=conductivity,
        thickness=cell.thickness,
        resistance=kinetics.charge_transfer_resistance + kinetics.film_resistance,
        volume_per_charge=cell.volume_per_charge,
        modulus=contact_modulus(cell.modulus, cell.lithium_modulus),
        surface_energy=cell.inputs.surface_energy,
    )


def front_onset(cell: PlatingCell, gradient: float) -> float:
    """Current density with a gradient of the potential at the anode [A/m^2].

    Args:
        cell: the cell.
        gradient: [V/m].
    """
    salt, temperature = salt_of(cell), cell.config.temperature
    if salt is None:
        return cell.conductivity * gradient
    return polarised_current(salt, cell.conductivity, gradient, cell.thickness, temperature)


def lithium_pressure(cell: PlatingCell, wavelength: FloatArray) -> FloatArray:
    """Largest pressure that lithium bears as waves are plated [Pa].

    `CONSTRAINT` times its flow stress at the rate 2 pi i V_m/(F lambda).

    Args:
        cell: the cell; without a plating current at 1 A/m^2.
        wavelength: [m], any shape.
    """
    front, law = flat_front(cell), creep_law(cell.config).with_fluidity(fluidity(cell.config))
    rate = 2 * math.pi * front.current * front.volume_per_charge / wavelength
    return CONSTRAINT * flow_stress(law, rate)


def electrolyte_pressure(cell: PlatingCell) -> float:
    """Pressure at which the electrolyte flows before lithium does [Pa]; infinite if it does not."""
    strength, waves = cell.inputs.electrolyte_strength, np.array([cell.inputs.wavelength])
    lithium = float(lithium_pressure(cell, waves)[0])
    pressure = math.inf if strength is None else CONSTRAINT * strength
    return pressure if pressure < lithium else math.inf


def front_mechanisms(cell: PlatingCell) -> Iterator[Mechanism]:
    """What a flat front may do, without any flaw; no times where the salt runs out."""
    reason = runs_out(cell)
    for row in _front_rows(cell):
        yield replace(row, time=None, length=None, note=reason) if reason else row


def _front_rows(cell: PlatingCell) -> Iterator[Mechanism]:
    yield _elastic(cell)
    yield _crossing(cell)
    if cell.inputs.electrolyte_strength is not None:
        yield _yielding(cell)
    if cell.inputs.relaxation_time is not None:
        yield _relaxing(cell, cell.inputs.relaxation_time)


def _elastic(cell: PlatingCell) -> Mechanism:
    front, widest = flat_front(cell), cell.inputs.electrode_width
    waves = _waves(cell)
    return Mechanism(
        name="flat front roughens",
        critical_current=front_onset(cell, critical_gradient(front, widest)),
        time=_time(cell, _largest(growth_rate(front, waves)), cell.inputs.roughness * math.e),
        length=critical_wavelength(front) if cell.current else None,
        measure="longest wave held flat",
        depends="moduli, conductivity, electrode width",
        sources=("monroe2005", "johnson1985"),
        note="the time is that of growth by a factor e, while lithium is elastic",
    )


def _crossing(cell: PlatingCell) -> Mechanism:
    """Waves that grow, and that lithium is strong enough to press through."""
    front, waves = flat_front(cell), _waves(cell)
    heights = pressed_height(lithium_pressure(cell, waves), waves, cell.modulus)
    through = waves[heights >= cell.thickness]
    critical = math.inf
    if through.size:
        critical = front_onset(cell, critical_gradient(front, float(through[-1])))
    rate = _largest(growth_rate(front, through)) if through.size else 0.0
    return Mechanism(
        name="flat front crosses, lithium yields",
        critical_current=critical,
        time=_time(cell, rate, cell.thickness),
        length=float(heights[-1]),
        measure="highest wave that lithium can press in",
        depends="creep of lithium, modulus of the electrolyte, electrode width",
        sources=("monroe2005", "johnson1985"),
        note="lithium yields before a wave is deep in anything stiff",
    )


def _yielding(cell: PlatingCell) -> Mechanism:
    front, inputs, pressure = flat_front(cell), cell.inputs, electrolyte_pressure(cell)
    critical = math.inf
    if pressure < math.inf:
        critical = front_onset(cell, front.volume_per_charge * pressure / inputs.roughness)
    free, waves = replace(front, modulus=0.0), np.array([inputs.wavelength])
    rate = _largest(growth_rate(free, waves)) if cell.current > critical else 0.0
    return Mechanism(
        name="flat front crosses, electrolyte yields",
        critical_current=critical,
        time=_time(cell, rate, cell.thickness),
        length=held_height(front, pressure) if cell.current and pressure < math.inf else None,
        measure="height that the electrolyte holds",
        depends="strength of the electrolyte against lithium's, roughness, conductivity",
        sources=("monroe2005", "johnson1985"),
        note="only if the electrolyte is weaker than lithium",
    )


def _relaxing(cell: PlatingCell, relaxation_time: float) -> Mechanism:
    front, waves = flat_front(cell), _waves(cell)
    free = replace(front, modulus=0.0)
    rates = relaxing_growth_rate(front, waves, relaxation_time)
    return Mechanism(
        name="flat front crosses, electrolyte relaxes",
        critical_current=front_onset(cell, critical_gradient(free, cell.inputs.electrode_width)),
        time=_time(cell, _largest(rates), cell.thickness),
        length=critical_wavelength(free) if cell.current else None,
        measure="longest wave held by surface energy",
        depends="relaxation time, moduli, conductivity",
        sources=("monroe2005",),
        note="a stress that relaxes only slows waves down",
    )


def _waves(cell: PlatingCell) -> FloatArray:
    """Wavelengths that the electrode has room for, the longest last [m]."""
    return np.geomspace(cell.inputs.electrode_width / 1e6, cell.inputs.electrode_width, _WAVES)


def _largest(rates: FloatArray) -> float:
    """The largest growth rate [1/s]; 0 if no wave grows."""
    return max(0.0, float(np.max(rates)))


def _time(cell: PlatingCell, rate: float, height: float) -> float | None:
    """Time in which the roughness grows to a height [s]."""
    if cell.current == 0:
        return None
    growth = max(0.0, math.log(height / cell.inputs.roughness))
    return growth / rate if rate > 0 else math.inf


def front_lines(cell: PlatingCell) -> Iterator[Expectation]:
    """What `filasse estimate front` tells."""
    front, inputs, solid = flat_front(cell), cell.inputs, cell.config.electrolyte
    part = given_way(cell.modulus, cell.lithium_modulus)
    yield Expectation("contact modulus E*", front.modulus / 1e9, "GPa", "lithium and electrolyte")
    if front.conductivity != cell.conductivity:
        note = f"{10 * cell.conductivity:.3g} mS/cm, and the salt that runs low at the anode"
        yield Expectation("conductivity felt", 10 * front.conductivity, "mS/cm", note)
    reason = runs_out(cell)
    if (salt := salt_of(cell)) is not None and reason:
        limit = limiting_current(salt, cell.thickness) / 10
        yield Expectation("limiting current", limit, "mA/cm^2", reason)
    elif cell.current:
        longest = critical_wavelength(front)
        note = "pi E* V_m kappa/(F i), and surface energy: shorter waves are held flat"
        yield Expectation("critical wavelength", 1e3 * longest, "mm", note)
        note = f"the electrolyte gives way by {part:.2g} of what is plated"
        yield Expectation("the same, stiff electrolyte", 1e3 * longest / part, "mm", note)
    widest = front_onset(cell, critical_gradient(front, inputs.electrode_width)) / 10
    note = f"waves as long as the electrode, {1e3 * inputs.electrode_width:.3g} mm"
    yield Expectation("critical current, elastic", widest, "mA/cm^2", note)
    if cell.current and not reason:
        yield from _height_lines(cell, front)
    lithium = inputs.lithium_youngs_modulus / (2 * (1 + inputs.lithium_poisson_ratio))
    ratio = solid.youngs_modulus / (2 * (1 + solid.poisson_ratio)) / lithium
    note = f"Monroe and Newman: polymers need about {MONROE_NEWMAN:g}; inorganic solids differ"
    yield Expectation("shear modulus over lithium's", ratio, "", note)


def _height_lines(cell: PlatingCell, front: FlatFront) -> Iterator[Expectation]:
    inputs = cell.inputs
    waves = np.array([inputs.wavelength, inputs.electrode_width])
    pressures = lithium_pressure(cell, waves)
    for length, pressure in zip(waves, pressures, strict=True):
        note = f"{CONSTRAINT:.3g} x its flow stress as waves of {_length(length)} are plated"
        yield Expectation("lithium bears", pressure / 1e6, "MPa", note)
    heights = pressed_height(pressures, waves, cell.modulus)
    for length, height in zip(waves, heights, strict=True):
        note = f"highest wave of {_length(length)} that this presses into the electrolyte"
        yield Expectation("height pressed in", 1e6 * height, "um", note)
    rate = float(growth_rate(replace(front, modulus=0.0), waves[:1])[0])
    note = f"of waves of {_length(waves[0])} by a factor e, if only surface energy holds them"
    yield Expectation("growth time", 1 / rate / 3600 if rate > 0 else math.inf, "h", note)


def _length(value: float) -> str:
    return f"{1e3 * value:.3g} mm" if value >= 1e-3 else f"{1e6 * value:.3g} um"
