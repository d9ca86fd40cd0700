"""Lithium on crack surfaces followed from places that move with the fronts."""

import numpy as np
import numpy.typing as npt
import pytest
from tests.builders.slabs import UM
from tests.builders.solids import half_penny, meshed, penny, solid_sizes

from filasse.fem.crack_grid import FilmGrid
from filasse.remap.lithium_remap import StoredLithium
from filasse.remap.moving_places import bounds_of, followed, swept
from filasse.remap.moving_surfaces import SurfaceBounds, earlier_places, nodal_areas
from filasse.remap.surface_remap import SurfaceProfile

type FloatArray = npt.NDArray[np.float64]

RADIUS, OPENING = 10 * UM, 50e-9


@pytest.fixture(scope="module", params=["half-penny", "penny"])
def grid(request: pytest.FixtureRequest) -> FilmGrid:
    """Of a crack in a small cube."""
    box = 4 * RADIUS
    slab = half_penny(RADIUS, box) if request.param == "half-penny" else penny(RADIUS, box)
    return meshed(slab, solid_sizes(slab, 0.2 * RADIUS, 0.5)).grid


def reach(grid: FilmGrid, uv: FloatArray) -> FloatArray:
    """Distance from the middle of the crack, over its radius."""
    middle = (grid.uv.min(axis=0) + grid.uv.max(axis=0)) / 2
    if len(grid.mouths):
        middle[1] = 0.0
    return np.asarray(np.linalg.norm(uv - middle, axis=1) / RADIUS)


def smaller(grid: FilmGrid, part: float) -> StoredLithium:
    """Lithium of a crack that was smaller by a part, and as open as one under even pressure."""
    middle = grid.uv.mean(axis=0) * [1, 0] if len(grid.mouths) else grid.uv.mean(axis=0)
    thickness = OPENING * np.sqrt(np.maximum(1 - reach(grid, grid.uv) ** 2, 0.0))
    uv = middle + part * (grid.uv - middle)
    volume = float(nodal_areas(grid.triangles, uv) @ thickness)
    pressure = np.zeros(grid.size)
    profile = SurfaceProfile(uv, grid.triangles, thickness, pressure, volume)
    return StoredLithium((profile,), {})


def test_places_go_back_to_the_earlier_front(grid: FilmGrid) -> None:
    (profile,) = smaller(grid, 0.9).profiles
    assert isinstance(profile, SurfaceProfile)
    places = earlier_places(grid, 0, profile)
    then, now = reach(grid, places), reach(grid, grid.uv)
    np.testing.assert_allclose(then, 0.9 * now, atol=0.02)
    on_front = grid.fronts[0].nodes
    np.testing.assert_allclose(then[on_front], 0.9 * now[on_front], atol=3e-3)  # chords
    assert np.all(places[grid.mouths, 1] == 0)


def test_what_is_swept_is_what_the_nodes_gain(grid: FilmGrid) -> None:
    """Areas within the front: nothing of the crack is counted twice, nothing is left out."""
    areas = nodal_areas(grid.triangles, grid.uv)
    seen = followed(grid, areas, smaller(grid, 0.9))
    assert isinstance(seen.bounds, SurfaceBounds)
    passed = swept(seen.bounds, bounds_of(grid, areas))
    first, second = grid.edges.T
    gained = np.bincount(first, passed, grid.size) - np.bincount(second, passed, grid.size)
    change = areas - nodal_areas(grid.triangles, seen.bounds.uv)
    inside = ~np.isin(np.arange(grid.size), [*grid.fronts[0].nodes, *grid.mouths])
    scale = np.abs(change[inside]).max()
    np.testing.assert_allclose(gained[inside], change[inside], atol=2e-2 * scale)
    assert scale > 0.05 * areas.mean()


def test_a_steady_shape_moves_along(grid: FilmGrid) -> None:
    """Seen from the front the film only scales; at fixed places the new strip is dry."""
    areas = nodal_areas(grid.triangles, grid.uv)
    now, then = smaller(grid, 1.0), smaller(grid, 0.9)
    seen = followed(grid, areas, then)
    assert seen.lithium.sum() == pytest.approx(then.profiles[0].volume, rel=1e-12)
    same = followed(grid, areas, now)
    assert isinstance(same.bounds, SurfaceBounds)
    assert np.abs(swept(same.bounds, bounds_of(grid, areas))).max() < 1e-9 * areas.mean()
    inside = reach(grid, grid.uv) < 0.95
    ratio = seen.lithium[inside] / same.lithium[inside]
    np.testing.assert_allclose(ratio, 0.81, atol=0.03)
    shares = then.profiles[0].on(grid.uv, areas)
    assert np.all(shares[reach(grid, grid.uv) > 0.92] == 0)
