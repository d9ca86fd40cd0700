"""Conditions on which keys have an effect, and what to say where they are not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from filasse.config.sections.geometry import GRAIN_PREFIX
from filasse.config.sections.loading import Ramp, Repeat, Step
from filasse.constants import REFERENCE_TEMPERATURE

if TYPE_CHECKING:
    from filasse.config.sections.model import Config

type Key = tuple[str | int, ...]
type Condition = Callable[[Config, Key], Unmet | None]


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


def at(config: Config, key: Key) -> Any:
    """The value at a key."""
    return reduce(part_of, key, config)


def always(*names: str) -> dict[str, Condition]:
    """Keys that the solver always reads."""
    return dict.fromkeys(names, lambda config, key: None)


def under(condition: Condition, *names: str) -> dict[str, Condition]:
    """Keys that share a condition."""
    return dict.fromkeys(names, condition)


def when(test: Callable[[Config], bool], lacking: str, remedy: str) -> Condition:
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

    def condition(config: Config, key: Key) -> Unmet | None:
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

    def condition(config: Config, key: Key) -> Unmet | None:
        inside = config.geometry.inside.image if name == "image" else config.geometry.mesh_file
        return None if inside is None else Unmet(message, "delete one of them", is_error=True)

    return condition


def both(*conditions: Condition) -> Condition:
    """All of these; the first that is not met is told."""

    def condition(config: Config, key: Key) -> Unmet | None:
        return next(filter(None, (check(config, key) for check in conditions)), None)

    return condition


def _temperatures(config: Config) -> Iterator[float]:
    yield config.temperature
    for step in leaves(config.protocol.steps):
        if step.temperature is not None:
            yield step.temperature


def leaves(steps: tuple[Step | Ramp | Repeat, ...]) -> Iterator[Step | Ramp]:
    """Steps and ramps in the order in which they first run."""
    for step in steps:
        if isinstance(step, Repeat):
            yield from leaves(step.steps)
        else:
            yield step


def starts_at_temperature(config: Config) -> bool:
    """Whether the first step runs at the temperature of the configuration."""
    first = next(leaves(config.protocol.steps), None)
    return first is None or first.temperature is None


def drives_plating(config: Config) -> bool:
    """Whether lithium is plated at a current that is set."""
    steps = leaves(config.protocol.steps)
    plates = (isinstance(step, Ramp) or (step.current_density or 0.0) > 0.0 for step in steps)
    return config.protocol.current_density is not None or any(plates)


def stops_above_rest(config: Config) -> bool:
    """Whether the voltage can fall to `stop_voltage` while lithium is plated."""
    limit = config.protocol.stop_voltage
    return limit is None or limit > config.counter_electrode.equilibrium_potential


def has_grains(config: Config) -> bool:
    """Whether the slab has grains: drawn, in an image, or in a mesh file."""
    geometry = config.geometry
    if geometry.mesh_file is not None:
        areas = geometry.drawing.areas if geometry.drawing is not None else ()
        return any(name.startswith(GRAIN_PREFIX) for name in areas)
    return geometry.grain_size is not None or geometry.inside.image is not None


def draws_bands(config: Config) -> bool:
    """Whether bands are put between grains, rather than brought by a mesh file."""
    drawing = config.geometry.drawing
    return drawing is None or "grain_boundary" not in drawing.areas


def with_mesh_file(config: Config, key: Key) -> Unmet | None:
    """There is a mesh file."""
    missing = Unmet("is given without a mesh_file", "delete it", is_error=True)
    return missing if config.geometry.mesh_file is None else None


def in_space(config: Config, key: Key) -> Unmet | None:
    """The slab is three-dimensional."""
    flat = Unmet("needs a slab with a depth", "give geometry.depth, or delete it", is_error=True)
    return flat if config.geometry.depth is None else None


def in_plane(why: str, remedy: str) -> Condition:
    """The slab is a cross-section.

    Args:
        why: read after "in a slab with a depth,".
        remedy: what to do.
    """
    return when(
        lambda config: config.geometry.depth is None, f"in a slab with a depth, {why}", remedy
    )


def draws(config: Config) -> bool:
    """Whether grains or pores are drawn at random."""
    inside = config.geometry.inside
    return inside.image is None and (inside.grains is not None or inside.pores is not None)


def leaks(config: Config) -> bool:
    """Whether the electrolyte conducts electrons."""
    return config.electrolyte.leakage is not None


def has_cracks(config: Config) -> bool:
    """Whether anything can grow."""
    return config.geometry.flaw_count > 0 or (leaks(config) and has_pores(config))


def has_pores(config: Config) -> bool:
    """Whether a crack could leave a pore."""
    geometry = config.geometry
    given = geometry.mesh_file is not None or geometry.inside.image is not None
    return given or geometry.pore_count > 0


def shows_pores(config: Config) -> bool:
    """Whether the image has pores."""
    image = config.geometry.inside.image
    return image is not None and "pore" in image.phases.values()


def draws_pores(config: Config, key: Key) -> Unmet | None:
    """Random pores are at least one."""
    pores = config.geometry.inside.pores
    if pores is not None and not (pores.number or pores.porosity):
        return Unmet("draws no pore", "give a number or a porosity above 0, or delete it")
    return None


def _counter_takes(name: str) -> Callable[[Config], bool]:
    """Whether the counter electrode has its value from the interface and uses it."""

    def test(config: Config) -> bool:
        counter = config.counter_electrode
        same = getattr(counter, name) == getattr(config.interface, name)
        return counter.kind == "butler_volmer" and same

    return test


def kinetic(name: str, *laws: str) -> Condition:
    """The interface follows one of these laws, or hands its value to the counter electrode."""
    has_law, takes = chosen("interface.kinetics", *laws), _counter_takes(name)
    return lambda config, key: None if takes(config) else has_law(config, key)


def creep_counts(config: Config) -> bool:
    """Whether the power law of lithium is used, in cracks or by the foil."""
    lithium, anode = config.lithium, config.anode
    foil = anode.law == "power_law" or lithium.flow == "mobile"
    return lithium.flow == "creep" or (anode.kind == "foil" and foil)


def diffusion_counts(config: Config) -> bool:
    """Whether diffusional creep is used, in cracks or by the foil."""
    anode = config.anode
    return config.lithium.flow == "creep" or (anode.kind == "foil" and anode.law == "power_law")


def has_properties(config: Config, key: Key) -> Unmet | None:
    """A region differs from what is around it."""
    region = config.geometry.regions[int(key[2])]
    if region.name in config.electrolyte.regions:
        return None
    message = "has no properties in electrolyte.regions, so it is like the electrolyte"
    return Unmet(message, f"add electrolyte.regions.{region.name}, or delete the region")


def is_oblong(config: Config, key: Key) -> Unmet | None:
    """A pore can be turned."""
    pore = config.geometry.inside.placed_pores[int(key[3])]
    circle = Unmet("has no effect on a circle", "set aspect above 1, or delete it")
    return circle if pore.aspect == 1.0 else None


def without_path(config: Config, key: Key) -> Unmet | None:
    """A flaw is given by numbers."""
    flaw = config.geometry.flaws[int(key[2])]
    return Unmet("only repeats what `path` says", "delete it") if flaw.path else None


def is_several(config: Config, key: Key) -> Unmet | None:
    """A ramp has more than one current."""
    ramp = at(config, key)
    if ramp.stop - ramp.start >= ramp.increment * (1 - 1e-9):
        return None
    message = "has an increment beyond its stop, so there is only one current"
    return Unmet(message, "reduce the increment, or write a single step")


def is_warm(config: Config) -> bool:
    """Whether any temperature is not the one that values are given at."""
    return any(kelvin != REFERENCE_TEMPERATURE for kelvin in _temperatures(config))


def scatters(config: Config) -> bool:
    """Whether grains differ at all."""
    scatter = config.electrolyte.scatter
    return scatter is not None and scatter.toughness + scatter.modulus > 0.0


def interface_reacts(config: Config) -> bool:
    """Whether an exchange current counts anywhere."""
    is_counter = config.counter_electrode.kind == "butler_volmer"
    return config.interface.kinetics != "ideal" or is_counter


def cleaves(config: Config) -> bool:
    """Whether crystals are weaker along some planes."""
    cleavage = config.electrolyte.cleavage
    return cleavage is None or cleavage.ratio > 1.0


def turned(config: Config) -> bool:
    """Whether the orientations of cleaving crystals are given."""
    cleavage = config.electrolyte.cleavage
    return cleavage is not None and (
        cleavage.orientation is not None or len(cleavage.orientations) > 0
    )
