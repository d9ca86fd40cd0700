"""Checks of an interface that is not even: spots, and grains of the lithium."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.coating_section import SpotsSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.numerics_section import MeshSection
from filasse.physics.contact import untouched_part
from filasse.physics.uneven_interface import drawn_spots

CELLS_PER_RADIUS = 1.0  # the current around a spot is then right to some per cent
MOST_COVERED = 0.8  # of the interface under spots: beyond, little is left between them


def _without_spots(spots: SpotsSection, width: float) -> float:
    """Part of the interface in no spot, as drawn: spots overlap, and reach out of the slab."""
    number = round(spots.density * width)
    drawn = drawn_spots(width, number, spots.radius, spots.spread, spots.seed)
    ends = np.array([0.0, width])
    return float(untouched_part(ends, np.array(drawn)).mean()) if drawn else 1.0


def _spots_fit(
    interface: InterfaceSection, anode: AnodeSection, geometry: GeometrySection, mesh: MeshSection
) -> Iterator[Finding]:
    spots, key = interface.spots, ("interface", "spots")
    if spots is None:
        return
    if round(spots.density * geometry.width) < 1:
        message = f"gives no spot on the slab, which is {um(geometry.width)} wide"
        yield Finding((*key, "density"), message, "increase it, or widen the slab")
    if mesh.anode > spots.radius / CELLS_PER_RADIUS:
        message = f"is less than a cell along the anode, {um(mesh.anode)}"
        remedy = f"reduce mesh.anode, for instance to {um(spots.radius / 2)}"
        yield Finding((*key, "radius"), message, remedy)
        return
    covered = 2 * spots.radius * spots.density
    free = _without_spots(spots, geometry.width) if covered <= MOST_COVERED else 0.0
    part = covered if covered > MOST_COVERED else 1 - free
    if part > MOST_COVERED:
        shown = f"{part:.2g} of" if part <= 1 else f"{part:.2g} times"
        message = f"covers {shown} the interface, beyond {MOST_COVERED:g} of it"
        yield Finding((*key, "density"), message, "reduce it, or the radius")
    elif anode.about.ends_without_contact and free <= anode.least_contact:
        message = f"is no less than what the spots leave from the start, {free:.2g}"
        yield Finding(("anode", "least_contact"), message, "reduce it, or the spots")


def _grains_fit(interface: InterfaceSection, mesh: MeshSection) -> Iterator[Finding]:
    grains = interface.lithium_grains
    if grains is not None and grains.size < mesh.anode:
        message = f"is less than a cell along the anode, {um(mesh.anode)}"
        key = ("interface", "lithium_grains", "size")
        yield Finding(key, message, "make the grains larger, or reduce mesh.anode")


type Check = Callable[..., Iterator[Finding]]
CONTACT: Sequence[tuple[tuple[str, ...], Check]] = (
    (("interface", "anode", "geometry", "mesh"), _spots_fit),
    (("interface", "mesh"), _grains_fit),
)
PLANE_CONTACT: Sequence[Check] = tuple(check for _, check in CONTACT)
"""Of cross-sections only: a slab with a depth rejects what they look at."""
