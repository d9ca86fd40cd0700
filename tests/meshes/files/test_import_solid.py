"""Meshes of boxes with flat cracks, as users make them in Gmsh."""

import math
import re
from pathlib import Path

import gmsh
import numpy as np
import pytest
from tests.builders.gmsh_files.user_bodies import Drawn, disk, generate_body, rectangle
from tests.builders.user_meshes import generate_slab, model

from filasse_meshes import (
    MeshingError,
    SolidSizes,
    advance_surface,
    build_solid_mesh,
    check_outlines,
    import_solid_mesh,
)
from filasse_meshes.files.solid_files.imported_crack import middles as _middles

UM = 1e-6


FINE = {"front": 1.2, "growth": 0.5, "far": 8.0}


def write(path: Path, *cracks: Drawn, name: str = "Crack: {}", **options: float) -> Path:
    """A box of 40 x 30 x 40 cut by surfaces, in physical groups crack:0, crack:1, ..."""
    drawn = {name.format(i): crack for i, crack in enumerate(cracks)}
    return generate_body(path, drawn, **(FINE | options))  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [2.2, 4.1])
def test_a_penny_and_a_rectangle_at_the_anode(tmp_path: Path, version: float) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", disk(), Mesh_MshFileVersion=version), UM)
    (penny,) = mesh.cracks
    assert (penny.name, penny.closed) == ("0", True)
    assert mesh.slab.thickness == pytest.approx(30 * UM)
    radius = np.linalg.norm(mesh.points[penny.plus[penny.front]] / UM - (20, 15, 20), axis=1)
    np.testing.assert_allclose(radius, 6, rtol=1e-6)
    middles = _middles(mesh.slab.cracks[0].fronts[0], True)
    np.testing.assert_allclose(np.linalg.norm(middles / UM - (20, 15, 20), axis=1), 6, rtol=1e-4)


def test_a_rectangle_opens_at_the_anode_and_keeps_its_corners(tmp_path: Path) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", rectangle()), UM)
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
    mesh = import_solid_mesh(write(tmp_path / "a.msh", disk()), UM)
    grown = advance_surface(mesh.slab.cracks[0], np.full(16, 1 * UM), np.zeros(16))
    radius = np.linalg.norm(grown.fronts[-1].points / UM - (20, 15, 20), axis=1)
    np.testing.assert_allclose(radius, 7, rtol=1e-3)
    slab = type(mesh.slab)(40 * UM, 30 * UM, 40 * UM, (grown,))
    assert build_solid_mesh(slab, mesh.sizes).cracks[0].name == "0"


def tube() -> int:
    circle = gmsh.model.occ.addCircle(20, 15, 15, 5)
    extruded = gmsh.model.occ.extrude([(1, circle)], 0, 0, 6)
    return next(tag for dimension, tag in extruded if dimension == 2)


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(MeshingError, match="no tetrahedra"):
        import_solid_mesh(generate_slab(tmp_path / "flat.msh"))
    with pytest.raises(MeshingError, match=r"Cannot read .*nothing"):
        import_solid_mesh(tmp_path / "nothing.msh")
    (tmp_path / "text.msh").write_text("hello")
    with pytest.raises(MeshingError, match="no Gmsh mesh"):
        import_solid_mesh(tmp_path / "text.msh")
    through = write(tmp_path / "through.msh", rectangle(x=-2, turn=0))
    with pytest.raises(
        MeshingError, match=r"reaches a side of the slab|do not lie between two cells"
    ):
        import_solid_mesh(through, UM)
    with pytest.raises(MeshingError, match="crack '0' is not flat"):
        import_solid_mesh(write(tmp_path / "tube.msh", tube), UM)


@pytest.mark.parametrize("unit", [0.0, -1e-6, math.nan, math.inf, "um"])
def test_a_unit_is_a_length(tmp_path: Path, unit: float) -> None:
    with pytest.raises(MeshingError, match=r"The unit of the mesh file is .*; give the length in"):
        import_solid_mesh(tmp_path / "a.msh", unit)


def test_a_file_in_micrometres_is_not_taken_in_metres(tmp_path: Path) -> None:
    path = write(tmp_path / "a.msh", disk())
    with pytest.raises(MeshingError, match=r"a.msh is 40 x 30 x 40 m large, .*, such as unit=1e-6"):
        import_solid_mesh(path)
    with pytest.raises(MeshingError, match=r"4e-09 m large"):
        import_solid_mesh(path, 1e-10)


def test_no_crack_is_lost_by_its_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MeshingError, match=r"'crack1' lies inside .*, call it 'crack:NAME'"):
        import_solid_mesh(write(tmp_path / "a.msh", disk(), name="crack1"), UM)
    with pytest.raises(MeshingError, match=r"'crack:../x' gives its crack no plain name"):
        import_solid_mesh(write(tmp_path / "b.msh", disk(), name="crack:../x"), UM)
    mesh = import_solid_mesh(write(tmp_path / "c.msh"), UM)
    assert not mesh.cracks
    assert "no crack is opened, for no physical surface is called 'crack:NAME'" in caplog.text


def test_cracks_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    across = write(tmp_path / "a.msh", disk(), rectangle(x=14, y=10))
    with pytest.raises(MeshingError, match=r"'crack:0' and 'crack:1' meet at \(.*cross or touch"):
        import_solid_mesh(across, UM)

    def wall() -> int:
        tag: int = gmsh.model.occ.addRectangle(0, 0, 20, 40, 8)
        return tag

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


def test_what_is_lost_by_saving_is_told(tmp_path: Path) -> None:
    """In version 2 groups are lost where all is saved; in others a group may be empty."""
    lost = write(tmp_path / "a.msh", disk(), Mesh_MshFileVersion=2.2, Mesh_SaveAll=1)
    with pytest.raises(
        MeshingError, match=r"names physical surfaces, but no .* \(Mesh.SaveAll = 0"
    ):
        import_solid_mesh(lost, UM)
    kept = write(tmp_path / "b.msh", disk(), Mesh_SaveAll=1)
    assert [crack.name for crack in import_solid_mesh(kept, UM).cracks] == ["0"]
    text = kept.read_text().replace('"Crack: 0"', '"crack:0"\n2 9 "crack:lost"')
    names = text.index("$PhysicalNames\n") + len("$PhysicalNames\n")
    kept.write_text(text[:names] + text[names:].replace("2\n", "3\n", 1))
    with pytest.raises(
        MeshingError, match="'crack:lost', but no triangle is in it; put the surface"
    ):
        import_solid_mesh(kept, UM)


def test_cells_of_higher_order_and_nodes_that_no_cell_uses(tmp_path: Path) -> None:
    plain = import_solid_mesh(write(tmp_path / "a.msh", disk()), UM)
    curved = import_solid_mesh(write(tmp_path / "b.msh", disk(), Mesh_ElementOrder=2), UM)
    assert len(curved.cells) == len(plain.cells)
    assert len(curved.cracks[0].front) == len(plain.cracks[0].front)

    def far_node() -> None:
        tag = gmsh.model.addDiscreteEntity(0)
        gmsh.model.mesh.addNodes(0, tag, [], [400.0, 0.0, 0.0])
        gmsh.option.setNumber("Mesh.SaveAll", 1)

    drawn = generate_body(tmp_path / "c.msh", {"crack:0": disk()}, **FINE, after=far_node)
    assert import_solid_mesh(drawn, UM).slab.width == pytest.approx(40 * UM)


def test_other_cells_than_tetrahedra_are_told(tmp_path: Path) -> None:
    with model():
        square = gmsh.model.occ.addRectangle(0, 0, 0, 20, 20)
        gmsh.model.occ.extrude([(2, square)], 0, 0, 20, numElements=[3], recombine=True)
        gmsh.model.occ.synchronize()
        gmsh.model.mesh.generate(3)
        gmsh.write(str(tmp_path / "a.msh"))
    with pytest.raises(
        MeshingError, match=r"holds \w+ cells; mesh .* tetrahedra only, without Rec"
    ):
        import_solid_mesh(tmp_path / "a.msh", UM)


@pytest.mark.parametrize(
    ("name", "side", "message"),
    [
        ("Anode", (1, 0), ""),
        ("counter", (1, 1), ""),
        ("anode", (2, 0), "'anode' is not the side of least y. .*: turn the body, or rename"),
        ("pore:a", (0, 0), "'pore:a' is the wall of a pore, but bodies with holes are not read"),
    ],
)
def test_names_of_sides(tmp_path: Path, name: str, side: tuple[int, int], message: str) -> None:
    path = generate_body(tmp_path / "a.msh", {"crack:0": disk()}, **FINE, groups={name: side})
    if not message:
        assert len(import_solid_mesh(path, UM).cracks) == 1
        return
    with pytest.raises(MeshingError, match=message):
        import_solid_mesh(path, UM)


def test_a_crack_of_two_groups_and_parts_that_nothing_tells_apart(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = generate_body(tmp_path / "a.msh", {"crack:0": disk(y=8, rx=5, ry=5)}, **FINE, parts=2)
    assert import_solid_mesh(path, UM).slab.thickness == pytest.approx(30 * UM)
    assert "the physical volumes part0, part1 are one electrolyte: a slab with a de" in caplog.text


def test_a_forgotten_group_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = generate_body(tmp_path / "a.msh", {"-": disk()}, **FINE, Mesh_SaveAll=1)
    assert not import_solid_mesh(path, UM).cracks
    assert re.search(r"the surface \d+, which ends at \(20, ", caplog.text)
    assert "stays shut; if it is a crack, put it into a group 'crack:NAME'" in caplog.text


@pytest.mark.parametrize(
    ("crack", "front", "tip", "message"),
    [
        (rectangle(y=6), 1.2, 0.6, r"turns by 90 degrees at \(.*\) um, which is a corner, where"),
        (disk(), 4.5, 0.6, "has only 9 edges; mesh it with 12 or more"),
        (disk(rx=6, ry=2), 0.35, 2, "with mesh.tip = 2 um as the front size, and these cannot be"),
        (disk(x=2, rx=1.8, ry=1.8, level=True), 0.3, 0.6, "cannot be.* reaches the side x = 0"),
    ],
)
def test_outlines_that_could_not_grow_are_told(
    tmp_path: Path, crack: Drawn, front: float, tip: float, message: str
) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", crack, front=front), UM)
    with pytest.raises(MeshingError, match=message):
        check_outlines(mesh.slab, SolidSizes(front=tip * UM, far=8 * UM), "a.msh")


def stadium() -> int:
    """A rectangle of 8 by 5 with two half disks at its ends, level."""
    occ = gmsh.model.occ
    parts = [(2, occ.addRectangle(16, 12.5, 20, 8, 5))]
    parts += [(2, occ.addDisk(x, 15, 20, 2.5, 2.5)) for x in (16, 24)]
    whole, _ = occ.fuse(parts[:1], parts[1:])
    tag: int = whole[0][1]
    return tag


def test_any_smooth_outline_is_meshed_again_as_it_is(tmp_path: Path) -> None:
    mesh = import_solid_mesh(write(tmp_path / "a.msh", stadium, front=0.6), UM)
    sizes = SolidSizes(front=0.5 * UM, far=8 * UM, growth=0.4)
    check_outlines(mesh.slab, sizes, "a.msh")
    again = build_solid_mesh(mesh.slab, sizes)
    for one in (mesh, again):
        (faces,) = one.cracks
        corners = one.points[faces.plus[faces.triangles]] / UM
        sides = np.diff(corners, axis=1)
        area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1).sum() / 2
        assert area == pytest.approx(40 + np.pi * 2.5**2, rel=1e-2)
        off = faces.plus[faces.front]
        x, y = np.abs(one.points[off] / UM - (20, 15, 20))[:, :2].T
        reach = np.hypot(np.maximum(x - 4, 0), y)
        assert reach == pytest.approx(2.5, abs=0.02)
