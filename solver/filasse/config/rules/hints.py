"""Configurations that are allowed, but probably not what was meant."""

from collections.abc import Iterator

from filasse.config.sections.model import Config


def hints(config: Config) -> tuple[str, ...]:
    """One line for each thing that a user may want to know before the run."""
    return tuple(_hints(config))


def _hints(config: Config) -> Iterator[str]:
    lithium, interface, protocol = config.lithium, config.interface, config.protocol
    yield from _about_inside(config)
    if lithium.mouth == "open" and lithium.flow == "mobile":
        yield (
            "lithium.flow: mobile lithium leaves through an open mouth, so no pressure builds up "
            "above the stack pressure; use flow: creep or mouth: sealed."
        )
    if lithium.flow != "creep" and lithium.strength_factor != 1.0:
        yield f"lithium.strength_factor: has no effect with flow: {lithium.flow}."
    if lithium.flow != "creep" and lithium.size_effect:
        yield f"lithium.size_effect: has no effect with flow: {lithium.flow}."
    if interface.kinetics == "ideal" and interface.film_resistance == 0.0:
        yield "interface.kinetics: without any resistance, tips draw by far the most current."
    voltage = protocol.voltage
    if voltage is not None and voltage <= config.counter_electrode.equilibrium_potential:
        yield "protocol.voltage: is not above the counter electrode's, so no lithium is plated."
    if config.mechanics.stack_pressure > 100e6:
        yield "mechanics.stack_pressure: is above 100 MPa; most cells are run below 10 MPa."


def _about_inside(config: Config) -> Iterator[str]:
    geometry, electrolyte = config.geometry, config.electrolyte
    image, size = geometry.inside.image, geometry.grain_size
    if not geometry.flaw_count and geometry.mesh_file is None:
        yield "geometry.flaws: there is no flaw, so no filament can grow."
    if size is None and image is None and geometry.mesh_file is None:
        for name in ("grain_boundary", "scatter"):
            if getattr(electrolyte, name) is not None:
                yield f"electrolyte.{name}: has no effect without grains."
    if size is not None and config.growth.step > size / 2:
        yield "growth.step: is more than half a grain, so paths through the grains are coarse."
    for region in geometry.regions:
        if region.name not in electrolyte.regions:
            yield f"geometry.regions: {region.name} has no properties in electrolyte.regions."
