"""Meshes of boxes with flat cracks, as users make them in Gmsh."""

import math
from collections.abc import Callable
from pathlib import Path

import gmsh
import numpy as np
import pytest
from tests.builders.user_meshes import model

from filasse_meshes import MeshingError, advance_surface, build_solid_mesh, import_solid_mesh
from filasse_meshes.files.import_solid import _middles

UM = 1e-6


def disk() -> tuple[int, int]:
    tag = gmsh.model.occ.addDisk(20, 15, 20, 6, 6)
    gmsh.model.occ.rotate([(2, tag)], 20, 15, 20, 0, 1, 0, math.pi / 2)
    return 2, tag


def rectangle(x: float = 12, y: float = 0) -> tuple[int, int]:
    tag = gmsh.model.occ.addRectangle(x, y, 20, 12, 8)
    gmsh.model.occ.rotate([(2, tag)], x, y, 20, 0, 1, 0, 0.3)
    return 2, tag


def write(
    path: Path,
    *cracks: Callable[[], tuple[int, int]],
    version: float = 4.1,
    solid: bool = True,
    name: str = "Crack: {}",
) -> Path:
    """A box of 40 x 30 x 40 cut by surfaces, in physical groups crack:0, crack:1, ..."""
    with model():
        occ = gmsh.model.occ
        box = occ.addBox(0, 0, 0, 40, 30, 40)
        tools = [crack() for crack in cracks]
        parts = occ.fragment([(3, box)], tools)[1] if tools else []
        occ.synchronize()
        gmsh.model.addPhysicalGroup(3, [tag for _, tag in gmsh.model.getEntities(3)], name="body")
        for i, surfaces in enumerate(parts[1:]):
            gmsh.model.addPhysicalGroup(2, [tag for _, tag in surfaces], name=name.format(i))
        gmsh.option.setNumber("Mesh.MeshSizeMax", 6)
        for _, surfaces in zip(tools, parts[1:], strict=True):
            points = gmsh.model.getBoundary(surfaces, recursive=True)
            gmsh.model.mesh.setSize(points, 1.2)
        gmsh.option.setNumber("Mesh.Algorithm3D", 10)
        gmsh.option.setNumber("Mesh.MshFileVersion", version)
        gmsh.model.mesh.generate(3 if solid else 2)
        gmsh.write(str(path))
    return path


@pytest.mark.parametrize("version", [2.2, 4.1])
def test_a_penny_and_a_rectangle_at_the_anode(tmp_path: Path, version: float) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", disk, version=version), UM)
    (penny,) = mesh.cracks
    assert (penny.name, penny.closed) == ("0", True)
    assert mesh.slab.thickness == pytest.approx(30 * UM)
    radius = np.linalg.norm(mesh.points[penny.plus[penny.front]] / UM - (20, 15, 20), axis=1)
    np.testing.assert_allclose(radius, 6, rtol=1e-6)
    middles = _middles(mesh.slab.cracks[0].fronts[0], True)
    np.testing.assert_allclose(np.linalg.norm(middles / UM - (20, 15, 20), axis=1), 6, rtol=1e-4)


def test_a_rectangle_opens_at_the_anode_and_keeps_its_corners(tmp_path: Path) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", rectangle), UM)
    (faces,) = mesh.cracks
    assert not faces.closed
    assert (mesh.points[faces.plus[faces.mouth], 1] == 0).all()
    assert (faces.uv[faces.mouth, 1] == 0).all()
    assert faces.mouth[0] == faces.front[-1]
    assert faces.mouth[-1] == faces.front[0]
    assert np.ptp(faces.uv, axis=0) == pytest.approx([12 * UM, 8 * UM])
    middles = _middles(mesh.slab.cracks[0].fronts[0], False)
    ends = mesh.points[faces.plus[faces.front]]
    np.testing.assert_allclose(middles, (ends[1:] + ends[:-1]) / 2)


def test_a_crack_of_a_file_grows(tmp_path: Path) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", disk), UM)
    grown = advance_surface(mesh.slab.cracks[0], np.full(16, 1 * UM), np.zeros(16))
    radius = np.linalg.norm(grown.fronts[-1].points / UM - (20, 15, 20), axis=1)
    np.testing.assert_allclose(radius, 7, rtol=1e-3)
    slab = type(mesh.slab)(40 * UM, 30 * UM, 40 * UM, (grown,))
    assert build_solid_mesh(slab, mesh.sizes).cracks[0].name == "0"


def tube() -> tuple[int, int]:
    circle = gmsh.model.occ.addCircle(20, 15, 15, 5)
    return next(part for part in gmsh.model.occ.extrude([(1, circle)], 0, 0, 6) if part[0] == 2)


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(MeshingError, match="no tetrahedra"):
        import_solid_mesh(write(tmp_path / "flat.msh", disk, solid=False))
    with pytest.raises(MeshingError, match=r"Cannot read .*nothing"):
        import_solid_mesh(tmp_path / "nothing.msh")
    (tmp_path / "text.msh").write_text("hello")
    with pytest.raises(MeshingError, match="no Gmsh mesh"):
        import_solid_mesh(tmp_path / "text.msh")
    through = write(tmp_path / "through.msh", lambda: rectangle(y=-2))
    with pytest.raises(MeshingError, match=r"fills .* of its box|do not lie between two cells"):
        import_solid_mesh(through, UM)
    with pytest.raises(MeshingError, match="crack '0' is not flat"):
        import_solid_mesh(write(tmp_path / "tube.msh", tube), UM)


@pytest.mark.parametrize("unit", [0.0, -1e-6, math.nan, math.inf, "um"])
def test_a_unit_is_a_length(tmp_path: Path, unit: float) -> None:
    with pytest.raises(MeshingError, match=r"The unit of the mesh file is .*; give the length in"):
        import_solid_mesh(tmp_path / "a.msh", unit)


def test_a_file_in_micrometres_is_not_taken_in_metres(tmp_path: Path) -> None:
    path = write(tmp_path / "a.msh", disk)
    with pytest.raises(MeshingError, match=r"a.msh is 40 x 30 x 40 m large, .*, such as unit=1e-6"):
        import_solid_mesh(path)
    with pytest.raises(MeshingError, match=r"4e-09 m large"):
        import_solid_mesh(path, 1e-10)


def test_no_crack_is_lost_by_its_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MeshingError, match=r"'crack1' lies inside .*, call it 'crack:NAME'"):
        import_solid_mesh(write(tmp_path / "a.msh", disk, name="crack1"), UM)
    with pytest.raises(MeshingError, match=r"'crack:../x' gives its crack no plain name"):
        import_solid_mesh(write(tmp_path / "b.msh", disk, name="crack:../x"), UM)
    mesh = import_solid_mesh(write(tmp_path / "c.msh"), UM)
    assert not mesh.cracks
    assert "no crack is opened, for no physical surface is called 'crack:NAME'" in caplog.text


def test_cracks_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    across = write(tmp_path / "a.msh", disk, lambda: rectangle(x=14, y=10))
    with pytest.raises(MeshingError, match=r"'crack:0' and 'crack:1' meet at \(.*cross or touch"):
        import_solid_mesh(across, UM)

    def wall() -> tuple[int, int]:
        tag = gmsh.model.occ.addRectangle(0, 0, 20, 40, 8)
        return 2, tag

    with pytest.raises(MeshingError, match=r"'crack:0' reaches a side .*may open at the anode"):
        import_solid_mesh(write(tmp_path / "b.msh", wall), UM)


def test_bodies_that_only_touch_are_told(tmp_path: Path) -> None:
    with model():
        for y in (0, 10):
            gmsh.model.occ.addBox(0, y, 0, 20, 10, 20)
        gmsh.model.occ.synchronize()
        gmsh.model.mesh.generate(3)
        gmsh.write(str(tmp_path / "two.msh"))
    with pytest.raises(MeshingError, match=r"pairs of nodes at one place, .*BooleanFragments"):
        import_solid_mesh(tmp_path / "two.msh", UM)
