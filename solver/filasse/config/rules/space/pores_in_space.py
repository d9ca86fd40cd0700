"""Round pores that fit in a slab with a depth, and the cracks that have grown around them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from filasse.config.rules.findings import Finding, um
from filasse.config.rules.space.flat_shapes import depth_in_crack, distance_to_crack, height_over
from filasse.config.sections.flaws_section import FlawSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.microstructure_section import PlacedPoreSection
from filasse.config.sections.numerics_section import MeshSection
from filasse_meshes.data.solid_data import AROUND_PORES, HIGHEST_CUT

EDGES_AROUND = 2.0  # of the front between a pore and the front around it
_PORES = ("geometry", "microstructure", "placed_pores")


def pores_are_round(geometry: GeometrySection) -> Iterator[Finding]:
    """Spheres, which a flaw is drawn around and no micro-crack joins to the anode."""
    for number, pore in enumerate(geometry.inside.placed_pores):
        if pore.aspect != 1.0:
            message = "cannot be simulated in a slab with a depth, whose pores are spheres"
            yield Finding((*_PORES, number, "aspect"), message, "delete it")
        if pore.joined:
            message = "draws no crack in a slab with a depth"
            remedy = f"delete it, and give a flaw around it `pore: {pore.name}`"
            yield Finding((*_PORES, number, "joined"), message, remedy)


def pores_inside(geometry: GeometrySection) -> Iterator[Finding]:
    """Every pore lies within the slab, with some electrolyte around it."""
    for number, pore in enumerate(geometry.inside.placed_pores):
        x, y, z = geometry.middle_of(pore)
        depth = geometry.depth or 0.0
        room = min(x, geometry.width - x, y, geometry.thickness - y, z, depth - z)
        least = (1 + AROUND_PORES) * pore.size / 2
        if room <= least:
            message = f"is {um(room)} from a side, but the pore needs {um(least)}"
            key = "z" if room in (z, depth - z) else "centre"
            yield Finding((*_PORES, number, key), message, "move it, or make it smaller")


def pores_apart(geometry: GeometrySection) -> Iterator[Finding]:
    """Pores keep off each other."""
    pores = list(enumerate(geometry.inside.placed_pores))
    for (_, one), (number, other) in combinations(pores, 2):
        apart = math.dist(geometry.middle_of(one), geometry.middle_of(other))
        if apart <= (1 + AROUND_PORES) * (one.size + other.size) / 2:
            message = f"overlaps or nearly touches {one.name}"
            yield Finding((*_PORES, number), message, "move one of the two")


def pores_off_flaws(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    """Flaws keep off pores, but for the one that they are drawn around."""
    pores = {pore.name: pore for pore in geometry.inside.placed_pores}
    owners: dict[str, str] = {}
    for number, flaw in enumerate(geometry.flaws):
        key = ("geometry", "flaws", number)
        if flaw.pore is not None and flaw.pore not in pores:
            known = ", ".join(pores) or "none"
            remedy = f"known: {known}; add it to geometry.microstructure.placed_pores"
            yield Finding((*key, "pore"), "is no pore of the slab", remedy)
        elif flaw.pore is not None and flaw.pore in owners:
            message = f"is the pore of {owners[flaw.pore]} already"
            yield Finding((*key, "pore"), message, "delete it: one crack may open into a pore")
        elif flaw.pore is not None:
            owners[flaw.pore] = flaw.name
            yield from _around(geometry, flaw, pores[flaw.pore], mesh, key)
        for pore in pores.values():
            if pore.name != flaw.pore and not flaw.path:
                yield from _beside(geometry, flaw, pore, mesh, key)


def _around(
    geometry: GeometrySection,
    flaw: FlawSection,
    pore: PlacedPoreSection,
    mesh: MeshSection,
    key: tuple[str | int, ...],
) -> Iterator[Finding]:
    """A crack cuts its pore near the middle, and reaches beyond it on all sides."""
    centre, radius = geometry.middle_of(pore), pore.size / 2
    height = height_over(geometry, flaw, centre)
    if abs(height) > HIGHEST_CUT * radius:
        off = f"{um(abs(height))} off the plane of the crack"
        message = f"lies {off}, more than {HIGHEST_CUT} of its radius"
        yield Finding((*key, "pore"), message, "move the flaw or the pore")
        return
    section = math.sqrt(radius**2 - height**2)
    room = depth_in_crack(geometry, flaw, centre) - section
    if room < EDGES_AROUND * mesh.tip:
        message = f"leaves {um(max(room, 0.0))} between the pore and the front around it"
        remedy = f"at least two cells, {um(EDGES_AROUND * mesh.tip)}: make the flaw larger, the "
        remedy += "pore smaller, or reduce mesh.tip"
        yield Finding((*key, "pore"), message, remedy)


def _beside(
    geometry: GeometrySection,
    flaw: FlawSection,
    pore: PlacedPoreSection,
    mesh: MeshSection,
    key: tuple[str | int, ...],
) -> Iterator[Finding]:
    """A crack keeps a cell off pores that it does not open into."""
    gap = distance_to_crack(geometry, flaw, geometry.middle_of(pore)) - pore.size / 2
    if gap <= 0.0:
        remedy = f"move it, or give it `pore: {pore.name}` if it is to open into it"
        yield Finding(key, f"runs through {pore.name}", remedy)
    elif gap < mesh.tip:
        message = f"is only {um(gap)} from {pore.name}, closer than mesh.tip = {um(mesh.tip)}"
        yield Finding(key, message, "move one of the two, or reduce mesh.tip")
