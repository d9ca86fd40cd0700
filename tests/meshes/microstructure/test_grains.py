"""Tilings by grains, and their grain-boundary bands."""

import math

import numpy as np
import pytest
from shapely import LineString, Polygon

from filasse_meshes import (
    Crack,
    GrainSpec,
    MeshingError,
    Microstructure,
    Sizes,
    Slab,
    build_mesh,
    draw_microstructure,
    make_grains,
    mesh_stats,
)
from filasse_meshes.meshing.triangulate import signed_areas

UM = 1e-6
WIDTH, THICKNESS = 60 * UM, 40 * UM
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)
SPEC = GrainSpec(8 * UM, spread=0.35)


def diameters(grains: tuple[tuple[tuple[float, float], ...], ...]) -> np.ndarray:
    return np.sqrt([4 / math.pi * Polygon(corners).area for corners in grains])


@pytest.mark.parametrize("spec", [SPEC, GrainSpec(8 * UM, kind="voronoi"), GrainSpec(5 * UM, 0.0)])
def test_grains_tile_the_slab(spec: GrainSpec) -> None:
    grains = [Polygon(corners) for corners in make_grains(WIDTH, THICKNESS, spec, seed=3)]
    assert sum(grain.area for grain in grains) == pytest.approx(WIDTH * THICKNESS, rel=1e-12)
    assert all(grain.is_valid and grain.exterior.is_ccw for grain in grains)


def test_laguerre_meets_mean_and_spread() -> None:
    d = diameters(make_grains(150 * UM, 120 * UM, SPEC, seed=1))
    assert d.mean() == pytest.approx(8 * UM, rel=0.03)
    assert np.log(d).std() == pytest.approx(0.35, rel=0.15)


def test_relaxed_voronoi_grains_are_alike() -> None:
    raw = diameters(make_grains(WIDTH, THICKNESS, GrainSpec(6 * UM, kind="voronoi"), seed=1))
    relaxed = GrainSpec(6 * UM, kind="voronoi", relax=10)
    even = diameters(make_grains(WIDTH, THICKNESS, relaxed, seed=1))
    assert np.log(even).std() < 0.12 < 0.2 < np.log(raw).std()


def test_seed_decides() -> None:
    first = make_grains(WIDTH, THICKNESS, SPEC, seed=5)
    assert make_grains(WIDTH, THICKNESS, SPEC, seed=5) == first
    assert make_grains(WIDTH, THICKNESS, SPEC, seed=6) != first


def test_short_edges_are_collapsed() -> None:
    shortest = 0.6 * UM
    spec = GrainSpec(6 * UM, kind="voronoi", shortest_edge=shortest)
    for corners in make_grains(WIDTH, THICKNESS, spec, seed=2):
        ring = np.array([*corners, corners[0]])
        inside = ((ring > 0) & (ring < [WIDTH, THICKNESS])).all(axis=1)
        length = np.linalg.norm(np.diff(ring, axis=0), axis=1)
        assert length[inside[:-1] & inside[1:]].min(initial=1.0) >= shortest


def two_grains(band: float) -> Microstructure:
    """Two grains with a slanted border from (25, 0) to (35, 40) um."""
    left = ((0.0, 0.0), (25 * UM, 0.0), (35 * UM, THICKNESS), (0.0, THICKNESS))
    right = ((25 * UM, 0.0), (WIDTH, 0.0), (WIDTH, THICKNESS), (35 * UM, THICKNESS))
    return Microstructure((left, right), band)


@pytest.mark.parametrize("band", [0.05 * UM, 0.5 * UM])
def test_band_has_its_exact_area(band: float) -> None:
    mesh = build_mesh(Slab(WIDTH, THICKNESS, microstructure=two_grains(band)), SIZES)
    wanted = band * math.hypot(10 * UM, THICKNESS)
    assert mesh.region_names == ("electrolyte", "grain_boundary")
    assert mesh_stats(mesh).region_areas["grain_boundary"] == pytest.approx(wanted, rel=1e-6)


def test_cells_know_their_grain() -> None:
    found = draw_microstructure(WIDTH, THICKNESS, 4, SPEC, band=0.2 * UM)
    mesh = build_mesh(Slab(WIDTH, THICKNESS, microstructure=found), SIZES)
    areas = signed_areas(mesh.points, mesh.cells[:, :3])
    middle = mesh.points[mesh.cells[:, :3]].mean(axis=1)
    for i, corners in enumerate(found.grains):
        grain, cells = Polygon(corners), mesh.grain == i
        hull = grain.buffer(1e-3 * UM)
        assert all(hull.contains_properly(p) for p in map(_point, middle[cells][::7]))
        assert 0.7 * grain.area < areas[cells].sum() < grain.area
    np.testing.assert_array_equal(mesh.grain == -1, mesh.region == 1)


def _point(xy: np.ndarray) -> Polygon:
    x, y = xy
    return Polygon([(x, y), (x + 1e-12, y), (x, y + 1e-12)])


def test_band_of_no_width_gives_grains_without_a_band() -> None:
    mesh = build_mesh(Slab(WIDTH, THICKNESS, microstructure=two_grains(0.0)), SIZES)
    assert mesh.region_names == ("electrolyte",)
    assert set(mesh.grain) == {0, 1}


def test_band_stays_one_cell_wide() -> None:
    found = draw_microstructure(WIDTH, THICKNESS, 4, SPEC, band=0.05 * UM)
    mesh = build_mesh(Slab(WIDTH, THICKNESS, microstructure=found), SIZES)
    length = sum(Polygon(corners).length for corners in found.grains) / 2
    in_band = int((mesh.region == 1).sum())
    assert in_band < 4 * length / (WIDTH * THICKNESS / len(found.grains)) ** 0.5 * 8


def test_crack_crosses_a_band_and_ends_in_it() -> None:
    found = two_grains(0.4 * UM)
    crossing = Crack("crossing", ((20 * UM, 0.0), (36 * UM, 15 * UM)))
    inside = Crack("inside", ((40 * UM, 0.0), (40 * UM, 20 * UM), (32.5 * UM, 30 * UM)))
    slab = Slab(WIDTH, THICKNESS, (crossing, inside), microstructure=found)
    mesh = build_mesh(slab, SIZES)
    around = (mesh.cells[:, :3] == mesh.traces[1].plus[-1]).any(axis=1)
    assert set(mesh.region[around]) == {1}
    assert mesh.slab == slab


@pytest.mark.parametrize("off", [1e-4, 0.019, -0.019])
def test_crack_beside_a_boundary_is_led_along_it(off: float) -> None:
    border = LineString([(25, 0), (35, 40)])
    start, end = (border.interpolate(s) for s in (10, 20))
    path = ((26 * UM, 0.0), ((start.x + off) * UM, start.y * UM), (end.x * UM, end.y * UM))
    slab = Slab(WIDTH, THICKNESS, (Crack("along", path),), microstructure=two_grains(0.0))
    mesh = build_mesh(slab, SIZES)
    snapped = np.array(mesh.slab.cracks[0].path) / UM
    assert border.distance(LineString(snapped[1:])) < 1e-9
    assert np.abs(snapped - np.array(path) / UM).max() <= 0.02
    assert mesh_stats(mesh).smallest_angle > 5


@pytest.mark.parametrize("aside", [0.03, 0.05, 0.1, -0.05])
def test_tip_reaches_a_boundary_at_a_grazing_angle(aside: float) -> None:
    border = LineString([(25, 0), (35, 40)])
    before, end = border.interpolate(10), border.interpolate(12.345678)
    path = ((26, 0), (before.x + aside, before.y), (end.x + 0.003, end.y))
    crack = Crack("grazing", tuple((x * UM, y * UM) for x, y in path))
    mesh = build_mesh(Slab(WIDTH, THICKNESS, (crack,), microstructure=two_grains(0.0)), SIZES)
    assert mesh_stats(mesh).smallest_angle > 0.5
    assert set(mesh.grain[(mesh.cells[:, :3] == mesh.traces[0].plus[-1]).any(axis=1)]) == {0, 1}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (GrainSpec(0.0), "positive mean size"),
        (GrainSpec(8 * UM, spread=3.0), "spread from 0 to 1"),
        (GrainSpec(90 * UM), "do not fit the slab more than once"),
        (GrainSpec(1e-9), "are more than this mesher takes"),
    ],
)
def test_messages_for_bad_distributions(spec: GrainSpec, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        make_grains(WIDTH, THICKNESS, spec, seed=1)


def test_messages_for_bad_microstructures() -> None:
    grains = make_grains(WIDTH, THICKNESS, SPEC, seed=1)
    for found, message in (
        (Microstructure(grains, 6 * UM), r"band of 6 um is wider than the grain at \("),
        (Microstructure(grains, math.nan), "band is nan m wide"),
        (Microstructure(grains[1:], 0.1 * UM), "they must tile it without overlap"),
    ):
        with pytest.raises(MeshingError, match=message):
            build_mesh(Slab(WIDTH, THICKNESS, microstructure=found), SIZES)
