"""Flaws that fit in a slab with a depth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from filasse.config.rules.findings import Finding, um
from filasse.config.rules.space.flat_shapes import crack_reach, flaw_axes, gap_between
from filasse.config.sections.flaws_section import FlawSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.numerics_section import MeshSection

LONGEST_ASPECT = 10.0  # of half mouth and length: sharper ends are finer than the front's cells
STEEPEST = math.radians(80.001)  # the mesher keeps a twentieth of a cell off the anode
TOUCHING = 0.01  # of mesh.tip: chords of the fronts leave them by less


def flaws_inside(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    """No crack leaves the slab, or comes nearer to a side than a cell."""
    for number, flaw in enumerate(geometry.flaws):
        if not flaw.path:
            key = ("geometry", "flaws", number)
            yield from _flaw_inside(geometry, flaw, mesh, key)


def _flaw_inside(
    geometry: GeometrySection, flaw: FlawSection, mesh: MeshSection, key: tuple[str | int, ...]
) -> Iterator[Finding]:
    extents = (
        ("x", "position", "wide", geometry.width),
        ("z", "z", "deep", geometry.depth or 0.0),
    )
    for axis, (name, place, word, size) in enumerate(extents):
        middle = (flaw.position, geometry.z_of(flaw))[axis]
        low, high = crack_reach(flaw, axis)
        gap = min(middle + low, size - middle - high)
        if not 0.0 < middle < size:
            message = f"is outside the slab, which is {um(size)} {word}"
            yield Finding((*key, place), message, "move the flaw inside")
        elif gap <= 0.0:
            far = middle + (low if middle + low <= 0.0 else high)
            message = f"takes the crack to {name} = {um(far)}, outside 0 to {um(size)}"
            remedy = f"make the flaw smaller, turn or move it, or make the slab {word}er"
            yield Finding((*key, _cause(flaw, axis)), message, remedy.replace("wideer", "wider"))
        elif gap < mesh.tip:
            message = f"is only {um(gap)} from a side, closer than mesh.tip = {um(mesh.tip)}"
            yield Finding(key, message, "move it, or reduce mesh.tip")
    if flaw.height is not None:
        yield from _buried_inside(geometry, flaw, flaw.height, mesh, key)
    elif flaw.length * math.cos(flaw.angle) >= geometry.thickness:
        message = f"takes the front to the counter electrode at {um(geometry.thickness)}"
        yield Finding((*key, "length"), message, "shorten the flaw or thicken the slab")


def _buried_inside(
    geometry: GeometrySection,
    flaw: FlawSection,
    height: float,
    mesh: MeshSection,
    key: tuple[str | int, ...],
) -> Iterator[Finding]:
    """A buried crack keeps a cell between itself and both electrodes."""
    rise = flaw.length * abs(math.cos(flaw.angle))
    to_anode, to_counter = height - rise, geometry.thickness - height - rise
    for gap, what in ((to_anode, "the anode"), (to_counter, "the counter electrode")):
        if gap < mesh.tip:
            message = (
                f"takes the front to {what}" if gap <= 0.0 else f"is only {um(gap)} from {what}"
            )
            message += f"; a buried crack keeps mesh.tip = {um(mesh.tip)} from it"
            yield Finding((*key, "height"), message, "move it, or make the flaw smaller")


def _cause(flaw: FlawSection, axis: int) -> str:
    """The key that makes a flaw reach far along x (0) or z (1)."""
    level, up = flaw_axes(flaw)
    by_mouth = abs(flaw.half_mouth * level[2 * axis]) >= abs(flaw.length * up[2 * axis])
    return "half_width" if by_mouth and flaw.half_width is not None else "length"


def flaws_apart(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    """Cracks neither cross nor come nearer to each other than a cell."""
    flaws = [(number, flaw) for number, flaw in enumerate(geometry.flaws) if not flaw.path]
    for (_, one), (second, other) in combinations(flaws, 2):
        gap = gap_between(geometry, one, other)
        key, remedy = ("geometry", "flaws", second), "move or turn one of the two"
        if gap < TOUCHING * mesh.tip:
            yield Finding(key, f"crosses or touches {one.name}", remedy)
        elif gap < mesh.tip:
            message = f"is only {um(gap)} from {one.name}, closer than mesh.tip = {um(mesh.tip)}"
            yield Finding(key, message, f"{remedy}, or reduce mesh.tip")


def flaws_can_be_meshed(geometry: GeometrySection) -> Iterator[Finding]:
    """Cracks are not so sharp, or lean so much, that cells would be needles."""
    for number, flaw in enumerate(geometry.flaws):
        if flaw.height is None and abs(flaw.angle) > STEEPEST:
            message = "leaves too thin a wedge to mesh between the crack and the anode"
            remedy = "lean it by 80 deg at most"
            yield Finding(("geometry", "flaws", number, "angle"), message, remedy)
        aspect = flaw.half_mouth / flaw.length
        if max(aspect, 1 / aspect) <= LONGEST_ASPECT or flaw.half_width is None:
            continue
        words = ("more", "shorter") if aspect > 1.0 else ("less", "longer")
        limit = flaw.length * (LONGEST_ASPECT if aspect > 1.0 else 1 / LONGEST_ASPECT)
        ends = "the mouth" if flaw.height is None else "the ellipse"
        message = f"is {words[0]} than {um(limit)}, so the ends of {ends} are too sharp to mesh"
        remedy = "at most ten times the length; " if aspect > 1.0 else "a tenth of the length; "
        remedy += "a cross-section without geometry.depth has an endless mouth"
        yield Finding(("geometry", "flaws", number, "half_width"), message, remedy)
