"""Export, and import of a user's .msh."""

from pathlib import Path

import gmsh
import meshio
import numpy as np
import pytest

from filasse_meshes import (
    Crack,
    GrainSpec,
    MeshingError,
    Microstructure,
    Region,
    Sizes,
    Slab,
    SlabMesh,
    build_mesh,
    export_mesh,
    has_grains,
    import_mesh,
    join_to_anode,
    make_grains,
    mesh_stats,
    round_pore,
    with_bands,
)

UM = 1e-6
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)
KINKED = Crack("left one", ((10 * UM, 0.0), (10 * UM, 5 * UM), (12 * UM, 8 * UM)))
SECOND = Crack("second", ((20 * UM, 0.0), (22 * UM, 7 * UM)))
LAYER = Region("layer", ((0.0, 4 * UM), (30 * UM, 4 * UM), (30 * UM, 6 * UM), (0.0, 6 * UM)))


@pytest.fixture(scope="module")
def mesh() -> SlabMesh:
    return build_mesh(Slab(30 * UM, 20 * UM, (KINKED, SECOND), (LAYER,)), SIZES)


def test_vtu_holds_six_node_cells_and_tags(mesh: SlabMesh, tmp_path: Path) -> None:
    export_mesh(mesh, tmp_path / "mesh.vtu")
    read = meshio.read(tmp_path / "mesh.vtu")
    assert len(read.cells_dict["triangle6"]) == len(mesh.cells)
    np.testing.assert_array_equal(read.cell_data_dict["region"]["triangle6"], mesh.region)
    np.testing.assert_array_equal(read.cell_data_dict["boundary"]["line"], mesh.facet_tags)
    x, cells = read.points[:, :2], read.cells_dict["triangle6"]
    away = ~np.isin(cells[:, :3], [t.plus[i] for t in mesh.traces for i in (0, -1)]).any(axis=1)
    for mid, a, b in ((3, 0, 1), (4, 1, 2), (5, 2, 0)):
        middle = (x[cells[away, a]] + x[cells[away, b]]) / 2
        np.testing.assert_allclose(x[cells[away, mid]], middle, atol=1e-18)


def test_msh_comes_back_as_the_same_slab_and_mesh(mesh: SlabMesh, tmp_path: Path) -> None:
    export_mesh(mesh, tmp_path / "mesh.msh")
    slab, again = import_mesh(tmp_path / "mesh.msh")
    assert slab.width == pytest.approx(30 * UM)
    assert slab.thickness == pytest.approx(20 * UM)
    for crack, wanted in zip(slab.cracks, (KINKED, SECOND), strict=True):
        assert (crack.name, crack.mouth) == (wanted.name, wanted.mouth)
        np.testing.assert_allclose(crack.path, wanted.path, atol=1e-9 * UM)
    assert mesh_stats(again).cells == mesh_stats(mesh).cells
    assert mesh_stats(again).region_areas == pytest.approx(mesh_stats(mesh).region_areas)
    np.testing.assert_array_equal(np.bincount(again.facet_tags), np.bincount(mesh.facet_tags))


def test_imported_slab_can_be_meshed_again(mesh: SlabMesh, tmp_path: Path) -> None:
    export_mesh(mesh, tmp_path / "mesh.msh")
    slab, again = import_mesh(tmp_path / "mesh.msh")
    new = mesh_stats(build_mesh(slab, again.sizes))
    assert new.region_areas == pytest.approx(mesh_stats(mesh).region_areas, rel=1e-6)
    assert new.cells == pytest.approx(len(mesh.cells), rel=0.3)


def users_msh(path: Path, names: dict[str, tuple[int, int]], unit: float = 1.0) -> Path:
    """A mesh made with Gmsh's own tools: 3 x 2 slab, crack from (1, 0) to (1, 1)."""
    gmsh.initialize(interruptible=False)
    gmsh.option.setNumber("General.Terminal", 0)
    gmsh.model.add("user")
    geo = gmsh.model.geo
    corners = [(0, 0), (1, 0), (3, 0), (3, 2), (0, 2), (1, 1)]
    points = [geo.addPoint(x * unit, y * unit, 0, 0.3 * unit) for x, y in corners]
    for a, b in ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 5)):
        geo.addLine(points[a], points[b])
    geo.addPlaneSurface([geo.addCurveLoop([1, 2, 3, 4, 5])])
    geo.synchronize()
    gmsh.model.mesh.embed(1, [6], 2, 1)
    curves = {1: [1, 2], 3: [3], 4: [4], 5: [5], 6: [6]}
    for name, (dim, entity) in names.items():
        gmsh.model.addPhysicalGroup(dim, curves[entity] if dim == 1 else [entity], name=name)
    gmsh.model.mesh.generate(2)
    gmsh.write(str(path))
    gmsh.model.remove()
    return path


NAMES = {
    "electrolyte": (2, 1),
    "anode": (1, 1),
    "right": (1, 3),
    "counter": (1, 4),
    "left": (1, 5),
    "crack:flaw": (1, 6),
}


def test_mesh_made_by_a_user_in_micrometres(tmp_path: Path) -> None:
    slab, mesh = import_mesh(users_msh(tmp_path / "user.msh", NAMES), unit=UM)
    assert (slab.width, slab.thickness) == pytest.approx((3 * UM, 2 * UM))
    assert slab.cracks == (Crack("flaw", ((UM, 0.0), (UM, UM))),)
    assert mesh.traces[0].plus[0] != mesh.traces[0].minus[0]
    assert slab.regions == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"anode": None}, "lacks the physical groups anode; it has .*counter"),
        ({"electrolyte": None, "sse": (2, 1)}, "lacks the physical groups electrolyte"),
        ({"crack:flaw": None, "flaw": (1, 6)}, "unknown physical curve 'flaw'; cracks are called"),
        ({"left": (1, 4), "counter": (1, 5)}, "'counter' of .* is not on the upper side"),
    ],
)
def test_messages_for_bad_files(
    tmp_path: Path, change: dict[str, tuple[int, int] | None], message: str
) -> None:
    names = {name: group for name, group in (NAMES | change).items() if group is not None}
    with pytest.raises(MeshingError, match=message):
        import_mesh(users_msh(tmp_path / "user.msh", names), unit=UM)


def test_messages_for_unreadable_and_unwritable_files(mesh: SlabMesh, tmp_path: Path) -> None:
    (tmp_path / "text.msh").write_text("not a mesh")
    for name in ("text.msh", "missing.msh"):
        with pytest.raises(MeshingError, match=f"Cannot read .*{name}"):
            import_mesh(tmp_path / name)
    with pytest.raises(MeshingError, match="Cannot write the mesh"):
        export_mesh(mesh, tmp_path / "mesh.nonsense")


def test_microstructure_comes_back_from_msh(tmp_path: Path) -> None:
    pores = (round_pore("p", (10 * UM, 8 * UM), 2 * UM),)
    grains = make_grains(30 * UM, 20 * UM, GrainSpec(7 * UM, shortest_edge=0.6 * UM), seed=1)
    slab = Slab(
        30 * UM, 20 * UM, join_to_anode(pores, 1), (), Microstructure(grains, 0.2 * UM, pores)
    )
    mesh = build_mesh(slab, SIZES)
    export_mesh(mesh, tmp_path / "grains.msh")
    found, again = import_mesh(tmp_path / "grains.msh")
    assert found.microstructure is not None
    assert found.microstructure.pores[0].name == "p"
    assert found.cracks[0].into_pore == "p"
    assert again.traces[0].tips.size == 0
    assert len(again.pores[0].facets) == len(mesh.pores[0].facets)
    assert mesh_stats(again).region_areas == pytest.approx(mesh_stats(mesh).region_areas)
    assert len(np.unique(again.grain)) == len(np.unique(mesh.grain))
    remeshed = mesh_stats(build_mesh(found, again.sizes))
    assert remeshed.region_areas == pytest.approx(mesh_stats(mesh).region_areas, rel=1e-3)


def test_soft_boundaries_between_imported_grains(tmp_path: Path) -> None:
    """A file without bands gives the slab that the same grains with bands give."""
    pores = (round_pore("p", (10 * UM, 8 * UM), 2 * UM), round_pore("q", (20 * UM, 9 * UM), 3 * UM))
    grains = make_grains(30 * UM, 20 * UM, GrainSpec(7 * UM, shortest_edge=0.6 * UM), seed=1)
    cracks, fine = join_to_anode(pores[:1], 1), Sizes(4 * UM, 0.05 * UM, 1 * UM, 2 * UM)
    slab = Slab(30 * UM, 20 * UM, cracks, (), Microstructure(grains, 0.0, pores))
    export_mesh(build_mesh(slab, fine), tmp_path / "grains.msh")
    found, mesh = import_mesh(tmp_path / "grains.msh")
    assert has_grains(found)
    banded = with_bands(found, mesh, 0.2 * UM)
    assert banded.microstructure is not None
    assert len(banded.microstructure.grains) == len(grains)
    areas = mesh_stats(build_mesh(banded, fine)).region_areas
    wanted = Slab(30 * UM, 20 * UM, cracks, (), Microstructure(grains, 0.2 * UM, pores))
    assert areas == pytest.approx(mesh_stats(build_mesh(wanted, fine)).region_areas, rel=1e-6)


def test_regions_stay_where_soft_boundaries_are_added(tmp_path: Path) -> None:
    grains = make_grains(30 * UM, 20 * UM, GrainSpec(7 * UM, shortest_edge=0.6 * UM), seed=1)
    fine = Sizes(4 * UM, 0.05 * UM, 1 * UM, 2 * UM)
    slab = Slab(30 * UM, 20 * UM, (KINKED,), (LAYER,), Microstructure(grains))
    export_mesh(build_mesh(slab, fine), tmp_path / "grains.msh")
    found, mesh = import_mesh(tmp_path / "grains.msh")
    areas = mesh_stats(build_mesh(with_bands(found, mesh, 0.2 * UM), fine)).region_areas
    assert areas["layer"] == pytest.approx(60 * UM**2, rel=1e-6)
    assert sum(areas.values()) == pytest.approx(600 * UM**2)
    wanted = Slab(30 * UM, 20 * UM, (KINKED,), (LAYER,), Microstructure(grains, 0.2 * UM))
    band = mesh_stats(build_mesh(wanted, fine)).region_areas["grain_boundary"]
    assert areas["grain_boundary"] == pytest.approx(band, rel=0.02)
