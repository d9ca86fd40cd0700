"""Lithium goes from one film grid to the next without loss."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.slabs import UM

from filasse.fem.condensed import Response
from filasse.remap.lithium_remap import Profile, StoredLithium, lithium_on, stored

type Cell = Callable[..., object]

LENGTH = 10 * UM
fractions = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=30)
thicknesses = st.just(0.0) | st.floats(1e-12, 1e-6)
slow = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Lithium in a crack that ends at or before the tip of the new one."""
    steps = np.array(draw(fractions))
    reach = draw(st.floats(0.3, 1.0)) * LENGTH
    arc = np.concatenate([[0.0], np.cumsum(steps) / steps.sum() * reach])
    count = len(arc)
    thickness = np.array(draw(st.lists(thicknesses, min_size=count, max_size=count)))
    return Profile(arc, thickness, np.ones_like(arc), float(np.trapezoid(thickness, arc)))


@given(profiles())
@slow
def test_volume_is_conserved(edge: Response, profile: Profile) -> None:
    lithium = lithium_on(edge.grid, edge.elastic.areas, StoredLithium((profile,), {}))
    assert lithium.sum() == pytest.approx(profile.volume, rel=1e-12, abs=1e-30)
    assert lithium.min() >= 0


@given(profiles())
@slow
def test_new_lips_get_nothing(edge: Response, profile: Profile) -> None:
    lithium = lithium_on(edge.grid, edge.elastic.areas, StoredLithium((profile,), {}))
    arc = edge.grid.arc
    beyond = np.concatenate([[False], arc[:-1] >= profile.arc[-1]])
    assert np.all(lithium[beyond] == 0)


def test_the_same_grid_keeps_an_even_film(edge: Response) -> None:
    areas = edge.elastic.areas
    profile = Profile(edge.grid.arc, np.full(edge.grid.size, 3e-8), areas, 3e-8 * areas.sum())
    np.testing.assert_allclose(
        lithium_on(edge.grid, edge.elastic.areas, StoredLithium((profile,), {})),
        3e-8 * areas,
        rtol=1e-9,
    )


def test_an_unchanged_grid_keeps_any_film(edge: Response) -> None:
    lithium = np.random.default_rng(3).uniform(0, 1e-13, edge.grid.size)
    areas = edge.elastic.areas
    profile = Profile(edge.grid.arc, lithium / areas, areas, float(lithium.sum()))
    np.testing.assert_allclose(
        lithium_on(edge.grid, areas, StoredLithium((profile,), {})), lithium, rtol=1e-9
    )


def test_a_path_that_grows_at_its_start_shifts() -> None:
    profile = Profile(np.array([0.0, 1.0]), np.ones(2), np.ones(2), 1.0).shifted(0.5)
    np.testing.assert_array_equal(profile.arc, [0.5, 1.5])
    assert profile.volume == 1.0


def test_reading_profiles_is_lossless(edge: Response, charged: object) -> None:
    from filasse.cracks.solving.first_iterate import filled_cracks

    film = filled_cracks(charged, 1e7)  # type: ignore[arg-type]
    (profile,) = stored(edge.grid, edge.elastic.areas, film).profiles
    assert profile.volume == film.lithium.sum()
    np.testing.assert_allclose(profile.thickness * edge.elastic.areas, film.lithium, rtol=1e-14)
