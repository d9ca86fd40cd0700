"""Slabs of which planes of symmetry leave a part to simulate."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.flaws_section import FlawSection
from filasse.config.sections.geometry_section import GeometrySection

ON_PLANE = 1e-9  # how far flaws may be off a plane of symmetry, over the slab or in rad

REMEDY = "or delete geometry.symmetry"


def parts_are_equal(geometry: GeometrySection) -> Iterator[Finding]:
    """Every flaw has its middle on the planes of symmetry, and lies across or in each of them."""
    if not geometry.mirrors:
        return
    if geometry.mesh_file is not None:
        message = "cannot be used with a mesh_file, which is simulated as it is"
        yield Finding(("geometry", "symmetry"), message, "delete one of the two")
    if geometry.inside.grains is not None:
        remedy = "delete geometry.symmetry, or the grains"
        yield Finding(("geometry", "symmetry"), "needs a slab without grains", remedy)
    if geometry.inside.placed_pores:
        remedy = "delete geometry.symmetry, or the pores"
        yield Finding(("geometry", "symmetry"), "needs a slab without pores", remedy)
    for number, flaw in enumerate(geometry.flaws):
        for axis in geometry.mirrors:
            yield from _is_its_own_image(geometry, flaw, axis, ("geometry", "flaws", number))


def _is_its_own_image(
    geometry: GeometrySection, flaw: FlawSection, axis: int, key: tuple[str | int, ...]
) -> Iterator[Finding]:
    """A flaw in one plane of symmetry."""
    name, place, middle, size = {
        0: ("x", "position", flaw.position, geometry.width),
        2: ("z", "z", geometry.z_of(flaw), geometry.depth or 0.0),
    }[axis]
    if abs(middle - size / 2) > ON_PLANE * size:
        message = f"is off the plane of symmetry, {name} = {um(size / 2)}"
        yield Finding((*key, place), message, f"put it there, {REMEDY}")
    along_mouth, upward = _parts(flaw, axis)
    if along_mouth > 1 - ON_PLANE or (flaw.height is not None and upward > 1 - ON_PLANE):
        return
    if abs(along_mouth) > ON_PLANE:
        message = f"leaves the flaw askew to the plane across {name}"
        yield Finding((*key, "azimuth"), message, f"0 deg or 90 deg, {REMEDY}")
    elif abs(upward) > ON_PLANE:
        message = f"takes the flaw out of the plane of symmetry across {name}, along its mouth"
        turned = 0 if axis == 2 else 90
        remedy = f"0 deg, or azimuth: {turned} deg, {REMEDY}"
        yield Finding((*key, "angle"), message, remedy)


def lies_in(flaw: FlawSection, axis: int) -> bool:
    """Whether a flaw lies in the planes across an axis, 0 or 2: one face of it is meshed."""
    return max(map(abs, _parts(flaw, axis))) <= ON_PLANE


def _parts(flaw: FlawSection, axis: int) -> tuple[float, float]:
    """Parts of the directions of a flaw, along its mouth and up its face, across a plane."""
    turn, lean = flaw.azimuth, flaw.angle
    if axis == 2:
        return math.cos(turn), -math.sin(lean) * math.sin(turn)
    return math.sin(turn), math.sin(lean) * math.cos(turn)
