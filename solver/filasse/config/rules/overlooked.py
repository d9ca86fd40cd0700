"""Things that a configuration says and a run never comes to, or only in part: each is noted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.findings import Finding, time_text, um
from filasse.config.sections.loading_section import (
    STRIPS,
    ProtocolSection,
    RampSection,
    RepeatSection,
    StepSection,
)
from filasse.units import format_quantity

type AnyStep = StepSection | RampSection | RepeatSection
type Key = tuple[str | int, ...]

CHANNEL = 1.98
"""Z of a crack that channels through a layer (`filasse.physics.layer_stress`)."""
NEARLY = 1e-9
"""Relative difference that is rounding."""
MOST_VOLTS = 10.0
"""[V] No solid-state cell is held at more."""


def overlooked(config: AllSections) -> Iterator[Finding]:
    """Each thing that has no effect because of what else is written."""
    protocol = config.protocol
    yield from _cut_off(protocol)
    for key, step in _leaves(protocol.steps, ("protocol", "steps")):
        yield from (
            _misses_its_stop(step, key)
            if isinstance(step, RampSection)
            else _ends_before(step, key)
        )
    yield from _beyond_any_cell(config)
    yield from _met_at_once(config)
    yield from _covered_regions(config)
    yield from _empty_properties(config)
    yield from _patches(config)
    yield from _breaking_coating(config)
    yield from _nothing_is_stripped(config)
    yield from _one_lithium_grain(config)


def _leaves(steps: Sequence[AnyStep], key: Key) -> Iterator[tuple[Key, StepSection | RampSection]]:
    for number, step in enumerate(steps):
        if isinstance(step, RepeatSection):
            yield from _leaves(step.steps, (*key, number, "steps"))
        else:
            yield (*key, number), step


def least_time(step: AnyStep) -> float:
    """Shortest time [s] that a step takes unless the run ends within it."""
    if isinstance(step, RepeatSection):
        return step.repeat * sum(map(least_time, step.steps))
    if isinstance(step, RampSection):
        return sum(step.capacity / current for current in step.currents)
    if step.rest is not None:
        return step.rest
    if step.voltage_limit is not None or (step.voltage is not None and step.capacity is not None):
        return 0.0
    return min(_charging(step), math.inf if step.duration is None else step.duration)


def _charging(step: StepSection) -> float:
    """Time [s] in which a constant current passes the capacity of a step."""
    if step.capacity is None or not step.current_density:
        return math.inf
    return step.capacity / abs(step.current_density)


def _cut_off(protocol: ProtocolSection) -> Iterator[Finding]:
    """The first step that `stop_time` does not let end."""
    elapsed, steps = 0.0, protocol.steps
    for number, step in enumerate(steps):
        elapsed += least_time(step)
        if elapsed <= protocol.stop_time * (1 + NEARLY):
            continue
        rest = ", and the steps after it are never reached" if step is not steps[-1] else ""
        message = (
            f"is cut off by stop_time = {time_text(protocol.stop_time)}{rest}: it would end at "
        )
        message += f"{time_text(elapsed)} at the earliest"
        yield Finding(("protocol", "steps", number), message, "raise stop_time, if not meant so")
        return


def _misses_its_stop(ramp: RampSection, key: Key) -> Iterator[Finding]:
    currents = ramp.currents
    if len(currents) > 1 and not math.isclose(currents[-1], ramp.stop, rel_tol=1e-6):
        message = f"is not reached: the increments end at {_current(currents[-1])}"
        yield Finding((*key, "stop"), message, "let the increment divide the range")


def _ends_before(step: StepSection, key: Key) -> Iterator[Finding]:
    """Of a time and a charge at one current the longer has no effect."""
    charging = _charging(step)
    if step.duration is None or math.isinf(charging) or math.isclose(charging, step.duration):
        return
    name, other, end = "duration", "capacity", charging
    if charging > step.duration:
        name, other, end = "capacity", "duration", step.duration
    message = f"has no effect: the {other} ends the step before, after {time_text(end)}"
    yield Finding((*key, name), message, "delete one of the two")


def _ohmic(config: AllSections) -> float:
    """Area resistance [ohm m^2] of electrolyte and film, the least that a cell has."""
    slab = config.geometry.thickness / config.electrolyte.conductivity_at(config.temperature)
    return slab + config.interface.film_resistance


def _beyond_any_cell(config: AllSections) -> Iterator[Finding]:
    """A current whose ohmic drop alone no cell bears."""
    loads: list[tuple[Key, float]] = [
        (("protocol", "current_density"), config.protocol.current_density or 0.0)
    ]
    for key, step in _leaves(config.protocol.steps, ("protocol", "steps")):
        current = step.stop if isinstance(step, RampSection) else step.current_density
        loads.append((key, abs(current or 0.0)))
    key, current = max(loads, key=lambda load: load[1])
    volts = current * _ohmic(config)
    if volts > MOST_VOLTS:
        message = (
            f"takes {volts:.3g} V across electrolyte and film alone, more than the {MOST_VOLTS:g} "
            "V that any cell has"
        )
        yield Finding(key, message, "lower the current, or make the slab thinner")


def _met_at_once(config: AllSections) -> Iterator[Finding]:
    """Voltage limits that the ohmic drop alone exceeds: their steps end as they begin."""
    rest = config.counter_electrode.equilibrium_potential
    leaves = list(_leaves(config.protocol.steps, ("protocol", "steps")))
    warmed = any(step.temperature is not None for _, step in leaves)
    if config.electrolyte.regions or config.interface.patches or warmed:
        return  # they may conduct better
    for key, step in leaves:
        if isinstance(step, RampSection) or step.voltage_limit is None:
            continue
        drop = abs(step.current_density or 0.0) * _ohmic(config)
        if 0.0 < abs(step.voltage_limit - rest) < drop:
            shown = format_quantity(drop, "V", "mV", 3)
            message = f"is met at once: electrolyte and film alone take {shown} at this current"
            yield Finding((*key, "voltage_limit"), message, "raise it, or lower the current")


def _covered_regions(config: AllSections) -> Iterator[Finding]:
    """Regions outside of the slab in part, or below later ones as a whole."""
    geometry = config.geometry
    if not geometry.regions:
        return
    from shapely import Polygon, box

    frame = box(0.0, 0.0, geometry.width, geometry.thickness)
    shapes = [Polygon(r.corners(geometry.width, geometry.thickness)) for r in geometry.regions]
    visible = [shape.intersection(frame) for shape in shapes]
    for number in _covered(visible):
        message = "is covered by the regions after it, which win where regions overlap"
        yield Finding(("geometry", "regions", number), message, "change their order, or delete it")
    for number, (shape, seen) in enumerate(zip(shapes, visible, strict=True)):
        if seen.area < shape.area * (1 - NEARLY):
            size = f"{um(geometry.width)} x {um(geometry.thickness)}"
            message = f"reaches out of the slab of {size}, where it is cut off"
            yield Finding(("geometry", "regions", number), message, "correct its corners")


def _covered(shapes: Sequence[Any]) -> Iterator[int]:
    """Shapes that later ones cover."""
    from shapely import union_all

    for number, shape in enumerate(shapes[:-1]):
        left = shape.difference(union_all(shapes[number + 1 :]))
        if left.area <= NEARLY * shape.area:
            yield number


def _empty_properties(config: AllSections) -> Iterator[Finding]:
    for name, properties in config.electrolyte.regions.items():
        if properties == type(properties)():
            key = ("electrolyte", "regions", name)
            yield Finding(key, "gives nothing, so the region is like the electrolyte", "add values")


def _patches(config: AllSections) -> Iterator[Finding]:
    patches, usual = config.interface.patches, config.interface.film_resistance
    if not patches:
        return
    from shapely import box

    halves = [(patch.position, patch.width / 2) for patch in patches]
    for number in _covered([box(x - half, 0.0, x + half, 1.0) for x, half in halves]):
        message = "is covered by the patches after it, which win where patches overlap"
        yield Finding(("interface", "patches", number), message, "change their order, or delete it")
    if all(patch.film_resistance == usual for patch in patches):
        message = "has the film_resistance of the interface around it, so it has no effect"
        yield Finding(("interface", "patches", 0), message, "give another, or delete it")


def _breaking_coating(config: AllSections) -> Iterator[Finding]:
    """Tension whose steady release rate 1.98 sigma^2 t/E' exceeds K_c^2/E' of a coating."""
    coating = config.interface.coating
    if coating is None or coating.fracture_toughness is None:
        return
    driven = CHANNEL * max(coating.residual_stress, 0.0) ** 2 * coating.thickness
    ratio = driven / coating.fracture_toughness**2
    if ratio >= 1:
        message = f"would crack the coating (G/G_c = {ratio:.3g}); the run keeps it whole"
        remedy = "make it thinner or less stressed, if not meant so"
        yield Finding(("interface", "coating", "residual_stress"), message, remedy)


def _nothing_is_stripped(config: AllSections) -> Iterator[Finding]:
    """An anode that loses contact where no lithium leaves it."""
    if not config.anode.about.ends_without_contact or config.interface.interphase is not None:
        return
    steps = [step for _, step in _leaves(config.protocol.steps, ())]
    held = (step.voltage for step in steps if isinstance(step, StepSection))
    currents = (step.current_density for step in steps if isinstance(step, StepSection))
    rest = config.counter_electrode.equilibrium_potential
    voltages = [v for v in (config.protocol.voltage, *held) if v is not None]
    if any((i or 0.0) < 0.0 for i in currents) or any(v < rest for v in voltages):
        return
    message = "loses no contact here: nothing strips lithium"
    remedy = f"{STRIPS}, or choose a reservoir"
    yield Finding(("anode", "kind"), message, remedy)


def _one_lithium_grain(config: AllSections) -> Iterator[Finding]:
    grains, width = config.interface.lithium_grains, config.geometry.width
    if grains is not None and round(width / grains.size) <= 1:
        message = f"leaves one grain on the slab, which is {um(width)} wide, with one random factor"
        remedy = "reduce it, or scale interface.exchange_current_density instead"
        yield Finding(("interface", "lithium_grains", "size"), message, remedy)


def _current(density: float) -> str:
    return format_quantity(density, "A/m^2", "mA/cm^2", 4)
