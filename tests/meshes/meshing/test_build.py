"""Slabs with cracks: tags, traces, sizes, quarter points, determinism."""

import math

import numpy as np
import pytest

from filasse_meshes import Crack, MeshingError, Region, Sizes, Slab, SlabMesh, Surface, build_mesh
from filasse_meshes.meshing.triangulate import signed_areas

UM = 1e-6
SIZES = Sizes(far=4 * UM, tip=0.2 * UM, lip=1 * UM, anode=2 * UM)
STRAIGHT = Crack("flaw1", ((10 * UM, 0.0), (10 * UM, 8 * UM)))
BURIED = Crack("inner", ((12 * UM, 15 * UM), (18 * UM, 16 * UM)), mouth=False)
SLAB = Slab(30 * UM, 20 * UM, (STRAIGHT, BURIED))


@pytest.fixture(scope="module")
def mesh() -> SlabMesh:
    return build_mesh(SLAB, SIZES)


def length(mesh: SlabMesh, tag: Surface) -> float:
    ends = mesh.points[mesh.facets[mesh.facet_tags == tag]]
    return float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum())


def slanted(x: float, y: float, angle: float, reach: float, name: str = "flaw1") -> Crack:
    end = (x + reach * math.sin(angle), y + reach * math.cos(angle))
    return Crack(name, ((x * UM, y * UM), (end[0] * UM, end[1] * UM)), mouth=y == 0)


def test_sides_and_lips_have_the_length_of_the_outline_and_the_cracks(mesh: SlabMesh) -> None:
    cracks = 8 * UM + math.hypot(6, 1) * UM
    wanted = {
        Surface.ANODE: 30 * UM,
        Surface.COUNTER: 30 * UM,
        Surface.LEFT: 20 * UM,
        Surface.RIGHT: 20 * UM,
        Surface.FACE_PLUS: cracks,
        Surface.FACE_MINUS: cracks,
    }
    assert {tag: length(mesh, tag) for tag in Surface if tag in wanted} == pytest.approx(wanted)
    assert set(mesh.facet_tags) == set(wanted)


def test_plus_lip_is_left_of_the_path(mesh: SlabMesh) -> None:
    middle = mesh.points[mesh.cells[:, :3]].mean(axis=1)
    plus = np.isin(mesh.cells[:, :3], mesh.traces[0].plus[:-1]).any(axis=1)
    minus = np.isin(mesh.cells[:, :3], mesh.traces[0].minus[:-1]).any(axis=1)
    assert middle[plus, 0].max() < 10 * UM < middle[minus, 0].min()


def test_traces_are_ordered_and_closed_at_tips_only(mesh: SlabMesh) -> None:
    surface, buried = mesh.traces
    for trace, ends in ((surface, 1), (buried, 2)):
        np.testing.assert_array_equal(mesh.points[trace.plus], mesh.points[trace.minus])
        assert (trace.plus == trace.minus).sum() == ends
        steps = np.linalg.norm(np.diff(mesh.points[trace.plus], axis=0), axis=1)
        np.testing.assert_allclose(np.diff(trace.arc), steps, rtol=1e-9)
        assert trace.arc[0] == 0
    assert surface.plus[0] != surface.minus[0]
    np.testing.assert_array_equal(mesh.points[surface.plus[-1]], STRAIGHT.path[-1])
    assert surface.arc[-1] == pytest.approx(8 * UM, rel=1e-12)


def test_tip_has_a_fan_of_twelve_equal_cells(mesh: SlabMesh) -> None:
    tip = mesh.traces[0].plus[-1]
    fan = mesh.cells[(mesh.cells[:, :3] == tip).any(axis=1), :3]
    around = mesh.points[np.setdiff1d(fan, tip)] - mesh.points[tip]
    assert len(fan) == 12
    np.testing.assert_allclose(np.linalg.norm(around, axis=1), SIZES.tip, rtol=1e-4)


def test_mid_nodes_are_at_a_quarter_of_edges_at_tips_and_halfway_elsewhere() -> None:
    for quarter_point, at_tip in ((True, 0.75), (False, 0.5)):
        mesh = build_mesh(SLAB, SIZES, quarter_point)
        tips = [mesh.traces[0].plus[-1], *mesh.traces[1].plus[[0, -1]]]
        x = mesh.points
        for mid, (a, b) in ((3, (1, 2)), (4, (0, 2)), (5, (0, 1))):
            start, end, node = mesh.cells[:, a], mesh.cells[:, b], mesh.cells[:, mid]
            weight = np.where(np.isin(start, tips), at_tip, 0.5)
            weight = np.where(np.isin(end, tips), 1 - at_tip, weight)[:, None]
            np.testing.assert_allclose(x[node], weight * x[start] + (1 - weight) * x[end])


def test_cells_are_counter_clockwise_and_fill_the_slab(mesh: SlabMesh) -> None:
    areas = signed_areas(mesh.points, mesh.cells[:, :3])
    assert areas.min() > 0
    assert areas.sum() == pytest.approx(SLAB.width * SLAB.thickness, rel=1e-12)


def test_edges_are_no_longer_than_asked(mesh: SlabMesh) -> None:
    ends = mesh.points[mesh.facets]
    longest = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    assert (
        longest[np.isin(mesh.facet_tags, (Surface.FACE_PLUS, Surface.FACE_MINUS))].max()
        < 1.2 * SIZES.lip
    )
    assert longest[mesh.facet_tags == Surface.ANODE].max() < 1.2 * SIZES.anode
    assert longest.max() < 1.2 * SIZES.far


def test_same_input_gives_the_same_mesh_bit_for_bit(mesh: SlabMesh) -> None:
    build_mesh(Slab(9 * UM, 9 * UM), SIZES)
    again = build_mesh(SLAB, SIZES)
    np.testing.assert_array_equal(again.points, mesh.points)
    np.testing.assert_array_equal(again.cells, mesh.cells)
    np.testing.assert_array_equal(again.facet_tags, mesh.facet_tags)


def test_regions_keep_their_areas_where_they_cross_outline_and_cracks() -> None:
    layer = Region(
        "layer", ((-5 * UM, 4 * UM), (40 * UM, 4 * UM), (40 * UM, 6 * UM), (-5 * UM, 6 * UM))
    )
    patch = Region("patch", ((9 * UM, 5 * UM), (11 * UM, 5 * UM), (10 * UM, 12 * UM)))
    mesh = build_mesh(Slab(30 * UM, 20 * UM, (STRAIGHT, BURIED), (layer, patch)), SIZES)
    areas = signed_areas(mesh.points, mesh.cells[:, :3])
    found = [areas[mesh.region == i].sum() / UM**2 for i in range(3)]
    inside_layer = 2 * 1 - 1 / 7 / 2 * 2  # the part of the triangle between y = 5 and y = 6
    shared = np.trapezoid([2.0, 2.0 * 6 / 7], [5.0, 6.0])
    assert mesh.region_names == ("electrolyte", "layer", "patch")
    assert shared == pytest.approx(inside_layer)
    assert found[1] == pytest.approx(60 - shared)
    assert found[2] == pytest.approx(7.0)


AWKWARD = {
    "mouth at the corner": (slanted(0.02, 0, 0.2, 8),),
    "grazing the anode": (slanted(5, 0, math.radians(86), 10),),
    "two close tips": (slanted(8, 0, 0.3, 8, "a"), slanted(13.0, 0, -0.3, 8.0, "b")),
    "two close mouths": (slanted(10, 0, -0.1, 8, "a"), slanted(10.01, 0, 0.3, 8, "b")),
    "sixty degrees": (slanted(5, 0, math.radians(60), 15), slanted(25, 0, -1.0, 5, "b")),
    "tip at the counter electrode": (slanted(10, 0, 0, 19.99),),
    "tip beside another crack": (slanted(10, 0, 0, 15, "a"), slanted(10.02, 5, 1.2, 5, "b")),
    "kinks": (
        Crack(
            "k",
            tuple((x * UM, y * UM) for x, y in ((9, 0), (9, 5), (13, 5.2), (9.5, 5.6), (9, 12))),
        ),
    ),
    "short last step": (
        Crack("k", tuple((x * UM, y * UM) for x, y in ((9, 0), (9, 5), (9.01, 5.01)))),
    ),
    "many": tuple(slanted(3 * i, 0, 0.4 * (-1) ** i, 2 + i, f"c{i}") for i in range(1, 9, 2)),
}


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_cracks_pass_the_audit(name: str) -> None:
    mesh = build_mesh(Slab(30 * UM, 20 * UM, AWKWARD[name]), SIZES)
    assert [trace.name for trace in mesh.traces] == [crack.name for crack in AWKWARD[name]]


def test_crossing_cracks_are_refused_by_name() -> None:
    slab = Slab(30 * UM, 20 * UM, (slanted(8, 0, 0.5, 15, "one"), slanted(16, 0, -0.5, 15, "two")))
    with pytest.raises(MeshingError, match=r"'one' and 'two' cross or touch at \(12, 7\.\d+\) um"):
        build_mesh(slab, SIZES)
