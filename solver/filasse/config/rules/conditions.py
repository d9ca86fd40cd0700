"""Conditions on which keys have an effect, and what to say where they are not met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.config_facts import any_grains, has_cracks, is_warm

type Key = tuple[str | int, ...]
type Condition = Callable[[AllSections, Key], Unmet | None]


ITEM = ""
"""Stands for a whole item of a list."""


class Unmet(NamedTuple):
    """Why a key has no effect, to be read after the key, and what to do."""

    message: str
    remedy: str
    is_error: bool = False


def part_of(section: Any, part: str | int) -> Any:
    """A value inside a section, a list or a mapping."""
    if isinstance(section, tuple):
        return section[int(part)]
    return section[part] if isinstance(section, dict) else getattr(section, str(part))


def at(config: AllSections, key: Key) -> Any:
    """The value at a key."""
    return reduce(part_of, key, config)


def always(*names: str) -> dict[str, Condition]:
    """Keys that the solver always reads."""
    return dict.fromkeys(names, lambda config, key: None)


def under(condition: Condition, *names: str) -> dict[str, Condition]:
    """Keys that share a condition."""
    return dict.fromkeys(names, condition)


def when(test: Callable[[AllSections], bool], lacking: str, remedy: str) -> Condition:
    """A condition on the configuration.

    Args:
        test: whether the key has an effect.
        lacking: read after "has no effect".
        remedy: what to do.
    """
    unmet = Unmet(f"has no effect {lacking}", f"{remedy}, or delete it")
    return lambda config, key: None if test(config) else unmet


def chosen(name: str, *values: str, error: str = "") -> Condition:
    """The key ``name`` has one of these values.

    Args:
        name: dotted key.
        values: that make the key effective.
        error: message, where ignoring the key would deceive; ``{value}`` stands for the choice.
    """

    def condition(config: AllSections, key: Key) -> Unmet | None:
        value = at(config, tuple(name.split(".")))
        if value in values:
            return None
        message = error or f"has no effect with {name}: {{value}}"
        remedy = f"set {name} to {' or '.join(values)}, or delete it"
        return Unmet(message.format(value=value), remedy, bool(error))

    return condition


def by_kind(name: str, reads: Mapping[str, tuple[str, ...]]) -> dict[str, Condition]:
    """Conditions of keys that only some kinds of a law read.

    Args:
        name: dotted key of the kind.
        reads: such keys, by kind.
    """
    keys = {key: None for row in reads.values() for key in row}
    return {key: chosen(name, *(kind for kind, row in reads.items() if key in row)) for key in keys}


def alone(name: str, message: str) -> Condition:
    """The geometry has no ``name``, which would bring its own."""

    def condition(config: AllSections, key: Key) -> Unmet | None:
        inside = config.geometry.inside.image if name == "image" else config.geometry.mesh_file
        return None if inside is None else Unmet(message, "delete one of them", is_error=True)

    return condition


def beside_body(config: AllSections, key: Key) -> Unmet | None:
    """A mesh file brings its own inside, but that of a body has no grains, and no regions exist."""
    content, inside = config.geometry.mesh_content, config.geometry.inside
    if config.geometry.mesh_file is None:
        return None
    if content is None or not content.is_body:
        return Unmet(
            "is given beside a mesh_file, which has its own", "delete one of them", is_error=True
        )
    if inside.placed_pores and key[-1] == "microstructure":
        message = "has pores beside a mesh_file, which is meshed without"
        return Unmet(message, "delete one of the two", is_error=True)
    return None


def both(*conditions: Condition) -> Condition:
    """All of these; the first that is not met is told."""

    def condition(config: AllSections, key: Key) -> Unmet | None:
        return next(filter(None, (check(config, key) for check in conditions)), None)

    return condition


def with_mesh_file(config: AllSections, key: Key) -> Unmet | None:
    """There is a mesh file."""
    missing = Unmet("is given without a mesh_file", "delete it", is_error=True)
    return missing if config.geometry.mesh_file is None else None


def in_space(config: AllSections, key: Key) -> Unmet | None:
    """The slab is three-dimensional."""
    flat = Unmet("needs a slab with a depth", "give geometry.depth, or delete it", is_error=True)
    return flat if config.geometry.depth is None else None


def in_plane(why: str, remedy: str = "") -> Condition:
    """The slab is a cross-section.

    Args:
        why: read after "in a slab with a depth,".
        remedy: what to do; by default, to make it a cross-section.
    """

    def condition(config: AllSections, key: Key) -> Unmet | None:
        of_file = config.geometry.mesh_file is not None
        flatten = "give a mesh_file of triangles" if of_file else "delete geometry.depth"
        is_flat = config.geometry.depth is None
        lacking = f"in a slab with a depth, {why}"
        return when(lambda _: is_flat, lacking, remedy or flatten)(config, key)

    return condition


def draws_pores(config: AllSections, key: Key) -> Unmet | None:
    """Random pores are at least one."""
    pores = config.geometry.inside.pores
    if pores is not None and not (pores.number or pores.porosity):
        return Unmet("draws no pore", "give a number or a porosity above 0, or delete it")
    return None


def _counter_takes(name: str) -> Callable[[AllSections], bool]:
    """Whether the counter electrode has its value from the interface and uses it."""

    def test(config: AllSections) -> bool:
        counter = config.counter_electrode
        same = getattr(counter, name) == getattr(config.interface, name)
        return counter.kind == "butler_volmer" and same

    return test


def kinetic(name: str, *laws: str) -> Condition:
    """The interface follows one of these laws, or hands its value to the counter electrode."""
    has_law, takes = chosen("interface.kinetics", *laws), _counter_takes(name)
    return lambda config, key: None if takes(config) else has_law(config, key)


def has_properties(config: AllSections, key: Key) -> Unmet | None:
    """A region differs from what is around it."""
    region = config.geometry.regions[int(key[2])]
    if region.name in config.electrolyte.regions:
        return None
    message = "has no properties in electrolyte.regions, so it is like the electrolyte"
    return Unmet(message, f"add electrolyte.regions.{region.name}, or delete the region")


def is_oblong(config: AllSections, key: Key) -> Unmet | None:
    """A pore can be turned."""
    pore = config.geometry.inside.placed_pores[int(key[3])]
    circle = Unmet("has no effect on a circle", "set aspect above 1, or delete it")
    return circle if pore.aspect == 1.0 else None


def without_path(config: AllSections, key: Key) -> Unmet | None:
    """A flaw is given by numbers."""
    flaw = config.geometry.flaws[int(key[2])]
    return Unmet("only repeats what `path` says", "delete it") if flaw.path else None


def is_several(config: AllSections, key: Key) -> Unmet | None:
    """A ramp has more than one current."""
    ramp = at(config, key)
    if ramp.stop - ramp.start >= ramp.increment * (1 - 1e-9):
        return None
    message = "has an increment beyond its stop, so there is only one current"
    return Unmet(message, "reduce the increment, or write a single step")


CRACKS = when(has_cracks, "without a flaw", "add geometry.flaws")
GRAINS = when(any_grains, "without grains", "add geometry.microstructure.grains")
WARM = when(is_warm, "at 298.15 K", "set a temperature")
"""Values with an activation energy are given at 298.15 K."""
