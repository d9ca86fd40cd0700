"""Boxes of tetrahedra with cracks, as users draw them in Gmsh with OpenCASCADE."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import gmsh
from tests.builders.user_meshes import model

BOX = (40.0, 30.0, 40.0)
"""Size of the body, in the unit of the file."""

type Drawn = Callable[[], int]


def disk(
    x: float = 20, y: float = 15, z: float = 20, rx: float = 6, ry: float = 6, level: bool = False
) -> Drawn:
    """A disk or an ellipse across x, or level: half of it lies within the body where y is 0."""

    def draw() -> int:
        tag: int = gmsh.model.occ.addDisk(x, y, z, rx, ry)
        axis = (1, 0, 0) if level else (0, 1, 0)
        gmsh.model.occ.rotate([(2, tag)], x, y, z, *axis, math.pi / 2)
        return tag

    return draw


def rectangle(x: float = 12, y: float = 0, turn: float = 0.3, z: float = 20) -> Drawn:
    """A rectangle of 12 by 8 that stands on y, turned about the anode's normal."""

    def draw() -> int:
        tag: int = gmsh.model.occ.addRectangle(x, y, z, 12, 8)
        gmsh.model.occ.rotate([(2, tag)], x, y, z, 0, 1, 0, turn)
        return tag

    return draw


def generate_body(
    path: Path,
    cracks: Mapping[str, Drawn],
    *,
    front: float = 0.9,
    growth: float = 0.4,
    far: float = 8.0,
    scale: float = 1.0,
    box: tuple[float, float, float] = BOX,
    parts: int = 1,
    groups: Mapping[str, tuple[int, int]] | None = None,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
    **options: float,
) -> Path:
    """Draw a box with the parts of surfaces that lie within it.

    Args:
        path: the file to write.
        cracks: how to draw them, by the name of the physical surface; without one no group is made.
        front: edges along the outlines.
        growth: of the size per distance from them.
        far: largest edge.
        scale: of everything.
        box: size of the body.
        parts: number of volumes, one on the other, in groups of their own.
        groups: axis and end of the side that further physical surfaces lie on, by name.
        before: done with the geometry before it is meshed.
        after: done with the mesh before it is saved.
        **options: of Gmsh, with _ for the point.
    """
    with model():
        surfaces = _draw(cracks, box, parts)
        for name, tags in surfaces.items():
            if not name.startswith("-"):
                gmsh.model.addPhysicalGroup(2, tags, name=name)
        for name, (axis, end) in (groups or {}).items():
            gmsh.model.addPhysicalGroup(2, _side(axis, end, box), name=name)
        volumes = [tag for _, tag in gmsh.model.getEntities(3)]
        for number, tag in enumerate(volumes if parts > 1 else [-1]):
            name = f"part{number}" if parts > 1 else "electrolyte"
            gmsh.model.addPhysicalGroup(3, volumes if tag < 0 else [tag], name=name)
        _set_sizes([tag for tags in surfaces.values() for tag in tags], front, growth, far)
        for name, value in options.items():
            gmsh.option.setNumber(name.replace("_", ".", 1), value)
        before()
        gmsh.model.mesh.generate(3)
        gmsh.model.mesh.affineTransform([scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, scale, 0])
        after()
        gmsh.write(str(path))
    return path


def _draw(
    cracks: Mapping[str, Drawn], box: tuple[float, float, float], parts: int
) -> dict[str, list[int]]:
    occ, (width, height, depth) = gmsh.model.occ, box
    bodies = [
        (3, occ.addBox(0, height * i / parts, 0, width, height / parts, depth))
        for i in range(parts)
    ]
    tools = [(2, draw()) for draw in cracks.values()]
    _, children = occ.fragment(bodies, tools) if tools or parts > 1 else (bodies, [])
    occ.synchronize()
    inside = {tag for _, tag in gmsh.model.getEntities(2) if _is_inside(tag, height)}
    pieces = [[tag for _, tag in child if tag in inside] for child in children[parts:]]
    return dict(zip(cracks, pieces, strict=True))


def _is_inside(tag: int, height: float) -> bool:
    """Whether a piece of a crack lies within the body: others are left over by the fragments."""
    low, high = gmsh.model.getBoundingBox(2, tag)[1::3]
    return bool(low > -1e-3 and high < height + 1e-3)


def _side(axis: int, end: int, box: tuple[float, float, float]) -> list[int]:
    """Surfaces on a side of the body."""
    place, found = end * box[axis], []
    for _, tag in gmsh.model.getEntities(2):
        bounds = gmsh.model.getBoundingBox(2, tag)
        if max(abs(bounds[axis] - place), abs(bounds[axis + 3] - place)) < 1e-3:
            found.append(tag)
    return found


def _set_sizes(surfaces: list[int], front: float, growth: float, far: float) -> None:
    curves = gmsh.model.getBoundary([(2, tag) for tag in surfaces], oriented=False, combined=False)
    field = gmsh.model.mesh.field
    field.add("Distance", 1)
    field.setNumbers(1, "CurvesList", [tag for _, tag in curves])
    field.setNumber(1, "Sampling", 60)
    field.add("Threshold", 2)
    reach = {"InField": 1, "SizeMin": front, "SizeMax": far, "DistMax": (far - front) / growth}
    for name, value in (reach | {"DistMin": 0}).items():
        field.setNumber(2, name, value)
    if curves:
        field.setAsBackgroundMesh(2)
    for name in ("ExtendFromBoundary", "FromPoints"):
        gmsh.option.setNumber(f"Mesh.MeshSize{name}", 0)
    gmsh.option.setNumber("Mesh.MeshSizeMax", far)
    gmsh.option.setNumber("Mesh.Algorithm3D", 10)
