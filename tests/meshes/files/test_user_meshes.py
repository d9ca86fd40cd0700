"""What users draw in Gmsh is taken where it is sound, and rejected in their own words."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gmsh
import meshio
import numpy as np
import pytest
from tests.builders.user_meshes import FLAW, generate_slab, model

from filasse_meshes import MeshingError, build_mesh, import_mesh, mesh_stats

UM = 1e-6
WALL = ((0, 20), (60, 20))
move = gmsh.model.mesh.affineTransform
type Groups = dict[str, list[tuple[int, int]]]

SOUND: dict[str, dict[str, Any]] = {
    "4.1": {},
    "4.1 binary": {"Mesh_Binary": 1},
    "4.0": {"Mesh_MshFileVersion": 4.0},
    "2.2": {"Mesh_MshFileVersion": 2.2},
    "2.2 binary": {"Mesh_MshFileVersion": 2.2, "Mesh_Binary": 1},
    "all saved": {"Mesh_SaveAll": 1},
    "all saved, 4.0": {"Mesh_SaveAll": 1, "Mesh_MshFileVersion": 4.0},
    "parametric": {"Mesh_SaveParametric": 1},
    "partitions": {"after": lambda: gmsh.model.mesh.partition(3)},
    "partitions, 2.2": {
        "after": lambda: gmsh.model.mesh.partition(3),
        "Mesh_MshFileVersion": 2.2,
    },
    "second order": {"after": lambda: gmsh.model.mesh.setOrder(2)},
    "third order": {"after": lambda: gmsh.model.mesh.setOrder(3)},
    "second order, 2.2": {
        "after": lambda: gmsh.model.mesh.setOrder(2),
        "Mesh_MshFileVersion": 2.2,
    },
    "quadrangles": {"Mesh_RecombineAll": 1},
    "quadrangles, 2.2": {"Mesh_RecombineAll": 1, "Mesh_MshFileVersion": 2.2},
    "moved": {"after": lambda: move([1, 0, 0, 7, 0, 1, 0, -3, 0, 0, 1, 5])},
}


@pytest.mark.parametrize("way", SOUND)
def test_however_it_was_saved(tmp_path: Path, way: str) -> None:
    slab, mesh = import_mesh(generate_slab(tmp_path / "a.msh", **SOUND[way]), unit=UM)
    assert (slab.width, slab.thickness) == pytest.approx((60 * UM, 40 * UM), rel=1e-12)
    (crack,) = slab.cracks
    np.testing.assert_allclose(crack.path, [(30 * UM, 0), (30 * UM, 8 * UM)], atol=1e-12)
    assert crack.mouth
    assert sum(mesh_stats(mesh).region_areas.values()) == pytest.approx(2400 * UM**2)
    assert build_mesh(slab, mesh.sizes).traces[0].mouth


def rename(groups: Groups, **names: str) -> None:
    """Call groups otherwise; `crack` stands for crack:flaw."""
    for old, new in names.items():
        groups[new] = groups.pop("crack:flaw" if old == "crack" else old)


def test_capitals_and_spaces_in_names_do_not_matter(tmp_path: Path) -> None:
    change = partial(rename, anode=" Anode", counter="COUNTER ", crack="Crack : flaw",
                     electrolyte="Electrolyte")  # fmt: skip
    slab, _ = import_mesh(generate_slab(tmp_path / "a.msh", change=change), unit=UM)
    assert [crack.name for crack in slab.cracks] == ["flaw"]
    assert slab.regions == ()


def test_nodes_of_no_triangle_do_not_count(tmp_path: Path) -> None:
    mesh = meshio.read(generate_slab(tmp_path / "a.msh"))
    mesh.points = np.vstack([mesh.points, [120.0, 90.0, 0.0]])
    mesh.write(tmp_path / "b.msh", file_format="gmsh22")
    slab, _ = import_mesh(tmp_path / "b.msh", unit=UM)
    assert (slab.width, slab.thickness) == pytest.approx((60 * UM, 40 * UM))


def test_triangles_of_no_area_are_electrolyte(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = generate_slab(
        tmp_path / "a.msh", change=lambda g: g.pop("electrolyte") and None, Mesh_SaveAll=1
    )
    with caplog.at_level(logging.WARNING):
        _, mesh = import_mesh(path, unit=UM)
    assert mesh.region_names == ("electrolyte",)
    assert "are in no physical area; they are taken as electrolyte" in caplog.text


@pytest.mark.parametrize("options", [{}, {"Mesh_MshFileVersion": 2.2}, {"Mesh_Binary": 1}])
def test_physical_points_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, options: dict[str, Any]
) -> None:
    def change(groups: Groups) -> None:
        groups["tip"] = [(0, gmsh.model.getEntities(0)[0][1])]

    path = generate_slab(tmp_path / "a.msh", change=change, **options)
    with caplog.at_level(logging.WARNING):
        import_mesh(path, unit=UM)
    assert "the physical points or volumes tip mean nothing here" in caplog.text


@pytest.mark.parametrize("options", [{}, {"Mesh_Binary": 1}])
def test_groups_without_elements(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, options: dict[str, Any]
) -> None:
    """Gmsh forgets such a group when it reads the file."""
    path = tmp_path / "a.msh"
    generate_slab(path, change=lambda g: g.update({"crack:b": [(1, 999)]}), **options)
    with pytest.raises(MeshingError, match="names the physical group 'crack:b', but no element is"):
        import_mesh(path, unit=UM)
    generate_slab(path, change=lambda g: g.update({"layer": [(2, 999)]}), **options)
    with caplog.at_level(logging.WARNING):
        import_mesh(path, unit=UM)
    assert "no element is in the physical group 'layer'" in caplog.text


def test_several_cracks_pores_and_grains(tmp_path: Path) -> None:
    path = generate_slab(
        tmp_path / "a.msh",
        cracks={
            "crack:along": ((15, 0), (15, 9)),  # on the wall between two grains
            "crack:to": ((40, 0), (41, 11)),
            "crack:on": ((41, 11), (45, 19)),
        },
        pores={"pore:p": (41, 11, 3)},
        walls=[((15, 0), (15, 40)), ((15, 25), (60, 25))],
    )
    slab, mesh = import_mesh(path, unit=UM)
    found = {crack.name: crack for crack in slab.cracks}
    assert found["along"].mouth and found["along"].path[-1] == pytest.approx((15 * UM, 9 * UM))
    assert (found["to"].mouth, found["to"].into_pore) == (True, "p")
    assert (found["on"].mouth, found["on"].from_pore) == (False, "p")
    assert len(np.unique(mesh.grain)) == 3
    again = build_mesh(slab, mesh.sizes)
    assert mesh_stats(again).region_areas == pytest.approx(mesh_stats(mesh).region_areas, rel=1e-6)


def test_the_built_in_kernel_with_an_embedded_crack(tmp_path: Path) -> None:
    with model():
        geo = gmsh.model.geo
        corners = [(0, 0), (25, 0), (60, 0), (60, 40), (0, 40), (27, 6)]
        points = [geo.addPoint(x, y, 0, 3) for x, y in corners]
        for a, b in ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 5)):
            geo.addLine(points[a], points[b])
        geo.addPlaneSurface([geo.addCurveLoop([-5, -4, -3, -2, -1])])  # clockwise
        geo.synchronize()
        gmsh.model.mesh.embed(1, [6], 2, 1)
        for name, tags in {"anode": [1, 2], "right": [3], "counter": [4], "left": [5],
                           "crack:flaw": [6]}.items():  # fmt: skip
            gmsh.model.addPhysicalGroup(1, tags, name=name)
        gmsh.model.addPhysicalGroup(2, [1], name="electrolyte")
        gmsh.model.mesh.generate(2)
        gmsh.write(str(tmp_path / "a.msh"))
    slab, _ = import_mesh(tmp_path / "a.msh", unit=UM)
    assert slab.cracks[0].path == (pytest.approx((25 * UM, 0)), pytest.approx((27 * UM, 6 * UM)))


def half(groups: Groups) -> None:
    del groups["anode"][-1]


def twice(groups: Groups) -> None:
    groups["layer"] = list(groups["electrolyte"])


def without(groups: Groups, name: str) -> None:
    del groups[name]


def turned(matrix: list[float]) -> Callable[[], None]:
    return lambda: move(matrix)


PORE = {"pore:p": (40, 20, 4)}
REJECTED: dict[str, tuple[dict[str, Any], str]] = {
    "half of the anode": (
        {"change": half},
        r"'anode' of .* covers only a part of the lower side: x = (0 to 30|30 to 60) um is missing",
    ),
    "half of the counter side": (
        {"walls": [((20, 0), (20, 40))], "change": lambda g: g["counter"].__delitem__(0)},
        "'counter' of .* only a part of the upper side: x = .* is missing. Add the other curves",
    ),
    "a buried crack": ({"cracks": {"crack:b": ((30, 10), (30, 18))}},
                       r"Crack 'b' of .*from \(30, 1[08]\) um .*buried in the slab"),
    "a crack at a pore that floats": (
        {"pores": PORE, "cracks": {"crack:b": ((44, 20), (50, 22))}},
        "starts at pore 'p', which no crack joins to the anode",
    ),
    "a crack with a branch": (
        {"cracks": {"crack:b": ((30, 0), (30, 8), (34, 12), (30, 8), (26, 12))}},
        "(Crack 'b' is not one chain|twice)",
    ),
    "cracks that meet": (
        {"cracks": {"crack:a": ((30, 0), (30, 12)), "crack:b": ((20, 0), (30, 8))}},
        "Cracks 'a' and 'b' cross or touch at",
    ),
    "a surface in two groups": (
        {"change": twice}, "in the two physical groups 'electrolyte' and 'layer'; put every",
    ),
    "a side under another name": (
        {"change": partial(rename, anode="anodes")},
        "lacks the physical groups anode; .* Is 'anodes' meant for 'anode'",
    ),
    "a crack under another name": (
        {"change": partial(rename, crack="cracks:flaw")},
        r"unknown physical curve 'cracks:flaw' \(did you mean 'crack:'\?\)",
    ),
    "an arch": (
        {"cracks": {"crack:b": ((30, 0), (35, 8), (40, 0))}},
        "Crack 'b' starts and ends on the anode",
    ),
    "a crack on a side": (
        {"cracks": {"crack:b": ((0, 0), (0, 8))}}, "in the two physical groups 'crack:b' and 'left'"
    ),
    "a name that no file can have": ({"change": partial(rename, crack="crack:a/b,c")},
                                     "'a/b,c' is no good name for a crack or a pore"),
    "a crack without a name": ({"change": partial(rename, crack="crack: ")},
                               "physical curve crack: has no name"),
    "a pore that a side cuts": ({"pores": {"pore:p": (60, 20, 4)}},
                                "pore 'p' is not one closed loop, for a side of the slab cuts it"),
    "a hole": ({"pores": PORE, "change": partial(without, name="pore:p")},
               "free edges that belong to no side and no pore, the first at .*'pore:NAME'"),
    "a pore with triangles": (
        {"cracks": {**FLAW, "pore:p": ((40, 10), (50, 10), (50, 20), (40, 20), (40, 10))},
         "change": lambda g: None},
        "'pore:p' .* is not the wall of a hole: there are triangles on both sides",
    ),
    "all elements in version 2": ({"Mesh_SaveAll": 1, "Mesh_MshFileVersion": 2.2},
                                  "Switch off 'Save all elements'"),
    "version 1": ({"Mesh_MshFileVersion": 1.0}, "of version 1, which has no names of groups"),
    "upright": ({"after": turned([1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0])},
                "the mesh stands upright: .*60 x 0 x 40.* Turn it into the plane of x and y"),
    "tilted": ({"after": turned([1, 0, 0, 0, 0, 0.8, 0, 0, 0, 0.6, 1, 0])}, "is not flat"),
    "upside down": ({"after": turned([1, 0, 0, 0, 0, -1, 0, 40, 0, 0, 1, 0])},
                    "'anode' of .* is not on the lower side"),
    "a slab that leans": ({"after": turned([1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])},
                          "is not on the .* side of the slab; the mesh must be a rectangle"),
}  # fmt: skip


@pytest.mark.parametrize("what", REJECTED)
def test_what_is_not_sound_is_rejected(tmp_path: Path, what: str) -> None:
    drawn, message = REJECTED[what]
    with pytest.raises(MeshingError, match=message):
        import_mesh(generate_slab(tmp_path / "a.msh", **drawn), unit=UM)


def test_nodes_that_are_not_merged(tmp_path: Path) -> None:
    with model():
        lower = gmsh.model.occ.addRectangle(0, 0, 0, 60, 20)
        upper = gmsh.model.occ.addRectangle(0, 20, 0, 60, 20)
        gmsh.model.occ.synchronize()
        for name, tags in {"anode": [1], "right": [2, 6], "counter": [7], "left": [4, 8]}.items():
            gmsh.model.addPhysicalGroup(1, tags, name=name)
        gmsh.model.addPhysicalGroup(2, [lower], name="grain:1")
        gmsh.model.addPhysicalGroup(2, [upper], name="grain:2")
        gmsh.option.setNumber("Mesh.MeshSizeMax", 4)
        gmsh.model.mesh.generate(2)
        gmsh.write(str(tmp_path / "a.msh"))
    with pytest.raises(MeshingError, match=r"16 pairs of nodes at one place.*Coherence.*Boolean"):
        import_mesh(tmp_path / "a.msh", unit=UM)


def test_a_crack_that_the_plugin_opened(tmp_path: Path) -> None:
    def open_it() -> None:
        number = {gmsh.model.getPhysicalName(1, n): n for _, n in gmsh.model.getPhysicalGroups(1)}
        gmsh.plugin.setNumber("Crack", "Dimension", 1)
        gmsh.plugin.setNumber("Crack", "PhysicalGroup", number["crack:flaw"])
        gmsh.plugin.run("Crack")

    with pytest.raises(MeshingError, match="without Gmsh's Crack plugin"):
        import_mesh(generate_slab(tmp_path / "a.msh", after=open_it), unit=UM)


def test_solids_are_rejected(tmp_path: Path) -> None:
    with model():
        gmsh.model.occ.addBox(0, 0, 0, 60, 40, 10)
        gmsh.model.occ.synchronize()
        gmsh.option.setNumber("Mesh.MeshSizeMin", 20)
        gmsh.model.mesh.generate(3)
        gmsh.write(str(tmp_path / "a.msh"))
    with pytest.raises(MeshingError, match=r"tetrahedron cells, which are three-dimensional.*2D"):
        import_mesh(tmp_path / "a.msh", unit=UM)


def spoilt(mesh: meshio.Mesh, how: str) -> None:
    """Spoil one triangle in the middle of the slab."""
    cells = next(block for block in mesh.cells if block.type == "triangle").data
    centre = mesh.points[cells].mean(axis=1)
    worst = int(np.linalg.norm(centre[:, :2] - [15.0, 20.0], axis=1).argmin())
    a, b, c = cells[worst]
    if how == "flat":
        mesh.points[a] = (mesh.points[b] + mesh.points[c]) / 2
    elif how == "folded":
        mesh.points[a] += 2.5 * ((mesh.points[b] + mesh.points[c]) / 2 - mesh.points[a])
    elif how == "doubled":
        cells[worst - 1] = cells[worst][[1, 2, 0]]
    elif how == "nowhere":
        mesh.points[a, 0] = np.nan


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("flat", r"the triangle at \(.*\) um has an angle of 0 degrees"),
        ("folded", r"triangles lie on top of each other at \(.*\) um"),
        ("doubled", r"1 triangles, the first at \(.*\) um, are twice in 'electrolyte'"),
        ("nowhere", "not a finite number"),
    ],
)
def test_spoilt_triangles_are_named_by_their_place(tmp_path: Path, how: str, message: str) -> None:
    mesh = meshio.read(generate_slab(tmp_path / "a.msh", Mesh_MshFileVersion=2.2))
    spoilt(mesh, how)
    mesh.write(tmp_path / "b.msh", file_format="gmsh22")
    with pytest.raises(MeshingError, match=message):
        import_mesh(tmp_path / "b.msh", unit=UM)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("version", [2.2, 4.1])
def test_a_file_that_ends_too_early(tmp_path: Path, part: float, version: float) -> None:
    path = generate_slab(tmp_path / "a.msh", Mesh_MshFileVersion=version)
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(MeshingError, match="ends too early"):
        import_mesh(path, unit=UM)


def test_a_script_in_place_of_a_mesh_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.msh").write_text(f'SystemCall "touch {tmp_path / "ran"}";\n')
    with pytest.raises(MeshingError, match="it is no Gmsh mesh"):
        import_mesh(tmp_path / "a.msh")
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("version", [2.2, 4.1])
@pytest.mark.parametrize("binary", [0, 1])
def test_damaged_files_give_one_message(tmp_path: Path, version: float, binary: int) -> None:
    whole = generate_slab(
        tmp_path / "a.msh", size=6, Mesh_MshFileVersion=version, Mesh_Binary=binary
    ).read_bytes()
    random, rejected = np.random.default_rng(3), 0
    for _ in range(25):
        spoiled = bytearray(whole)
        for place in random.integers(40, len(whole), random.integers(1, 20)):
            spoiled[place] = random.choice(list(b"9-x \n70"))
        (tmp_path / "b.msh").write_bytes(spoiled)
        try:
            import_mesh(tmp_path / "b.msh", unit=UM)
        except MeshingError as error:
            assert str(tmp_path / "b.msh") in str(error) or "'" in str(error)
            rejected += 1
    assert rejected > 15
