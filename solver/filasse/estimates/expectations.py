"""What theory expects of a configuration, in closed form, before anything is solved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from filasse.config import Config
from filasse.estimates.cost import expected_cost
from filasse.estimates.memory import memory_note
from filasse.estimates.verdict import STAYS, verdict
from filasse.estimates.weakest_flaw import WeakestFlaw, charge_transfer, weakest_flaw

BLOCKED = "blocked-crack critical current"
CRITICAL = "critical current"


RANKS = (2, 16)
"""On which the cost of a slab with a depth is told beside that on one."""


class Expectation(NamedTuple):
    """One line of what to expect: a number in a unit that people use, and what it means."""

    name: str
    value: float
    unit: str
    note: str


def expectations(config: Config) -> tuple[Expectation, ...]:
    """The numbers that `filasse validate` prints for a configuration."""
    weakest = weakest_flaw(config)
    about_flaw = () if weakest is None else _about_flaw(weakest, _form(config))
    return (*about_flaw, *_about_microstructure(config), *_about_cost(config))


def _form(config: Config) -> str:
    """As what closed forms see a flaw."""
    return "an edge crack" if config.geometry.depth is None else "a surface crack"


def _about_flaw(weakest: WeakestFlaw, form: str) -> Iterator[Expectation]:
    flaw = weakest.flaw
    where = f"uniform, K = K_IC; {weakest.name} as {form}, {flaw.shape:.3g} p sqrt(pi a)"
    yield Expectation("critical lithium pressure", flaw.critical_pressure / 1e6, "MPa", where)
    voltage = 1e3 * flaw.critical_overpotential
    yield Expectation("Nernst-Griffith overpotential", voltage, "mV", "below it, no growth")
    note = "if no lithium can leave the crack"
    yield Expectation(BLOCKED, weakest.blocked / 10, "mA/cm^2", note)
    if weakest.critical is not None and weakest.critical != weakest.blocked:
        note = "lithium creeps out of its mouth; a steady state, good to some 5 %"
        note = "never: lithium leaves the crack" if math.isinf(weakest.critical) else note
        yield Expectation(CRITICAL, weakest.critical / 10, "mA/cm^2", note)
    wagner = flaw.conductivity * charge_transfer(flaw.kinetics) / flaw.length
    yield Expectation("Wagner number", wagner, "", "large: even plating; small: plating at the tip")


def _about_microstructure(config: Config) -> Iterator[Expectation]:
    geometry = config.geometry
    size = geometry.grain_size
    if size is not None:
        note = f"of {1e6 * size:.3g} um on average"
        if geometry.depth is None:
            note += "; short edges are merged, so a few less remain"
        yield Expectation("grains", geometry.grain_count, "", note)
    if geometry.pore_count:
        joined = geometry.inside.joined
        yield Expectation("pores", geometry.pore_count, "", f"{joined} joined to the anode")
    if geometry.random_flaws is not None:
        note = f"{len(geometry.flaws)} given, {geometry.random_flaws.number} drawn at random"
        yield Expectation("flaws", geometry.flaw_count - geometry.inside.joined, "", note)


def _about_cost(config: Config) -> tuple[Expectation, ...]:
    grows = verdict(config).word not in STAYS
    cost = expected_cost(config, grows=grows)
    cells, unknowns = _rough(cost.cells), _rough(cost.unknowns)
    capped = cost.steps == config.growth.max_steps
    steps, straight = "growth steps to short circuit", "if the filament goes straight"
    if capped:
        steps, straight = "growth steps", "no more: growth.max_steps"
    time = f"rough, one core; if {'it grows' if grows else 'no flaw grows'}"
    if config.geometry.depth is not None:
        time += f"; {cost.solver} solver{_on_ranks(config, grows)}"
    return (
        Expectation("mesh cells", cells, "", "rough, at the start"),
        Expectation("unknowns", unknowns, "", "displacement and potential, rough"),
        Expectation(steps, cost.steps, "", straight),
        Expectation("run time", _rough(cost.time / 60.0), "min", time),
        Expectation("memory", _rough(cost.memory / 1e9), "GB", memory_note(cost.memory)),
    )


def _on_ranks(config: Config, grows: bool) -> str:
    """Time and memory on several ranks of a node, and the solver, in words."""
    words = []
    for ranks in RANKS:
        cost = expected_cost(config, grows=grows, ranks=ranks)
        words.append(
            f"{ranks} ranks: {_rough(cost.time / 60):g} min, "
            f"{_rough(cost.memory / 1e9):g} GB each, {cost.solver}"
        )
    return "; ".join(["", *words])


def _rough(value: float) -> float:
    """Two digits: more would be a promise."""
    return float(f"{value:.2g}")
