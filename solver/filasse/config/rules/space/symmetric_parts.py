"""Slabs of which a plane of symmetry leaves a part to simulate."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.geometry_section import GeometrySection

ON_PLANE = 1e-9  # how far flaws may be off a plane of symmetry, over the slab or in rad


def halves_are_equal(geometry: GeometrySection) -> Iterator[Finding]:
    """A plane of symmetry cuts every flaw in its middle, across its mouth."""
    if geometry.symmetry == "none":
        return
    axis = 0 if geometry.symmetry == "x" else 1
    place, size, turn = (
        ("position", geometry.width, math.pi / 2),
        ("z", geometry.depth or 0.0, 0.0),
    )[axis]
    if geometry.inside.grains is not None:
        remedy = "delete geometry.symmetry, or the grains"
        yield Finding(("geometry", "symmetry"), "needs a slab without grains", remedy)
    if geometry.inside.placed_pores:
        remedy = "delete geometry.symmetry, or the pores"
        yield Finding(("geometry", "symmetry"), "needs a slab without pores", remedy)
    for number, flaw in enumerate(geometry.flaws):
        key, middle = ("geometry", "flaws", number), (flaw.position, geometry.z_of(flaw))[axis]
        if flaw.height is not None:
            remedy = "delete it, or delete geometry.symmetry"
            yield Finding((*key, "height"), "makes a buried crack, which is not halved", remedy)
            continue
        if abs(middle - size / 2) > ON_PLANE * size:
            message = f"is off the plane of symmetry, {geometry.symmetry} = {um(size / 2)}"
            yield Finding((*key, place), message, "put it there, or delete geometry.symmetry")
        if abs(flaw.azimuth - turn) > ON_PLANE:
            message = f"leaves the mouth askew to the plane across {geometry.symmetry}"
            remedy = f"{math.degrees(turn):.0f} deg, or delete geometry.symmetry"
            yield Finding((*key, "azimuth"), message, remedy)
