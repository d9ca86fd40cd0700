"""Pores, notches, and the cracks that join them."""

import math

import numpy as np
import pytest
from shapely import Polygon

from filasse_meshes import (
    Crack,
    GrainSpec,
    MeshingError,
    Microstructure,
    Notch,
    Pore,
    PoreSpec,
    Sizes,
    Slab,
    SlabMesh,
    Surface,
    build_mesh,
    ellipse,
    join_to_anode,
    make_grains,
    make_pores,
    mesh_stats,
    round_pore,
)

UM = 1e-6
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)
PORE = round_pore("p", (10 * UM, 8 * UM), 2 * UM)
OTHER = Pore("q", ellipse((20 * UM, 9 * UM), (3 * UM, 1 * UM), 0.5))
NOTCH = Notch("pit", ((24 * UM, -1 * UM), (26 * UM, -1 * UM), (25 * UM, 2 * UM)))
FOUND = Microstructure(pores=(PORE, OTHER), notches=(NOTCH,))
BOTTOM = min(PORE.outline, key=lambda corner: corner[1])
TOP = max(PORE.outline, key=lambda corner: corner[1])
BELOW = Crack("below", ((BOTTOM[0], 0.0), BOTTOM), into_pore="p")
ABOVE = Crack("above", (TOP, (12 * UM, 15 * UM)), mouth=False, from_pore="p")
FROM_PIT = Crack("from pit", ((25 * UM, 2 * UM), (25 * UM, 6 * UM)))


def slab(*cracks: Crack, found: Microstructure = FOUND) -> Slab:
    return Slab(30 * UM, 20 * UM, cracks, microstructure=found)


@pytest.fixture(scope="module")
def mesh() -> SlabMesh:
    return build_mesh(slab(BELOW, ABOVE, FROM_PIT), SIZES)


def test_ellipse_has_the_area_of_an_ellipse() -> None:
    shape = Polygon(ellipse((1.0, 2.0), (3.0, 0.5), 0.7))
    assert shape.area == pytest.approx(math.pi * 1.5, rel=1e-12)
    assert shape.centroid.coords[0] == pytest.approx((1.0, 2.0))


def test_pores_and_notches_are_cut_out(mesh: SlabMesh) -> None:
    holes = Polygon(PORE.outline).area + Polygon(OTHER.outline).area
    notch = Polygon(NOTCH.outline).area * (2 / 3) ** 2
    area = mesh_stats(mesh).region_areas["electrolyte"]
    assert area == pytest.approx(600 * UM**2 - holes - notch, rel=1e-9)


def test_walls_are_tagged(mesh: SlabMesh) -> None:
    def length(tag: Surface) -> float:
        ends = mesh.points[mesh.facets[mesh.facet_tags == tag]]
        return float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum())

    walls = Polygon(PORE.outline).length + Polygon(OTHER.outline).length
    pit = 2 * math.hypot(2, 2 / 3) - 4 / 3
    assert length(Surface.PORE_WALL) == pytest.approx(walls)
    assert length(Surface.ANODE) == pytest.approx((30 + pit) * UM)


def test_pore_traces_run_once_round(mesh: SlabMesh) -> None:
    assert [pore.name for pore in mesh.pores] == ["p", "q"]
    for pore, outline in zip(mesh.pores, (PORE.outline, OTHER.outline), strict=True):
        following = np.roll(pore.facets[:, 0], -1)
        np.testing.assert_array_equal(mesh.points[pore.facets[:, 1]], mesh.points[following])
        assert pore.arc[-1] == pytest.approx(Polygon(outline).length)
    opened = mesh.pores[0].facets[:, 1] != np.roll(mesh.pores[0].facets[:, 0], -1)
    assert opened.sum() == 2  # where the two cracks open into the pore
    ring = mesh.points[mesh.pores[1].facets[:, 0]]
    assert not Polygon(ring).exterior.is_ccw  # the solid is to the left


def test_ends_at_walls_are_open_and_no_tips(mesh: SlabMesh) -> None:
    below, above, pit = mesh.traces
    assert (below.from_pore, below.into_pore) == (None, "p")
    assert len(below.tips) == 0
    assert above.tips.tolist() == [above.plus[-1]]
    assert pit.tips.tolist() == [pit.plus[-1]]
    for trace, ends in ((below, (0, -1)), (above, (0,)), (pit, (0,))):
        assert all(trace.plus[i] != trace.minus[i] for i in ends)
    faces = {below.plus[-1], below.minus[-1], above.plus[0], above.minus[0]}
    assert faces <= set(mesh.pores[0].facets.ravel().tolist())


def test_end_that_nearly_reaches_the_wall_is_put_on_it() -> None:
    short = Crack("below", ((10 * UM, 0.0), (BOTTOM[0], BOTTOM[1] - 0.015 * UM)), into_pore="p")
    snapped = build_mesh(slab(short), SIZES).slab.cracks[0]
    assert snapped.path[-1] == pytest.approx(BOTTOM, abs=1e-15)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (slab(Crack("c", ((10 * UM, 0.0), (10 * UM, 15 * UM)))), "'c' runs through pore 'p'"),
        (slab(Crack("c", ((10 * UM, 0.0), (10 * UM, 8 * UM)))), "'c' runs through pore 'p'"),
        (
            slab(Crack("c", ((10 * UM, 0.0), BOTTOM))),
            "'c' at .* touches pore 'p'",
        ),
        (
            slab(Crack("c", ((10 * UM, 0.0), (10 * UM, 3 * UM)), into_pore="p")),
            "'c' joins pore 'p' at .* off the pore's wall",
        ),
        (
            slab(Crack("c", ((5 * UM, 0.0), BOTTOM), into_pore="x")),
            "joins the pore 'x', which does",
        ),
        (slab(found=Microstructure(pores=(PORE, PORE))), "Pore 'p' and pore 'p' overlap"),
        (
            slab(found=Microstructure(pores=(round_pore("r", (1 * UM, 9 * UM), 2 * UM),))),
            "'r' is not inside the slab",
        ),
        (
            slab(found=Microstructure(pores=(Pore("r", ((0.0, 0.0), (1.0, 1.0))),))),
            "outline of pore 'r' is not a simple polygon",
        ),
        (
            slab(found=Microstructure(notches=(Notch("n", PORE.outline),))),
            "'n' must reach the anode side",
        ),
    ],
)
def test_messages(bad: Slab, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_mesh(bad, SIZES)


def test_porosity_is_met_without_overlap() -> None:
    pores = make_pores(60 * UM, 40 * UM, PoreSpec(2 * UM, porosity=0.1, aspect=2.0), seed=1)
    shapes = [Polygon(pore.outline) for pore in pores]
    assert sum(shape.area for shape in shapes) == pytest.approx(240 * UM**2, rel=1e-9)
    gaps = [a.distance(b) for i, a in enumerate(shapes) for b in shapes[:i]]
    assert min(gaps) >= 0.2 * UM


@pytest.mark.parametrize("site", ["boundary", "junction"])
def test_pores_sit_where_asked(site: str) -> None:
    grains = make_grains(60 * UM, 40 * UM, GrainSpec(8 * UM), seed=1)
    spec = PoreSpec(1 * UM, number=8, site=site)  # type: ignore[arg-type]
    pores = make_pores(60 * UM, 40 * UM, spec, 1, grains)
    corners, count = np.unique(np.vstack(grains), axis=0, return_counts=True)
    assert len(pores) == 8
    for pore in pores:
        centre = Polygon(pore.outline).centroid
        if site == "boundary":
            gap = min(Polygon(grain).exterior.distance(centre) for grain in grains)
        else:
            gap = np.linalg.norm(corners[count > 2] - centre.coords[0], axis=1).min()
        assert gap < 1e-6 * UM


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (PoreSpec(2 * UM), "either a number or a porosity"),
        (PoreSpec(2 * UM, number=1, porosity=0.1), "either a number or a porosity"),
        (PoreSpec(2 * UM, porosity=1.2), "porosity is 1.2"),
        (PoreSpec(2 * UM, porosity=0.7), r"Only \d+ of \d+ pores fit"),
        (PoreSpec(-1.0, number=3), "positive mean size"),
        (PoreSpec(1e-9, porosity=0.5), "make them larger"),
        (PoreSpec(2 * UM, number=3, site="junction"), "need grains"),
    ],
)
def test_messages_for_bad_distributions(spec: PoreSpec, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        make_pores(30 * UM, 20 * UM, spec, seed=1)


def test_pores_are_joined_to_the_anode() -> None:
    pores = make_pores(60 * UM, 40 * UM, PoreSpec(3 * UM, number=6), seed=2)
    joints = join_to_anode(pores, 2)
    mesh = build_mesh(
        Slab(60 * UM, 40 * UM, joints, microstructure=Microstructure(pores=pores)), SIZES
    )
    assert [trace.into_pore for trace in mesh.traces] == [crack.into_pore for crack in joints]
    assert all(len(trace.arc) > 6 for trace in mesh.traces)
    with pytest.raises(
        MeshingError, match="7 pores are to be joined to the anode, but there are 6"
    ):
        join_to_anode(pores, 7)
