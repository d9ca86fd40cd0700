"""Fracture of the electrolyte by lithium in its longest flaw (Nernst and Griffith)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.estimates.caveats import left_out_of_cracks
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.estimates.weakest_flaw import WeakestFlaw, weakest_flaw
from filasse.physics.stability.crack_time import crack_speed_factor, crossing_time, filling_time

SOURCES = ("tang2021", "griffith1921")


def crack_mechanisms(cell: PlatingCell) -> Iterator[Mechanism]:
    """A crack from the longest flaw, with lithium held in it and with lithium creeping out."""
    weakest = weakest_flaw(cell.config)
    if weakest is None:
        return
    name = f"crack from {weakest.name}"
    depends = "K_IC, flaw length, interface resistance, stack pressure"
    note = "at the soonest: all lithium plated in the crack stays in it"
    if cell.config.geometry.depth is not None:
        note = f"at least {weakest.blocked / 10:.3g} mA/cm^2; how fast it grows in a slab with a "
        note += "depth is not estimated"
    if missing := ", ".join(left_out_of_cracks(cell.config)):
        note += f"; leaves out {missing}"
    length, measure = weakest.flaw.length, "flaw"
    if weakest.leaks:
        time, of_creep = _time(cell, weakest), "creep of lithium"
        yield Mechanism(
            f"{name}, lithium creeps out",
            *(weakest.critical, time, length, measure, f"{depends}, {of_creep}", SOURCES, note),
        )
        return
    time = _time(cell, weakest)
    yield Mechanism(
        f"{name}, lithium held in",
        *(weakest.blocked, time, length, measure, depends, SOURCES, note),
    )


def _time(cell: PlatingCell, weakest: WeakestFlaw) -> float | None:
    """Time to fill the flaw and cross the slab [s]; None where theory tells none."""
    if cell.current == 0:
        return None
    if cell.current <= weakest.limit:
        return math.inf
    if cell.config.geometry.depth is not None:
        return None
    flaw = weakest.flaw
    factor = crack_speed_factor(cell.current, flaw.modulus, flaw.toughness, flaw.volume_per_charge)
    end = cell.thickness - cell.config.growth.short_circuit_distance
    return filling_time(flaw.length, factor) + crossing_time(
        flaw.length, max(flaw.length, end), factor
    )
