"""Tables of presets and of expectations."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from filasse import materials
from filasse.estimates.expectations import Expectation
from filasse.estimates.verdict import verdict
from filasse.estimates.weakest_flaw import weakest_flaw

if TYPE_CHECKING:
    from filasse.config import Config
    from filasse.sweep.plan import Plan, Value

MOST_RUNS = 100
"""Rows of a table of runs; more are only counted."""
MOST_NOTES = 10
"""Notes on the runs of a sweep, which differ in their numbers; more are only counted."""


def materials_table() -> Table:
    """All presets."""
    table = Table("preset", "for", "what it is", title="Material presets")
    for name in sorted(materials.names(), key=lambda item: (materials.load(item).kind, item)):
        material = materials.load(name)
        table.add_row(material.name, material.kind, material.title)
    return table


def material_table(material: materials.Material, base: str | None = None) -> Table:
    """The values of one material, with their sources.

    Args:
        material: a preset, or one of the user's own.
        base: preset that supplies what the user's does not give.
    """
    caption = None if base is None else f"everything else: preset {base}"
    title = ": ".join(filter(None, (material.name, material.title)))
    table = Table(title=title, caption=caption)
    for heading in ("key", "value", "source", "note"):
        table.add_column(heading, overflow="fold")
    for item in material.values:
        table.add_row(item.key, str(item.value), item.source, item.note)
    return table


def expectation_table(expectations: Iterable[Expectation]) -> Table:
    """What theory expects of a configuration."""
    table = Table("quantity", "value", "unit", "note", title="What to expect")
    for item in expectations:
        value = item.value if isinstance(item.value, str) else f"{item.value:.4g}"
        table.add_row(item.name, value, item.unit, item.note)
    return table


def verdict_table(plan: Plan) -> Table:
    """What theory expects of every run of a sweep."""
    words = [verdict(run.config).word for run in plan.runs]
    counted = ", ".join(f"{count} x {word}" for word, count in Counter(words).items())
    left_out = len(words) - MOST_RUNS
    more = f"{left_out} more runs are left out" if left_out > 0 else None
    keys = list(dict.fromkeys(key for run in plan.runs for key in run.values))
    table = Table(title=f"What to expect: {counted}", caption=more)
    for heading in (*(_short(key, keys) for key in keys), "critical current", "expect"):
        table.add_column(heading, overflow="fold")
    for run, word in zip(plan.runs[:MOST_RUNS], words, strict=False):
        values = (_shown(run.values.get(key)) for key in keys)
        table.add_row(*values, _critical(run.config), word)
    return table


def run_notes(plan: Plan) -> Iterator[str]:
    """What is allowed but odd in runs of a sweep, and in how many of them."""
    counted = Counter(note for run in plan.runs for note in run.config.notes)
    for note, count in counted.most_common(MOST_NOTES):
        few = "" if count == len(plan.runs) else f" ({count} of {len(plan.runs)} runs)"
        yield f"{note}{few}"
    if len(counted) > MOST_NOTES:
        yield f"{len(counted) - MOST_NOTES} more such notes stand in the logs of the runs"


def _short(key: str, keys: Iterable[str]) -> str:
    """The last word of a key, or all of it if another one ends alike."""
    last = key.rpartition(".")[2]
    alone = sum(other.rpartition(".")[2] == last for other in keys) == 1
    return last if alone else key


def _shown(value: Value | None) -> str:
    if value is None:
        return ""
    number = f"{value.value:.6g}" if isinstance(value.value, float) else str(value.value)
    return f"{number} {value.unit}".rstrip()


def _critical(config: Config) -> str:
    """The critical current of the weakest flaw, where a closed form tells one."""
    weakest = weakest_flaw(config) if config.geometry.mesh_file is None else None
    if weakest is None:
        return "-"
    if weakest.critical is None:
        return f"> {weakest.blocked / 10:.3g} mA/cm^2"
    return f"{weakest.critical / 10:.3g} mA/cm^2" if weakest.critical < math.inf else "never"
