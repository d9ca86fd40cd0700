"""Configurations that are allowed, but probably not what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from filasse.config.reading.mesh_summary import MshSummary
from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.config_facts import any_grains, has_cracks
from filasse.config.rules.findings import Finding, um
from filasse.config.rules.growth_hints import about_growth
from filasse.config.rules.overlooked import overlooked
from filasse.config.rules.space.sizes_in_space import CELLS_PER_RADIUS
from filasse.config.sections.geometry_section import GeometrySection
from filasse.physics.contact import LEAST_PRESSURE
from filasse.units import format_quantity
from filasse_meshes.data.tags import GRAIN_BOUNDARY

_IMAGE = ("geometry", "microstructure", "image")


def hints(config: AllSections) -> Iterator[Finding]:
    """Each thing that a user may want to know before the run."""
    yield from _about_lithium(config)
    yield from _about_electrons(config)
    yield from _about_contact(config)
    yield from _about_inside(config)
    yield from overlooked(config)
    yield from about_growth(config)
    if config.mechanics.stack_pressure > 100e6:
        message = "is above 100 MPa"
        key = ("mechanics", "stack_pressure")
        yield Finding(key, message, "most cells are run below 10 MPa")


def _about_lithium(config: AllSections) -> Iterator[Finding]:
    lithium, interface, voltage = config.lithium, config.interface, config.protocol.voltage
    if lithium.mouth == "open" and lithium.flow == "mobile":
        message = (
            "lets mobile lithium leave through an open mouth, so no pressure builds up above the "
            "stack pressure"
        )
        yield Finding(("lithium", "flow"), message, "use flow: creep or mouth: sealed")
    if interface.kinetics == "ideal" and interface.film_resistance == 0.0:
        message = "is without any resistance, so tips draw by far the most current"
        yield Finding(("interface", "kinetics"), message, "give a film_resistance")
    if voltage is not None and voltage <= config.counter_electrode.equilibrium_potential:
        message = "is not above the counter electrode's, so no lithium is plated"
        yield Finding(("protocol", "voltage"), message, "raise it to charge")


def _about_electrons(config: AllSections) -> Iterator[Finding]:
    """Electrons that outnumber the ions, and seeds that do not fit into their pores."""
    solid, smallest = config.electrolyte, min(config.geometry.pore_sizes, default=None)
    if solid.leakage is None:
        return
    key = ("electrolyte", "leakage")
    boundary = solid.grain_boundary
    if solid.leakage.conductivity >= solid.ionic_conductivity:
        ionic = format_quantity(solid.ionic_conductivity, "S/m", "S/cm", 3)
        message = f"is not less than the ionic conductivity, {ionic}, so that most current leaks"
        yield Finding((*key, "conductivity"), message, "check the number and the unit")
    elif boundary is not None and any_grains(config):
        electronic = solid.leakage.conductivity * boundary.electronic_ratio
        if electronic >= solid.ionic_conductivity * boundary.conductivity_ratio:
            shown = format_quantity(electronic, "S/m", "S/cm", 3)
            message = f"gives boundaries {shown} for electrons, not less than they have for ions"
            place = ("electrolyte", "grain_boundary", "electronic_ratio")
            yield Finding(place, message, "check the number")
    if smallest is not None and solid.leakage.seed_radius >= smallest / 2:
        message = f"is not less than the radius of the smallest pores, {um(smallest / 2)}"
        yield Finding((*key, "seed_radius"), message, "100 nm is usual")


def _about_contact(config: AllSections) -> Iterator[Finding]:
    """Laws of pressed contact without a pressure."""
    interface, anode = config.interface, config.anode
    if config.mechanics.stack_pressure >= LEAST_PRESSURE or anode.about.is_body:
        return
    least = format_quantity(LEAST_PRESSURE, "Pa", "MPa")
    falls = interface.contact is not None and interface.contact.exponent > 0.0
    for name, given in (("contact", falls), ("constriction", interface.constriction is not None)):
        if given:
            message = f"falls with the pressure, and below {least} it is taken as at {least}"
            yield Finding(("interface", name), message, "give mechanics.stack_pressure")


def _about_inside(config: AllSections) -> Iterator[Finding]:
    geometry = config.geometry
    if not has_cracks(config):  # a leaking pore starts some
        yield from _no_flaw(geometry)
    yield from _forgotten_cracks(geometry)
    yield from _shapes_of_file(geometry)
    yield from _plain_areas(config)


def _no_flaw(geometry: GeometrySection) -> Iterator[Finding]:
    if (mesh_content := geometry.mesh_content) is None:
        if "flaws" not in geometry.model_fields_set:
            message, remedy = "are none, so no filament can grow", "add one, or write [] for none"
            yield Finding(("geometry", "flaws"), message, remedy)
    elif not (mesh_content.crack_names or mesh_content.ends):
        message, kind = "has no crack, so no filament can grow", _kind(mesh_content)
        remedy = f"draw one from the anode as a physical {kind} `crack:1`, unless that is meant"
        yield Finding(("geometry", "mesh_file"), message, remedy)


def _kind(mesh_content: MshSummary) -> str:
    """What a crack is in a mesh file."""
    return "surface" if mesh_content.is_body else "curve"


def _forgotten_cracks(geometry: GeometrySection) -> Iterator[Finding]:
    """What ends inside the slab in a mesh file as a crack does, but is in no group."""
    if (mesh_content := geometry.mesh_content) is None:
        return
    for what in mesh_content.ends:
        message = f"has {what}, in no physical group, and stays shut there"
        remedy = f"if it is a crack, put it into a physical {_kind(mesh_content)} `crack:NAME`"
        yield Finding(("geometry", "mesh_file"), message, remedy)


def _shapes_of_file(geometry: GeometrySection) -> Iterator[Finding]:
    """Cracks of a file of tetrahedra that may not be what is meant, or are meshed coarsely."""
    one, content, key = geometry.mesh_unit or 1.0, geometry.mesh_content, ("geometry", "mesh_file")
    shapes = {} if content is None else content.shapes
    for flaw in geometry.first_flaws if shapes else ():
        edge = shapes[flaw.name].edge * one
        if flaw.height is not None:
            message = f"has the crack {flaw.name!r}, which does not meet the anode, y = 0, so that "
            message += "its lithium cannot leave"
            yield Finding(key, message, "let it open there, unless a buried crack is meant")
        if edge > flaw.radius / CELLS_PER_RADIUS * (1 + 1e-9):
            message = f"has edges of {um(edge)} along the front of {flaw.name!r}, {um(flaw.radius)}"
            message += " in radius: its first stress intensities are off by more than 1 %"
            yield Finding(key, message, f"at most {um(flaw.radius / CELLS_PER_RADIUS)}")


def _plain_areas(config: AllSections) -> Iterator[Finding]:
    """Parts that a file tells apart and the configuration does not."""
    geometry, electrolyte = config.geometry, config.electrolyte
    mesh_content, image = geometry.mesh_content, geometry.inside.image
    areas = set(mesh_content.areas) if mesh_content is not None else set()
    phases = set(image.phases.values()) if image is not None else set()
    meant = {GRAIN_BOUNDARY} if electrolyte.grain_boundary is not None else set()
    for kind, key, names in (
        ("area", ("geometry", "mesh_file"), areas),
        ("phase", (*_IMAGE, "phases"), phases - {"grain", "pore", "boundary"}),
    ):
        for name in sorted(names - {"electrolyte", ""} - meant - set(electrolyte.regions)):
            if name.startswith("grain:"):
                continue
            section = f"regions.{name}" if name != GRAIN_BOUNDARY else GRAIN_BOUNDARY
            message = f"has the {kind} {name!r} without properties, so it is like the electrolyte"
            yield Finding(key, message, f"add electrolyte.{section}, unless that is meant")
