"""Lithium followed from places that move with the tips, and what those places sweep over."""

import numpy as np
import pytest
from tests.builders.slabs import UM

from filasse.cracks.filling import Saturation
from filasse.cracks.swept_lithium import SweptLithium
from filasse.fem.condensed import Response
from filasse.remap.lithium_remap import Profile, StoredLithium, lithium_on
from filasse.remap.moving_places import (
    PathBounds,
    bounds_of,
    followed,
    foreseen_fronts,
    foreseen_pressure,
    swept,
)


def shorter(edge: Response, part: float) -> StoredLithium:
    """Lithium of a crack that was shorter by a part, with an opening like the root to its tip."""
    arc = edge.grid.arc[edge.grid.nodes_of(0)] * part
    thickness = 50e-9 * np.sqrt(1 - arc / arc[-1])
    volume = float(np.trapezoid(thickness, arc))
    return StoredLithium((Profile(arc, thickness, np.zeros_like(arc), volume),), {})


@pytest.mark.parametrize("part", [0.5, 0.9, 1.0])
def test_the_volume_stays(edge: Response, part: float) -> None:
    lithium = shorter(edge, part)
    seen = followed(edge.grid, edge.elastic.areas, lithium)
    assert seen.lithium.sum() == pytest.approx(lithium.profiles[0].volume, rel=1e-12)
    assert seen.lithium.min() >= 0
    moved = swept(seen.bounds, bounds_of(edge.grid, edge.elastic.areas))
    assert isinstance(seen.bounds, PathBounds)
    length = np.ptp(edge.grid.arc)
    np.testing.assert_allclose(moved, (1 - part) * (moved + seen.bounds.arc), atol=1e-12 * length)


def test_cracks_that_stand_keep_their_lithium(edge: Response) -> None:
    lithium = shorter(edge, 1.0)
    seen = followed(edge.grid, edge.elastic.areas, lithium)
    np.testing.assert_allclose(seen.lithium, lithium_on(edge.grid, edge.elastic.areas, lithium))


def test_a_steady_shape_moves_along(edge: Response) -> None:
    """Followed from the tip, a film that only gets longer has next to no rates left there."""
    now = followed(edge.grid, edge.elastic.areas, shorter(edge, 1.0)).lithium
    before = followed(edge.grid, edge.elastic.areas, shorter(edge, 0.9)).lithium
    resting = lithium_on(edge.grid, edge.elastic.areas, shorter(edge, 0.9))
    arc = edge.grid.arc
    tip = np.flatnonzero(arc > 0.92 * arc.max())
    np.testing.assert_allclose(before[tip], 0.9 * now[tip], rtol=1e-9, atol=1e-21)
    assert np.all(resting[tip] == 0)


@pytest.mark.parametrize("filled", [0.0, 0.4, 1.0])
def test_swept_lithium_goes_to_the_node_behind(edge: Response, filled: float) -> None:
    edges, areas, n = edge.grid.edges, edge.elastic.areas, edge.grid.size
    part = Saturation(np.full(n, filled), np.zeros(n), np.zeros(n))
    swept = SweptLithium(edges, np.full(len(edges), 0.1 * UM), areas)
    even = swept.gained(20e-9 * areas, part)
    assert even.sum() == pytest.approx(0.0, abs=1e-25)
    np.testing.assert_allclose(even[1:-1], 0.0, atol=1e-25)
    assert even[0] == pytest.approx(0.1 * UM * 20e-9)
    assert even[-1] == pytest.approx(-0.1 * UM * 20e-9)


def test_an_empty_node_loses_nothing(edge: Response) -> None:
    """Only what is there passes on, so that no node ends with less than none."""
    edges, areas, n = edge.grid.edges, edge.elastic.areas, edge.grid.size
    lithium = 20e-9 * areas
    lithium[n // 2 :] = 0.0
    part = Saturation(np.where(lithium > 0, 1.0, 0.0), np.zeros(n), np.zeros(n))
    gained = SweptLithium(edges, np.full(len(edges), 1 * UM), areas).gained(lithium, part)
    assert np.all(gained[n // 2 :] == 0)


def partly_dry(edge: Response, reach: float, film: float) -> StoredLithium:
    """An even film under pressure, up to a part of the crack; the tip was at another one."""
    length, half = float(np.ptp(edge.grid.arc)), 1e-3
    places = np.linspace(0.0, reach, 201)
    if film < reach:  # the film ends between two nodes
        beside = np.abs(places - film) < half
        places = np.union1d(places[~beside], [film - half, film + half])
    arc = length * places
    full = arc <= film * length
    thickness = np.where(full, 20e-9, 0.0)
    volume = float(np.trapezoid(thickness, arc))
    return StoredLithium((Profile(arc, thickness, np.where(full, 5e7, 0.0), volume),), {})


def test_a_film_that_is_full_to_its_tip_moves_with_it(edge: Response) -> None:
    lithium = partly_dry(edge, 0.8, 0.8)
    assert foreseen_fronts(edge.grid, lithium, partly_dry(edge, 0.7, 0.5)) == (None,)


@pytest.mark.parametrize(
    ("earlier", "film"), [(None, 0.4), (0.4, 0.4), (0.35, 0.5), (0.42, 0.36), (0.7, 0.2)]
)
def test_a_front_keeps_its_pace(edge: Response, earlier: float | None, film: float) -> None:
    """The tip was at 0.7, is at 0.8 and goes on to 1; the front is at 0.4 and goes on to `film`.

    It goes back by no more than the tip goes on.
    """
    before = None if earlier is None else partly_dry(edge, 0.7, earlier)
    (front,) = foreseen_fronts(edge.grid, partly_dry(edge, 0.8, 0.4), before)
    assert front is not None
    length = float(np.ptp(edge.grid.arc))
    np.testing.assert_allclose(front.ends, np.array([0.0, 0.0, film, 1.0]) * length, rtol=1e-12)
    np.testing.assert_allclose(front.tips, np.array([0.0, 0.8]) * length, rtol=1e-12)


def test_places_on_a_film_that_stands_stay(edge: Response) -> None:
    """However far the tip runs: nothing is swept there, and the front stays as sharp as it is."""
    areas, now = edge.elastic.areas, partly_dry(edge, 0.8, 0.5)
    fronts = foreseen_fronts(edge.grid, now, partly_dry(edge, 0.7, 0.5))
    seen = followed(edge.grid, areas, now, fronts)
    moved = swept(seen.bounds, bounds_of(edge.grid, areas))
    length = float(np.ptp(edge.grid.arc))
    np.testing.assert_allclose(moved, 0.0, atol=1e-12 * length)
    assert seen.lithium.sum() == pytest.approx(now.profiles[0].volume, rel=1e-12)
    pressure = foreseen_pressure(edge.grid, now, fronts)
    np.testing.assert_array_equal(pressure > 0, edge.grid.arc < 0.5 * length * (1 + 1e-2))


@pytest.mark.parametrize("film", [0.3, 0.35])
def test_what_is_dry_rests(edge: Response, film: float) -> None:
    """Places go with the front up to where the tip was; what is beyond stays, and stays dry."""
    areas, now = edge.elastic.areas, partly_dry(edge, 0.8, 0.4)
    fronts = foreseen_fronts(edge.grid, now, partly_dry(edge, 0.7, film))
    ends, length = np.cumsum(areas)[edge.grid.edges[:, 0]], float(np.ptp(edge.grid.arc))
    seen = followed(edge.grid, areas, now, fronts)
    moved = swept(seen.bounds, bounds_of(edge.grid, areas))
    front = 0.4 + 2 * (0.4 - film)  # by a tenth the tip went, by two it goes
    inside, beyond = ends < front * length, ends > 0.8 * length
    np.testing.assert_allclose(moved[inside], ends[inside] * (1 - 0.4 / front), rtol=1e-9)
    np.testing.assert_allclose(moved[beyond], 0.0, atol=1e-12 * length)
    assert np.all(moved[~inside & ~beyond] > 0)
    assert np.all(seen.lithium[np.cumsum(areas) - areas > front * length] == 0)
    assert seen.lithium.sum() == pytest.approx(now.profiles[0].volume, rel=1e-12)
