"""What a reader of a result asks: what is assumed, how converged it is, how certain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from filasse.config import Config
from filasse.config.reading.own_materials.material_files import OwnMaterial
from filasse.config.rules.config_facts import why_error_is_least
from filasse.estimates.verdict import verdict
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.output.run_result import RunResult
from filasse.records.accuracy import is_prescribed
from filasse.report.balances import balances
from filasse.report.citations import ASSUMED, USUAL, values_by_source
from filasse.report.own_values import kept_materials
from filasse.units import format_quantity

_UNPUBLISHED = {
    ASSUMED: "No one measured these values, which are orders of magnitude",
    USUAL: "These are usual values, from no one measurement",
}

STEP = 1.1
"""Factor by which an input is changed to see what depends on it."""

LEAST_EFFECT = 0.005
"""Relative change that is not worth a line."""


class Answer(NamedTuple):
    """A question and what is to be said to it, in sentences."""

    question: str
    lines: tuple[str, ...]


def answers(result: RunResult) -> list[Answer]:
    """Answer what a reviewer asks first.

    Args:
        result: run with at least one time step.
    """
    try:
        config = Config.model_validate(result.info["config"])
    except ValidationError:  # of another version: what only the series tells is left
        return [Answer("How converged is it?", tuple(_converged(result, None)))]
    return [
        Answer("What is assumed?", tuple(assumed(config, kept_materials(result.folder)))),
        Answer("How converged is it?", tuple(_converged(result, config))),
        Answer("How certain is it?", tuple(_certain(result, config))),
    ]


def assumed(config: Config, own: Sequence[OwnMaterial]) -> Iterator[str]:
    """What stands behind a configuration that no one measured, in sentences.

    Args:
        config: checked.
        own: its material files.
    """
    if config.geometry.depth is None:
        yield "A cross-section in plane strain: a filament is a wall, not a needle."
    else:
        yield "A body whose cracks have curved fronts, in an even electrolyte."
    anode = config.anode
    described = anode.about.described or f"of the kind {anode.kind}"
    if config.own.anode is not None:
        described = f"one of the user's own ({config.own.anode})"
    yield f"The anode is {described}."
    law = config.growth.law.kind
    growth = "when K reaches the toughness (Griffith)" if law == "griffith" else f"by {law} (K)"
    if config.own.growth is not None:
        growth = f"by a law of the user's own ({config.own.growth})"
    yield f"Cracks grow {growth}; crack faces touch without friction."
    values = values_by_source(config.model_dump(mode="json"), own)
    for source, told in _UNPUBLISHED.items():
        if source in values:
            yield f"{told}: {', '.join(sorted(values[source]))}."
    for note in config.notes:
        yield f"Odd, but allowed: {note}."


_RIGHT = (
    "this estimate is right to a factor of two, where cracks run dry or are stripped to one of four"
)


def _converged(result: RunResult, config: Config | None) -> Iterator[str]:
    last = result.series.iloc[-1]
    error, time = float(last.get("time_error", 0.0)), float(last["time"])
    misled = () if config is None else why_error_is_least(config)
    right = "" if misled else f"; {_RIGHT}"
    if error and time and is_prescribed(result.reason):
        yield (
            "The protocol fixes the time of the end. What cracks have grown by then is off by the "
            f"growth of some {abs(error):.2g} s{right}."
        )
    elif error and time:
        share = 100 * abs(error) / time
        yield (
            f"The time is off by some {abs(error):.2g} s of {time:.4g} s ({share:.2g} %), by the "
            f"length of growth steps{right}."
        )
    elif last["growth_step"] > 0:
        yield "The error of the time is not estimated: growth steps are too few, or too long."
    if error and misled:
        yield (
            f"{' '.join(misled)} The estimate is of the time along this way, and leaves out where "
            "cracks go otherwise: it may be far too small. Halve growth.step to see."
        )
    lengths = {} if config is None else _lengths(config)
    if config is not None and lengths:
        shown = (f"{key} {format_quantity(value, 'm', 'um', 3)}" for key, value in lengths.items())
        yield f"Lengths: {', '.join(shown)}; growth.method {config.growth.method}."
    worst = max(balances(result), key=lambda item: item.error, default=None)
    if worst is not None:
        yield f"Its balances hold to {worst.error:.1e} ({worst.name.lower()} the worst)."
    *some, other = (key for key in lengths or _LENGTHS if key != "mesh.far")
    yield (
        "What cells and steps leave over, one run cannot tell: run it again with half of "
        f"{', '.join(some)} and {other}, and compare."
    )


_LENGTHS = ("growth.step", "mesh.tip", "mesh.lip", "mesh.far")


def _lengths(config: Config) -> dict[str, float]:
    """What steps and cells follow, by key [m]; in space `mesh.lip` has no effect."""
    values = (config.growth.step, config.mesh.tip, config.mesh.lip, config.mesh.far)
    lengths = dict(zip(_LENGTHS, values, strict=True))
    if config.geometry.depth is not None:
        del lengths["mesh.lip"]
    return lengths


def _certain(result: RunResult, config: Config) -> Iterator[str]:
    expected = verdict(config)
    ended = "has not ended yet" if result.reason is None else f"ended as {result.reason}"
    yield f"Closed forms expected: {expected.word}. It {ended}."
    yield from _sensitivities(config)
    yield (
        "One slab with one set of flaws: how samples scatter is not in it. Flaws that are drawn "
        "again (a sweep over seeds), `filasse ensemble` and `filasse calibrate` tell that."
    )


def _sensitivities(config: Config) -> Iterator[str]:
    """By how much the critical current changes with the inputs that decide it."""
    weakest = weakest_flaw(config)
    if weakest is None or not 0 < weakest.limit < math.inf:
        return
    found = []
    for name, changed in _changed(config):
        other = weakest_flaw(changed)
        if other is None or not 0 < other.limit < math.inf:
            continue
        effect = other.limit / weakest.limit - 1
        if abs(effect) > LEAST_EFFECT:
            found.append((abs(effect), f"{name} {100 * effect:+.0f} %"))
    if found:
        listed = ", ".join(text for _, text in sorted(found, reverse=True))
        what = "critical current" if weakest.is_known else "critical current of a shut mouth"
        yield f"With 10 % more of an input the {what} changes: {listed} (closed form)."


def _changed(config: Config) -> Iterator[tuple[str, Config]]:
    """The configuration with one input a little larger."""
    tough = config.electrolyte.model_copy(
        update={"fracture_toughness": STEP * config.electrolyte.fracture_toughness}
    )
    yield "toughness", config.model_copy(update={"electrolyte": tough})
    film = config.interface.model_copy(
        update={"film_resistance": STEP * config.interface.film_resistance}
    )
    yield "film resistance", config.model_copy(update={"interface": film})
    flaws = tuple(
        flaw.model_copy(update={"length": STEP * flaw.length}) for flaw in config.geometry.flaws
    )
    if flaws and all(not flaw.path for flaw in config.geometry.flaws):
        longer = config.geometry.model_copy(update={"flaws": flaws})
        yield "length of flaws", config.model_copy(update={"geometry": longer})
