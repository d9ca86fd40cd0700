"""A whisker that bursts its shell of Li2CO3, buckles, or pushes (Tang 2021, section 2.3)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.physics.stability.whisker import (
    Whisker,
    bending_modulus,
    buckling_length,
    buckling_stress,
    burst_pressure,
    composite_modulus,
    growth_stress,
)

MEASURED_YIELD = 244e6
"""Largest yield strength of whiskers, Zhang et al. 2020, in its abstract [Pa]."""


def whisker_of(cell: PlatingCell) -> Whisker:
    """The assumed whisker."""
    inputs = cell.inputs
    return Whisker(
        radius=inputs.whisker_radius,
        shell_thickness=inputs.shell_thickness,
        core_modulus=inputs.whisker_modulus,
        shell_modulus=inputs.shell_modulus,
        shell_strength=inputs.shell_strength,
    )


def whisker_mechanism(cell: PlatingCell) -> Mechanism:
    """A whisker that bursts its shell; how fast it then grows is not estimated."""
    whisker = whisker_of(cell)
    stress = growth_stress(cell.drop, cell.volume_per_charge)
    return Mechanism(
        name="whisker bursts its shell",
        critical_current=cell.current_at(_burst_drop(cell, whisker)),
        time=math.inf if 0 < cell.current < cell.current_at(_burst_drop(cell, whisker)) else None,
        length=buckling_length(whisker, stress) if stress > 0 else None,
        measure="longest that pushes without buckling",
        depends="shell thickness and strength, interface resistance",
        sources=("tang2021", "zhang2020", "timoshenko1961"),
        note="only where it has room: in a void, or beside a gap",
    )


def whisker_lines(cell: PlatingCell) -> Iterator[Expectation]:
    """What `filasse estimate whisker` tells."""
    whisker, length = whisker_of(cell), cell.inputs.whisker_length
    note = "along it, by areas of core and shell"
    yield Expectation("composite modulus", composite_modulus(whisker) / 1e9, "GPa", note)
    yield Expectation("bending modulus", bending_modulus(whisker) / 1e9, "GPa", "by second moments")
    stress = growth_stress(cell.drop, cell.volume_per_charge)
    if stress > 0:
        note = f"F eta/V_m at {1e3 * cell.drop:.3g} mV; up to 130 MPa measured (Zhang 2020)"
        yield Expectation("growth stress", stress / 1e6, "MPa", note)
        longest = 1e6 * buckling_length(whisker, stress)
        yield Expectation("buckles under it from", longest, "um", "both ends held (Euler)")
    bearable = buckling_stress(whisker, length) / 1e6
    note = f"{1e6 * length:.3g} um long, both ends held"
    yield Expectation("buckling stress", bearable, "MPa", note)
    voltage = 1e9 * bearable * cell.volume_per_charge
    yield Expectation("voltage of that stress", voltage, "mV", "more only buckles it")
    yielding = 1e3 * MEASURED_YIELD * cell.volume_per_charge
    note = "of the largest yield strength measured, 244 MPa (Zhang 2020)"
    yield Expectation("voltage at yield", yielding, "mV", note)
    yield Expectation("bursts its shell at", burst_pressure(whisker) / 1e6, "MPa", "Lame's tube")
    drop = _burst_drop(cell, whisker)
    yield Expectation("voltage that bursts it", 1e3 * drop, "mV", "beyond the stack pressure")
    yield Expectation("current that bursts it", cell.current_at(drop) / 10, "mA/cm^2", "")


def _burst_drop(cell: PlatingCell, whisker: Whisker) -> float:
    excess = burst_pressure(whisker) - cell.config.mechanics.stack_pressure
    return max(0.0, excess) * cell.volume_per_charge
