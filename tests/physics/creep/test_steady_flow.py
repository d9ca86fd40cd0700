"""Steady flow of any law by quadrature: against closed forms, and for a law that has none."""

from dataclasses import dataclass

import numpy as np
import pytest

from filasse.physics.creep.flow_law import (
    FloatArray,
    FlowLaw,
    Hardened,
    constant_resistance,
    flow_stress,
    strain_rate,
)
from filasse.physics.creep.hyperbolic_sine import HyperbolicSine
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.return_mapping import return_mapping
from filasse.physics.creep.steady_flow import channel_rate, mouth_rate
from filasse.physics.film_flow import FilmFlow, flux
from filasse.physics.mouth_flow import Mouth, mouth_flow


@dataclass(frozen=True)
class Plain:
    """A power law that hides its closed forms."""

    law: PowerLaw

    @property
    def resistance(self) -> float:
        return self.law.resistance

    @property
    def fluidity(self) -> float:
        return self.law.fluidity

    def plastic_rate(self, log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
        return self.law.plastic_rate(log_ratio)

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        return self.law.log_ratio(rate)

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        return constant_resistance(rate)

    def strengthened(self, factor: float) -> "Plain":
        return Plain(self.law.strengthened(factor))

    def with_fluidity(self, fluidity: float) -> "Plain":
        return Plain(self.law.with_fluidity(fluidity))


POWER = PowerLaw(1e-3, 6.6, 0.8e6)
SINH = HyperbolicSine(1e-4, 4.0, 0.5e6)
WIDTH = np.array([2e-8, 1e-7, 1e-6])
SLOPE = np.array([-3e13, 2e13, 1e12])


def test_channel_by_quadrature_is_that_in_closed_form() -> None:
    half, slope = WIDTH / 2, np.abs(SLOPE)
    for mine, exact in zip(
        channel_rate(Plain(POWER), half, slope), channel_rate(POWER, half, slope), strict=True
    ):
        np.testing.assert_allclose(mine, exact, rtol=1e-8)


def test_mouth_by_quadrature_is_that_in_closed_form() -> None:
    inner, excess = WIDTH / 2, np.array([1e6, 5e6, 2e7])
    for mine, exact in zip(
        mouth_rate(Plain(POWER), inner, 1e-5, excess),
        mouth_rate(POWER, inner, 1e-5, excess),
        strict=True,
    ):
        np.testing.assert_allclose(mine, exact, rtol=1e-8)


@pytest.mark.parametrize("law", [SINH, SINH.with_fluidity(1e-10)])
def test_another_law_flows_along_cracks(law: FlowLaw) -> None:
    """Small stresses make sinh a power law; derivatives are those of differences."""
    film = FilmFlow(law, 0.0)
    value, by_opening, by_slope = flux(film, WIDTH, SLOPE)
    more, less = 1 + 1e-5, 1 - 1e-5
    wider = (flux(film, WIDTH * more, SLOPE)[0] - flux(film, WIDTH * less, SLOPE)[0]) / 2e-5
    steeper = (flux(film, WIDTH, SLOPE * more)[0] - flux(film, WIDTH, SLOPE * less)[0]) / 2e-5
    np.testing.assert_allclose(by_opening * WIDTH, wider, rtol=1e-6)
    np.testing.assert_allclose(by_slope * SLOPE, steeper, rtol=1e-6)
    assert np.all(value * SLOPE < 0)


def test_sinh_is_a_power_law_at_small_stresses() -> None:
    gentle = np.full(3, 0.01) * 0.5e6 / (np.sqrt(3) * WIDTH / 2)
    power = PowerLaw(1e-4, 4.0, 0.5e6)
    mine = channel_rate(SINH, WIDTH / 2, gentle).value
    np.testing.assert_allclose(mine, channel_rate(power, WIDTH / 2, gentle).value, rtol=1e-3)


@pytest.mark.parametrize("excess", [2e6, -5e6])
def test_another_law_flows_out_of_mouths(excess: float) -> None:
    mouth, pressure, h = Mouth(SINH, 1e-5), np.full(3, excess), 1e-6
    flow = mouth_flow(mouth, WIDTH, pressure)
    steps = [mouth_flow(mouth, WIDTH, pressure * (1 + s)).value for s in (h, -h)]
    np.testing.assert_allclose(flow.by_excess * excess, (steps[0] - steps[1]) / (2 * h), rtol=1e-6)
    steps = [mouth_flow(mouth, WIDTH * (1 + s), pressure).value for s in (h, -h)]
    np.testing.assert_allclose(flow.by_opening * WIDTH, (steps[0] - steps[1]) / (2 * h), rtol=1e-6)
    assert np.all(np.sign(flow.value) == np.sign(excess))


def test_another_law_is_integrated() -> None:
    trial, start = np.array([1e3, 1e6, 1e8]), np.full(3, SINH.resistance)
    end = return_mapping(SINH, trial, start, 8e9, 10.0)
    rate = strain_rate(SINH, end.stress, start).value
    np.testing.assert_allclose(end.stress + 8e9 * 10.0 * rate, trial, rtol=1e-11)
    rates = np.logspace(-8, 0, 5)
    np.testing.assert_allclose(
        strain_rate(SINH, flow_stress(SINH, rates), np.full(5, SINH.resistance)).value, rates
    )
