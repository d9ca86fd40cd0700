"""Meshes with cracks in space, as the finite elements will meet them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from filasse_meshes import (
    MeshingError,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    Surface,
    SurfaceCrack,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.arrays import Floats
from filasse_meshes.solid.body import signed_volumes
from filasse_meshes.solid.solid_audit import audit_solid, dihedral_angles
from filasse_meshes.solid.tetrahedra import EDGES, smallest_jacobians, ten_node_cells, unfolded

UM = 1e-6
SIZES = SolidSizes(front=1.5 * UM, far=15 * UM, growth=0.4)
PENNY = buried_crack("penny", (30 * UM, 30 * UM, 30 * UM), 10 * UM)
HALF_PENNY = anode_crack("half", 30 * UM, 30 * UM, 10 * UM)


def slab(*cracks: SurfaceCrack) -> SolidSlab:
    return SolidSlab(60 * UM, 60 * UM, 60 * UM, cracks)


@pytest.fixture(scope="module", params=[PENNY, HALF_PENNY], ids=["penny", "half-penny"])
def mesh(request: pytest.FixtureRequest) -> SolidMesh:
    return build_solid_mesh(slab(request.param), SIZES)


def areas(mesh: SolidMesh, tag: Surface) -> Floats:
    """Area vectors of the facets with a tag, pointing outwards."""
    corners = mesh.points[mesh.facets[mesh.facet_tags == tag]]
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2


def test_every_side_has_its_area_and_faces_outwards(mesh: SolidMesh) -> None:
    normals = {
        Surface.LEFT: (-1, 0, 0),
        Surface.RIGHT: (1, 0, 0),
        Surface.ANODE: (0, -1, 0),
        Surface.COUNTER: (0, 1, 0),
        Surface.FRONT: (0, 0, -1),
        Surface.BACK: (0, 0, 1),
    }
    for tag, normal in normals.items():
        whole = np.array(normal) * (60 * UM) ** 2
        np.testing.assert_allclose(areas(mesh, tag).sum(axis=0), whole, atol=1e-20)


def test_faces_of_a_crack_mirror_each_other(mesh: SolidMesh) -> None:
    (faces,) = mesh.cracks
    np.testing.assert_array_equal(mesh.points[faces.plus], mesh.points[faces.minus])
    same = np.flatnonzero(faces.plus == faces.minus)
    np.testing.assert_array_equal(same, np.sort(faces.front))
    for tag, side in ((Surface.FACE_PLUS, faces.plus), (Surface.FACE_MINUS, faces.minus)):
        tagged = np.sort(mesh.facets[mesh.facet_tags == tag], axis=1)
        wanted = np.sort(side[faces.triangles], axis=1)
        np.testing.assert_array_equal(*(t[np.lexsort(t.T)] for t in (tagged, wanted)))


def test_plus_face_is_where_the_normal_points(mesh: SolidMesh) -> None:
    """As in the plane: seen along the crack from the mouth, the plus face is on the left, -x."""
    (faces,) = mesh.cracks
    corners = mesh.points[faces.plus[faces.triangles]]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (normals[:, 0] < 0).all()
    cell = np.isin(mesh.cells[:, :4], np.setdiff1d(faces.plus, faces.minus)).any(axis=1)
    centre = mesh.points[mesh.cells[cell, :4]].mean(axis=1)
    assert (centre[:, 0] < 30 * UM).all()


def test_front_is_a_circle_of_equal_curved_edges(mesh: SolidMesh) -> None:
    (faces,) = mesh.cracks
    centre = np.array([30, 30 if faces.closed else 0, 30]) * UM
    front = faces.plus[faces.front]
    radius = np.linalg.norm(mesh.points[front] - centre, axis=1)
    np.testing.assert_allclose(radius, 10 * UM, rtol=1e-6)
    steps = np.linalg.norm(np.diff(mesh.points[front], axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-3)
    pairs = set(map(frozenset, zip(front[:-1].tolist(), front[1:].tolist(), strict=True)))
    middles = [
        cell[4 + i]
        for cell in mesh.cells
        for i, (a, b) in enumerate(EDGES)
        if frozenset((int(cell[a]), int(cell[b]))) in pairs
    ]
    assert len(set(middles)) == len(pairs)
    distance = np.linalg.norm(mesh.points[middles] - centre, axis=1)
    np.testing.assert_allclose(distance, 10 * UM, rtol=1e-6)


def test_middles_next_to_the_front_lie_at_a_quarter(mesh: SolidMesh) -> None:
    (faces,) = mesh.cracks
    at_front = np.isin(mesh.cells[:, :4], faces.plus[faces.front])
    points = mesh.points[mesh.cells]
    for i, (a, b) in enumerate(EDGES):
        start, end, middle = points[:, a], points[:, b], points[:, 4 + i]
        place = np.sum((middle - start) * (end - start), axis=1)
        place /= np.sum((end - start) ** 2, axis=1)
        np.testing.assert_allclose(place[at_front[:, a] & ~at_front[:, b]], 0.25)
        np.testing.assert_allclose(place[~at_front[:, a] & at_front[:, b]], 0.75)
        np.testing.assert_allclose(place[~at_front[:, a] & ~at_front[:, b]], 0.5)


def test_cells_fill_the_slab_and_are_well_shaped(mesh: SolidMesh) -> None:
    volumes = signed_volumes(mesh.points, mesh.cells[:, :4])
    assert volumes.sum() == pytest.approx((60 * UM) ** 3, rel=1e-12)
    assert dihedral_angles(mesh.points, mesh.cells[:, :4]).min() > 8


def test_mouth_runs_over_the_anode_from_the_end_of_the_front_to_its_start() -> None:
    (faces,) = build_solid_mesh(slab(HALF_PENNY), SIZES).cracks
    assert faces.mouth[0] == faces.front[-1]
    assert faces.mouth[-1] == faces.front[0]
    assert (faces.uv[faces.mouth, 1] == 0).all()
    assert (np.diff(faces.uv[faces.mouth, 0]) > 0).all()
    assert faces.uv[faces.mouth[[0, -1]], 0] == pytest.approx([-10 * UM, 10 * UM])


def test_the_same_slab_gives_the_same_mesh() -> None:
    one, other = (build_solid_mesh(slab(HALF_PENNY), SIZES) for _ in range(2))
    np.testing.assert_array_equal(one.points, other.points)
    np.testing.assert_array_equal(one.cells, other.cells)


def test_lean_and_azimuth_turn_a_semi_ellipse() -> None:
    crack = anode_crack(
        "e", 30 * UM, 30 * UM, 8 * UM, 12 * UM, lean=math.radians(30), azimuth=math.pi / 2
    )
    mesh = build_solid_mesh(slab(crack), SIZES)
    x, y, z = mesh.points[mesh.cracks[0].plus].T / UM
    # A quarter turn: the mouth along x, leaning towards -z.
    assert (x.min(), x.max()) == pytest.approx((18, 42))
    assert y.max() == pytest.approx(8 * math.cos(math.radians(30)), rel=5e-3)
    np.testing.assert_allclose(z - 30, -y * math.tan(math.radians(30)), atol=1e-9)


def test_several_cracks_and_none() -> None:
    ellipse = buried_crack("deep", (30 * UM, 40 * UM, 30 * UM), 8 * UM, 5 * UM, lean=math.pi / 2)
    mesh = build_solid_mesh(slab(HALF_PENNY, ellipse), SIZES)
    assert [faces.name for faces in mesh.cracks] == ["half", "deep"]
    np.testing.assert_allclose(mesh.points[mesh.cracks[1].plus, 1], 40 * UM)
    assert not build_solid_mesh(slab(), SIZES).cracks


def test_cracks_may_have_sizes_of_their_own() -> None:
    small = buried_crack("small", (30 * UM, 40 * UM, 30 * UM), 2 * UM, lean=math.pi / 2)
    sizes = replace(SIZES, fronts=(1.5 * UM, 0.3 * UM))
    mesh = build_solid_mesh(slab(HALF_PENNY, small), sizes)
    assert [len(faces.front) for faces in mesh.cracks] == [22, 42]
    assert mesh.sizes is sizes
    assert len(mesh.cells) < 15_000
    with pytest.raises(MeshingError, match="1 sizes 'fronts' for 2 cracks"):
        build_solid_mesh(slab(HALF_PENNY, small), replace(SIZES, fronts=(1 * UM,)))
    with pytest.raises(MeshingError, match="give positive, finite"):
        build_solid_mesh(slab(HALF_PENNY), replace(SIZES, fronts=(0.0,)))


@pytest.mark.parametrize(
    ("crack", "message"),
    [
        (anode_crack("a", 30 * UM, 30 * UM, 70 * UM, 20 * UM), "'a' reaches the counter electrode"),
        (anode_crack("a", 30 * UM, 30 * UM, 10 * UM, 40 * UM), "'a' reaches the side z = "),
        (anode_crack("a", 59.9 * UM, 30 * UM, 10 * UM), "'a' reaches the side x = width"),
        (buried_crack("a", (30 * UM, 9 * UM, 30 * UM), 10 * UM), "'a' reaches the anode"),
        (buried_crack("a", (30 * UM, 30 * UM, 30 * UM), 2 * UM), "at most 1 um"),
        (buried_crack("a", (30 * UM, 30 * UM, 30 * UM), 20 * UM, 2 * UM), "smaller front size"),
        (anode_crack("a", math.nan, 30 * UM, 10 * UM), "not finite"),
    ],
)
def test_what_cannot_be_meshed_is_told(crack: SurfaceCrack, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_solid_mesh(slab(crack), SIZES)


@pytest.mark.parametrize("length", [0.0, -1e-6, math.inf, math.nan])
def test_cracks_have_positive_lengths(length: float) -> None:
    with pytest.raises(MeshingError, match=r"The depth of crack 'a' is .* um"):
        anode_crack("a", 0.0, 0.0, length)
    with pytest.raises(MeshingError, match=r"The second radius of crack 'a' is .* um"):
        buried_crack("a", (0.0, 0.0, 0.0), 1e-6, length)


def test_two_cracks_need_two_names() -> None:
    with pytest.raises(MeshingError, match="Two cracks have the name 'half'"):
        build_solid_mesh(slab(HALF_PENNY, HALF_PENNY), SIZES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"front": 0.0}, "size 'front' is 0"),
        ({"far": math.inf}, "size 'far' is inf"),
        ({"face": -1e-6}, "size 'face' is -1e-06"),
        ({"growth": 2.0}, "growth is 2"),
        ({"far": 1e-8}, "larger one"),
    ],
)
def test_impossible_sizes_are_told(change: dict[str, float], message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_solid_mesh(slab(), replace(SIZES, **change))


def test_audit_finds_what_is_wrong() -> None:
    mesh = build_solid_mesh(slab(HALF_PENNY), SIZES)
    (faces,) = mesh.cracks
    with pytest.raises(MeshingError, match="volume is wrong"):
        audit_solid(replace(mesh, cells=mesh.cells[:-1]))
    with pytest.raises(MeshingError, match="unnamed boundary"):
        audit_solid(replace(mesh, facet_tags=np.zeros_like(mesh.facet_tags)))
    with pytest.raises(MeshingError, match="meet at"):
        audit_solid(replace(mesh, cracks=(replace(faces, minus=faces.plus),)))
    wrong = np.where(mesh.facet_tags == Surface.FACE_PLUS, Surface.FACE_MINUS, mesh.facet_tags)
    with pytest.raises(MeshingError, match="0 facets on their 'face_plus'"):
        audit_solid(replace(mesh, facet_tags=wrong.astype(np.int32)))
    points = mesh.points.copy()
    inner = mesh.cells[:, 4:][(mesh.points[mesh.cells[:, 4:]] > 1e-7).all(axis=(1, 2))][0]
    points[inner] += 5 * UM
    with pytest.raises(MeshingError, match="folds over"):
        audit_solid(replace(mesh, points=points))


@pytest.mark.parametrize(("off", "straight"), [(0.05, False), (0.4, True)])
def test_a_front_too_sharply_curved_for_its_cells_is_straight_there(
    off: float, straight: bool
) -> None:
    """Where it leads to the anode in a hook, one edge was enough to end a run."""
    vertices = np.vstack([np.zeros(3), np.eye(3)])
    cell, edges, middle = np.array([[0, 1, 2, 3]]), np.array([[1, 0]]), np.array([[0.5, off, off]])
    points, cells = ten_node_cells(vertices, cell, [(edges, middle)])
    assert (smallest_jacobians(points, cells)[0] <= 0) == straight
    mended = unfolded(points, cells, [(edges, middle)], 0.0)
    assert smallest_jacobians(mended, cells)[0] > 0
    np.testing.assert_array_equal(mended[cells[0, 4]], (0.5, 0, 0) if straight else middle[0])


def test_ten_nodes_of_one_tetrahedron() -> None:
    vertices = np.vstack([np.zeros(3), np.eye(3)])
    cell, curved = np.array([[0, 1, 2, 3]]), np.array([[0.5, -0.1, 0.0]])
    points, cells = ten_node_cells(vertices, cell, [(np.array([[1, 0]]), curved)])
    np.testing.assert_allclose(
        points[cells[0, 4:]],
        [
            (0.5, -0.1, 0),
            (0.75, 0.25, 0),
            (0, 0.25, 0),
            (0, 0, 0.25),
            (0.75, 0, 0.25),
            (0, 0.5, 0.5),
        ],
    )
