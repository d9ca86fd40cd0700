"""When a front as a whole is at its toughness, though K is uneven along it."""

import numpy as np
import pytest

from filasse.fracture.front_growth import AT_PEAK, front_level

ALONG = np.linspace(0, 2 * np.pi, 33)[:-1]
EVEN = np.ones(32)
WAY = 1e-6 * (1 + 0.5 * np.cos(ALONG))


def test_a_front_that_stands_grows_where_k_is_largest() -> None:
    driving = 0.8 + 0.2 * np.cos(ALONG)
    assert front_level(driving, np.zeros(32), EVEN) == driving.max()


@pytest.mark.parametrize("unevenness", [0.02, 0.05, 0.08])
def test_an_advance_costs_what_it_releases(unevenness: float) -> None:
    """The largest K is beyond K_c by then; it is a fiftieth of what is weighed."""
    energy = 1 + 2 * unevenness * np.sin(ALONG)
    assert (energy - 1) @ WAY == pytest.approx(0, abs=1e-12)
    level = front_level(np.sqrt(energy), WAY, EVEN)
    assert 1 <= level < 1 + 1.1 * AT_PEAK * unevenness


def test_noise_of_the_mesh_averages_out() -> None:
    """Its largest value brought every event forward by 1.4 % of K."""
    noise = 0.005 * np.random.default_rng(3).standard_normal((200, 32))
    levels = np.array([front_level(1 + one, WAY, EVEN) for one in noise])
    assert levels.mean() == pytest.approx(1, abs=0.5e-3)
    assert levels.std() < 1.5e-3
    assert (1 + noise).max(axis=1).mean() > 1.009


def test_what_has_come_to_something_tougher_stands() -> None:
    behind = np.arange(32) < 16
    driving, tougher = np.where(behind, 0.5, 1.0), np.where(behind, 2.0, 1.0)
    assert front_level(driving, WAY, tougher) == pytest.approx(1, rel=1e-12)
    only_there = np.where(behind, WAY, 0.0)
    assert front_level(driving, only_there, tougher) == pytest.approx(1, rel=1e-12)


def test_what_has_run_ahead_in_one_material_waits() -> None:
    behind = np.arange(32) < 16
    driving = np.where(behind, 0.5, 1.0)
    assert front_level(driving, EVEN, EVEN) == pytest.approx(np.sqrt(0.625), rel=0.01)


def test_k_goes_with_the_load() -> None:
    driving = 0.9 + 0.1 * np.cos(3 * ALONG)
    assert front_level(2 * driving, WAY, EVEN) == pytest.approx(
        2 * front_level(driving, WAY, EVEN), rel=1e-12
    )
    assert front_level(0 * driving, WAY, EVEN) == 0
