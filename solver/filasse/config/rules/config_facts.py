"""What a configuration is like, as far as keys or other rules depend on it."""

from __future__ import annotations

from collections.abc import Iterator

from filasse.config.rules.all_sections import AllSections
from filasse.config.sections.loading_section import RampSection, RepeatSection, StepSection
from filasse.constants import REFERENCE_TEMPERATURE
from filasse_meshes.data.tags import GRAIN_PREFIX


def _temperatures(config: AllSections) -> Iterator[float]:
    yield config.temperature
    for step in leaves(config.protocol.steps):
        if step.temperature is not None:
            yield step.temperature


def leaves(
    steps: tuple[StepSection | RampSection | RepeatSection, ...],
) -> Iterator[StepSection | RampSection]:
    """Steps and ramps in the order in which they first run."""
    for step in steps:
        if isinstance(step, RepeatSection):
            yield from leaves(step.steps)
        else:
            yield step


def starts_at_temperature(config: AllSections) -> bool:
    """Whether the first step runs at the temperature of the configuration."""
    first = next(leaves(config.protocol.steps), None)
    return first is None or first.temperature is None


def drives_plating(config: AllSections) -> bool:
    """Whether lithium is plated at a current that is set."""
    steps = leaves(config.protocol.steps)
    plates = (
        isinstance(step, RampSection) or (step.current_density or 0.0) > 0.0 for step in steps
    )
    return config.protocol.current_density is not None or any(plates)


def stops_above_rest(config: AllSections) -> bool:
    """Whether the voltage can fall to `stop_voltage` while lithium is plated."""
    limit = config.protocol.stop_voltage
    return limit is None or limit > config.counter_electrode.equilibrium_potential


def why_error_is_least(config: AllSections) -> tuple[str, ...]:
    """Why the error of the time is told as the least that there is, in sentences.

    The steps twice as long that tell it go the way of the run, which shorter ones might leave.
    """
    geometry, growth = config.geometry, config.growth
    reasons = {
        "Grains, pores or layers bend the path.": geometry.has_inside,
        "Cracks compete.": geometry.flaw_count > 1 and geometry.depth is None,
        "Advances by one_step are of first order.": growth.method == "one_step",
        "In space neither the mesh counts nor, in full, what holds parts of a front up.": (
            geometry.depth is not None
        ),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def any_grains(config: AllSections) -> bool:
    """Whether the slab has grains: drawn, in an image, or in a mesh file."""
    geometry = config.geometry
    if geometry.mesh_file is not None and geometry.depth is None:
        areas = geometry.mesh_content.areas if geometry.mesh_content is not None else ()
        return any(name.startswith(GRAIN_PREFIX) for name in areas)
    return geometry.grain_size is not None or geometry.inside.image is not None


def draws_bands(config: AllSections) -> bool:
    """Whether bands are put between grains, rather than brought by a mesh file."""
    mesh_content = config.geometry.mesh_content
    return mesh_content is None or "grain_boundary" not in mesh_content.areas


def draws(config: AllSections) -> bool:
    """Whether grains or pores are drawn at random."""
    inside = config.geometry.inside
    return inside.image is None and (inside.grains is not None or inside.pores is not None)


def leaks(config: AllSections) -> bool:
    """Whether the electrolyte conducts electrons."""
    return config.electrolyte.leakage is not None


def has_cracks(config: AllSections) -> bool:
    """Whether anything can grow."""
    return config.geometry.flaw_count > 0 or (leaks(config) and has_pores(config))


def has_pores(config: AllSections) -> bool:
    """Whether a crack could leave a pore."""
    geometry = config.geometry
    flat_file = geometry.mesh_file is not None and geometry.depth is None
    given = flat_file or geometry.inside.image is not None
    return given or geometry.pore_count > 0


def shows_pores(config: AllSections) -> bool:
    """Whether the image has pores."""
    image = config.geometry.inside.image
    return image is not None and "pore" in image.phases.values()


def creep_counts(config: AllSections) -> bool:
    """Whether the power law of lithium is used, in cracks or by the anode."""
    flow, anode = config.lithium.flow, config.anode
    return flow == "creep" or anode.about.creeps(anode, flow)


def diffusion_counts(config: AllSections) -> bool:
    """Whether diffusional creep is used, in cracks or by the anode."""
    anode = config.anode
    return config.lithium.flow == "creep" or anode.about.diffuses(anode)


def is_warm(config: AllSections) -> bool:
    """Whether any temperature is not the one that values are given at."""
    return any(kelvin != REFERENCE_TEMPERATURE for kelvin in _temperatures(config))


def scatters(config: AllSections) -> bool:
    """Whether grains differ at all."""
    scatter = config.electrolyte.scatter
    if scatter is None:
        return False
    return max(scatter.toughness, scatter.modulus, scatter.conductivity) > 0.0


def interface_reacts(config: AllSections) -> bool:
    """Whether an exchange current counts anywhere."""
    is_counter = config.counter_electrode.kind == "butler_volmer"
    return config.interface.kinetics != "ideal" or is_counter


def cleaves(config: AllSections) -> bool:
    """Whether crystals are weaker along some planes."""
    cleavage = config.electrolyte.cleavage
    return cleavage is None or cleavage.ratio > 1.0


def turned(config: AllSections) -> bool:
    """Whether the orientations of cleaving crystals are given."""
    cleavage = config.electrolyte.cleavage
    return cleavage is not None and (
        cleavage.orientation is not None or len(cleavage.orientations) > 0
    )
