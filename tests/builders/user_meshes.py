"""Meshes as users draw them in Gmsh: slabs with cracks, pores and grains, saved in many ways."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import gmsh

WIDTH, HEIGHT = 60.0, 40.0
"""Size of every slab drawn, in the unit of the file."""
FLAW: Mapping[str, Sequence[tuple[float, float]]] = {"crack:flaw": ((30, 0), (30, 8))}


@contextmanager
def model() -> Iterator[None]:
    """A model of the user's; options are Gmsh's own afterwards."""
    if not gmsh.isInitialized():
        gmsh.initialize(readConfigFiles=False, interruptible=False)
    gmsh.option.restoreDefaults()
    gmsh.option.setNumber("General.Terminal", 0)
    gmsh.model.add("user")
    try:
        yield
    finally:
        gmsh.model.remove()
        gmsh.option.restoreDefaults()
        gmsh.option.setNumber("General.Terminal", 0)


def generate_slab(
    path: Path,
    *,
    cracks: Mapping[str, Sequence[tuple[float, float]]] = FLAW,
    pores: Mapping[str, tuple[float, float, float]] | None = None,
    walls: Sequence[Sequence[tuple[float, float]]] = (),
    change: Callable[[dict[str, list[tuple[int, int]]]], None] = lambda groups: None,
    after: Callable[[], object] = lambda: None,
    size: float = 3.0,
    scale: float = 1.0,
    **options: float,
) -> Path:
    """Draw a slab with OpenCASCADE and boolean fragments.

    Args:
        path: the file to write.
        cracks: corners by the name of the physical curve.
        pores: centre and radius by the name of the physical curve.
        walls: lines that part the slab; with them the areas are grain:1, grain:2, ...
        change: changes the physical groups (entities by name) before they are made.
        after: done with the mesh before it is saved.
        size: of the triangles.
        scale: of everything.
        **options: of Gmsh, with _ for the point.
    """
    with model():
        groups = _entities(cracks, pores or {}, walls, scale)
        change(groups)
        for number, (name, entities) in enumerate(groups.items(), start=1):
            tags = [tag for _, tag in entities]
            gmsh.model.addPhysicalGroup(entities[0][0], tags, number, name)
        gmsh.option.setNumber("Mesh.MeshSizeMax", size * scale)
        gmsh.option.setNumber("Mesh.MeshSizeMin", size * scale / 2)
        for name, value in options.items():
            gmsh.option.setNumber(name.replace("_", ".", 1), value)
        gmsh.model.mesh.generate(2)
        after()
        gmsh.write(str(path))
    return path


def _entities(
    cracks: Mapping[str, Sequence[tuple[float, float]]],
    pores: Mapping[str, tuple[float, float, float]],
    walls: Sequence[Sequence[tuple[float, float]]],
    scale: float,
) -> dict[str, list[tuple[int, int]]]:
    occ = gmsh.model.occ
    slab = [(2, occ.addRectangle(0, 0, 0, WIDTH * scale, HEIGHT * scale))]
    disks = [(2, occ.addDisk(x * scale, y * scale, 0, r * scale, r * scale))
             for x, y, r in pores.values()]  # fmt: skip
    if disks:
        slab, _ = occ.cut(slab, disks)
    lines = {name: _polyline(corners, scale) for name, corners in cracks.items()}
    tools = [line for chain in (*lines.values(), *(_polyline(w, scale) for w in walls))
             for line in chain]  # fmt: skip
    _, children = occ.fragment(slab, tools) if tools else (slab, [])
    occ.synchronize()
    pieces = dict(zip([*slab, *tools], children, strict=True)) if tools else {}
    # A crack through a pore leaves pieces inside it that bound no area.
    inside = {abs(tag) for s in gmsh.model.getEntities(2)
              for _, tag in gmsh.model.getBoundary([s], oriented=False)}  # fmt: skip
    inside |= {tag for s in gmsh.model.getEntities(2) for _, tag in _embedded(s[1])}
    groups: dict[str, list[tuple[int, int]]] = {}
    for name, chain in lines.items():
        groups[name] = [p for line in chain for p in pieces[line] if p[1] in inside]
    areas = sorted(gmsh.model.getEntities(2), key=lambda e: occ.getCenterOfMass(*e))
    names = [f"grain:{i + 1}" if walls else "electrolyte" for i in range(len(areas))]
    for name, area in zip(names, areas, strict=True):
        groups.setdefault(name, []).append(area)
    for entity in gmsh.model.getEntities(1):
        if name := _border(entity, pores, scale):
            groups.setdefault(name, []).append(entity)
    return groups


def _embedded(area: int) -> list[tuple[int, int]]:
    return [e for e in gmsh.model.mesh.getEmbedded(2, area) if e[0] == 1]


def _polyline(corners: Sequence[tuple[float, float]], scale: float) -> list[tuple[int, int]]:
    points = [gmsh.model.occ.addPoint(x * scale, y * scale, 0) for x, y in corners]
    return [(1, gmsh.model.occ.addLine(a, b)) for a, b in pairwise(points)]


def _border(
    entity: tuple[int, int], pores: Mapping[str, tuple[float, float, float]], scale: float
) -> str:
    """The side or pore that a curve lies on."""
    x0, y0, _, x1, y1, _ = (value / scale for value in gmsh.model.getBoundingBox(*entity))
    near = 1e-3
    sides = {"anode": y1 < near, "counter": y0 > HEIGHT - near, "left": x1 < near,
             "right": x0 > WIDTH - near}  # fmt: skip
    for name, on in sides.items():
        if on:
            return name
    if gmsh.model.getType(*entity) in ("Circle", "TrimmedCurve", "Ellipse"):
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        for name, (x, y, r) in pores.items():
            if max(abs(middle[0] - x), abs(middle[1] - y)) <= r + near:
                return name
    return ""
