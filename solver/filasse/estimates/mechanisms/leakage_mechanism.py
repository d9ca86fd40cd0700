"""Lithium that electronic leakage plates inside the electrolyte (Han et al. 2019)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.physics.stability.leakage_plating import (
    harmless_conductivity,
    leakage_current,
    lithium_potential,
    plating_depth,
    seed_threshold,
    sphere_fill_time,
)


def drive(cell: PlatingCell) -> float:
    """What plates lithium in a pore that touches the anode, beyond its threshold [V]."""
    potential = cell.config.counter_electrode.equilibrium_potential
    depth = min(cell.inputs.pore_radius, cell.thickness)
    felt = lithium_potential(depth, cell.thickness, potential, cell.drop)
    return -felt - threshold(cell)


def threshold(cell: PlatingCell) -> float:
    """What an empty pore needs: its seed against its curvature, less the anode's pressure [V]."""
    inputs, stack = cell.inputs, cell.config.mechanics.stack_pressure
    volume = cell.volume_per_charge
    return seed_threshold(-stack, inputs.surface_energy, inputs.seed_radius, volume)


def leakage_onset(cell: PlatingCell) -> float:
    """Current density from which a pore beside the anode is plated [A/m^2]."""
    potential = cell.config.counter_electrode.equilibrium_potential
    part = min(cell.inputs.pore_radius / cell.thickness, 1.0)
    needed = threshold(cell) + potential * part
    if needed <= 0:
        return 0.0
    return cell.current_at(needed / (1 - part)) if part < 1 else math.inf


def leakage_mechanism(cell: PlatingCell) -> Mechanism:
    """Leakage fills a pore beside the anode."""
    sigma, over = cell.inputs.electronic_conductivity, drive(cell)
    time: float | None = None
    if sigma is not None and cell.current > 0:
        time = _fill(cell, sigma, over) if over > 0 else math.inf
    return Mechanism(
        name="leakage fills a pore",
        critical_current=leakage_onset(cell),
        time=time,
        length=_reach(cell) if cell.current else None,
        measure="reach from the anode",
        depends="electronic conductivity, pore and seed radius, interface resistance",
        sources=("han2019",),
        note="it then presses on its wall; whether leakage matters is disputed (Fincher 2022)"
        if sigma is not None
        else "no time without --assume electronic_conductivity='1e-8 S/cm'",
    )


def leakage_lines(cell: PlatingCell) -> Iterator[Expectation]:
    """What `filasse estimate leakage` tells."""
    inputs, over = cell.inputs, drive(cell)
    potential = cell.config.counter_electrode.equilibrium_potential
    yield Expectation("drop over the anode's interface", 1e3 * cell.drop, "mV", "eta + R_f i")
    note = f"of a seed of {1e9 * inputs.seed_radius:.3g} nm, 2 gamma V_m/(r F), less stack pressure"
    yield Expectation("threshold", 1e3 * threshold(cell), "mV", note)
    note = "of lithium in a pore beside the anode"
    yield Expectation("onset current", leakage_onset(cell) / 10, "mA/cm^2", note)
    yield Expectation("drive beyond it", 1e3 * over, "mV", "negative: the pore stays empty")
    note = f"from the anode; the counter electrode is at {potential:.3g} V"
    yield Expectation("reach", 1e6 * _reach(cell), "um", note)
    if inputs.electronic_conductivity is not None:
        yield from _electronic(cell, inputs.electronic_conductivity, over)
    if over > 0:
        stop, radius = cell.config.protocol.stop_time, inputs.pore_radius
        most = harmless_conductivity(radius, stop, over, cell.config.lithium.molar_volume)
        note = f"fills the pore just within stop_time, {stop / 3600:.3g} h"
        yield Expectation("harmless electronic conductivity", most / 100, "S/cm", note)


def _electronic(cell: PlatingCell, sigma: float, over: float) -> Iterator[Expectation]:
    potential = cell.config.counter_electrode.equilibrium_potential
    resistance = cell.thickness / cell.conductivity
    if cell.current:
        resistance += cell.drop / cell.current
    leak = leakage_current(sigma, potential, cell.current, resistance, cell.thickness)
    yield Expectation("leakage current", leak / 10 * 1e6, "nA/cm^2", "sigma_e (U + i R)/L")
    if over > 0 and cell.current > 0:
        time = _fill(cell, sigma, over)
        radius = f"{1e6 * cell.inputs.pore_radius:.3g} um"
        note = f"a round pore of radius {radius}, r^2 F/(3 sigma_e dE V_m)"
        yield Expectation("fill time", time / 3600, "h", note)


def _fill(cell: PlatingCell, sigma: float, over: float) -> float:
    volume = cell.config.lithium.molar_volume
    return sphere_fill_time(cell.inputs.pore_radius, sigma, over, volume)


def _reach(cell: PlatingCell) -> float:
    potential = cell.config.counter_electrode.equilibrium_potential
    return plating_depth(cell.thickness, potential, cell.drop, threshold(cell))
