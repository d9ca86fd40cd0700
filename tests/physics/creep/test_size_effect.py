"""The fit of the size effect."""

import numpy as np
import pytest

from filasse.materials.preset_laws import creep_preset, measured_size_effect
from filasse.materials.strengths import BULK_STRENGTH, STRENGTHS
from filasse.physics.creep.size_effect import SizeEffect, fit_size_effect, strength_factor

LENGTHS = np.logspace(-8, -4, 9)


def test_slope() -> None:
    effect = SizeEffect(1e-5, 0.7, 1e-8)
    step = 1e-6
    wider = strength_factor(effect, LENGTHS * (1 + step)).value
    narrower = strength_factor(effect, LENGTHS * (1 - step)).value
    numeric = (wider - narrower) / (2 * step * LENGTHS)
    np.testing.assert_allclose(strength_factor(effect, LENGTHS).slope, numeric, rtol=1e-7)


def test_fit_finds_what_made_the_data() -> None:
    effect = SizeEffect(3e-5, 0.8, float(LENGTHS[0]))
    strengths = 2e6 * strength_factor(effect, LENGTHS).value
    fitted = fit_size_effect(LENGTHS, strengths, 2e6)
    assert fitted.length == pytest.approx(effect.length, rel=1e-6)
    assert fitted.exponent == pytest.approx(effect.exponent, rel=1e-6)


def test_fit_to_the_measured_strengths() -> None:
    effect = measured_size_effect()
    assert effect.length == pytest.approx(190e-6, rel=0.01)
    assert effect.exponent == pytest.approx(0.60, rel=0.01)
    assert effect.floor == 76e-9
    for item in STRENGTHS:
        fitted = BULK_STRENGTH * strength_factor(effect, np.array([item.length])).value[0]
        assert 1 / 5.5 < fitted / item.strength < 5.5, item


def test_bulk_strength_is_that_of_lepage() -> None:
    law = creep_preset("LePage2019", 298.0)
    assert law.resistance * 1e-3 ** (1 / law.exponent) == pytest.approx(BULK_STRENGTH, rel=1e-3)


def test_every_strength_has_a_source() -> None:
    assert all("review" in item.source for item in STRENGTHS)
