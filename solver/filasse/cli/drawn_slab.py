"""What the command ``filasse validate`` says of a slab with anything inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from filasse.config import Config
from filasse.units import format_quantity

if TYPE_CHECKING:
    from filasse.cracks.crack_paths import SlabGeometry
    from filasse.simulation.slab import StartingPoint, UncrackedSlab
    from filasse_meshes import SolidMesh

MOST_TRIED = 400_000
"""Triangles; more would take Gmsh minutes, so that only the lines are laid out."""
MOST_NAMES = 12


def slab_lines(config: Config) -> Iterator[str]:
    """Mesh a slab with anything inside, and say what was found; nothing for a plain one.

    Raises:
        MeshError: what the mesh step would reject, too.
    """
    geometry = config.geometry
    if not (geometry.files or geometry.microstructure or geometry.regions):
        return
    from filasse.simulation.slab import (  # half a second that a plain slab does without
        start,
    )

    found = start(config)
    sides = [geometry.width, geometry.thickness, *filter(None, [geometry.depth])]
    yield f"{_name(config)}: {' x '.join(map(_um, sides))}"
    parts = _parts(found) if geometry.depth is None else _parts_in_space(found)
    yield from (f"  {kind}: {text}" for kind, text in parts if text)


def _name(config: Config) -> str:
    geometry = config.geometry
    name = " and ".join(str(path) for path in geometry.files.values()) or "drawn slab"
    if geometry.mesh_file is None:
        return name
    return f"{name} (1 is {format_quantity(geometry.mesh_unit or 1.0, 'm', 'm')})"


def _parts(found: StartingPoint) -> Iterator[tuple[str, str]]:
    """Kinds of things in a slab, and what there is of each."""
    uncracked, geometry = _in_plane(found)
    slab, drawn = uncracked.slab, uncracked.slab.microstructure
    names = dict.fromkeys(region.name for region in slab.regions)
    grains = [name for name in names if name.startswith("grain:")]
    yield "regions", ", ".join(name for name in names if name not in grains)
    count = len(drawn.grains) if drawn is not None and drawn.grains else len(grains)
    band = drawn.band if drawn is not None else 0.0
    yield "grains", f"{count}{f', {_um(band)} apart' if band else ''}" if count else ""
    pores, notches = (drawn.pores, drawn.notches) if drawn is not None else ((), ())
    yield "pores", _listed([pore.name for pore in pores])
    yield "notches", _listed([notch.name for notch in notches])
    cracks = geometry.cracks
    yield "cracks", _listed([f"{c.name} ({_um(c.length)})" for c in cracks]) or "none"
    yield "first mesh", _first_mesh(found)


def _parts_in_space(found: StartingPoint) -> Iterator[tuple[str, str]]:
    """The same of a slab with a depth, which is meshed."""
    mesh = cast("SolidMesh", found.meshed()[1])
    grains = mesh.slab.grains
    yield "grains", "" if grains is None else f"{len(grains.seeds)}, looked up by position"
    yield "cracks", _listed([crack.name for crack in mesh.cracks]) or "none"
    yield "first mesh", f"{len(mesh.cells)} tetrahedra"


def _first_mesh(found: StartingPoint) -> str:
    """Make it, unless that takes minutes."""
    if found.mesh is not None:
        return f"{len(found.mesh.cells)} triangles, those of the file"
    uncracked, geometry = _in_plane(found)
    cells = uncracked.estimated_cells(geometry)
    if cells > MOST_TRIED:
        return f"some {cells:.2g} triangles; its lines fit, its triangles are not tried"
    return f"{len(uncracked.mesh(geometry)[1].cells)} triangles, made from the outlines"


def _in_plane(found: StartingPoint) -> tuple[UncrackedSlab, SlabGeometry]:
    """Slab and cracks, which lie in the plane."""
    return cast("UncrackedSlab", found.uncracked), cast("SlabGeometry", found.geometry)


def _listed(names: list[str]) -> str:
    """All names, or the first and the last of many."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return f"{len(names)}, from {names[0]} to {names[-1]}"


def _um(length: float) -> str:
    return format_quantity(length, "m", "um", 6)
