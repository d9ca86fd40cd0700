"""Fronts of films within a cell, and lithium that stays behind them from grid to grid."""

import numpy as np
import pytest
from tests.builders.slabs import UM

from filasse.remap.lithium_remap import Profile
from filasse.remap.packed_film import FloatArray, PackedFilm

THICK = 50e-9
ARC = np.linspace(0.0, 10.0, 21) * UM


def bounds_of(arc: FloatArray) -> FloatArray:
    return np.concatenate([arc[:1], (arc[:-1] + arc[1:]) / 2, arc[-1:]])


def film_up_to(place: float) -> Profile:
    """An even film on nodes half a micrometre apart, which ends within a cell [m]."""
    bounds = bounds_of(ARC)
    part = np.clip((place - bounds[:-1]) / np.diff(bounds), 0.0, 1.0)
    return Profile(ARC, THICK * part, np.where(part == 1.0, 1e7, 0.0), THICK * place)


@pytest.mark.parametrize("place", [4.3, 4.5, 4.74])
def test_a_front_is_found_within_a_cell(place: float) -> None:
    profile = film_up_to(place * UM)
    assert profile.packed.ends == pytest.approx((0.0, place * UM), rel=1e-12)
    turned = profile.turned(10 * UM).packed
    assert turned.ends == pytest.approx(((10 - place) * UM, 10 * UM), rel=1e-12)


def test_a_film_up_to_the_tip_or_without_pressure_is_not_dry() -> None:
    even = np.full_like(ARC, THICK)
    assert not PackedFilm(ARC, even, even).is_dry
    assert PackedFilm(ARC, even, 0 * even).ends == (0.0, 10 * UM)
    assert film_up_to(4.5 * UM).packed.is_dry


def test_a_front_stays_sharp_from_grid_to_grid() -> None:
    """Interpolated, lithium comes ahead by a part of a cell with each, and plates there."""
    profile = film_up_to(4.6 * UM)
    for count in range(22, 42):
        arc = np.linspace(0.0, 10.0, count) * UM
        areas = np.diff(bounds_of(arc))
        part = profile.packed_on(arc, bounds_of(arc)) / (THICK * areas)
        profile = Profile(arc, THICK * part, np.where(part > 1 - 1e-9, 1e7, 0.0), profile.volume)
        assert (THICK * part * areas).sum() == pytest.approx(4.6 * UM * THICK, rel=1e-12)
        assert np.sum((part > 0) & (part < 1 - 1e-9)) <= 1
    assert profile.packed.ends == pytest.approx((0.0, 4.6 * UM), rel=1e-9)
