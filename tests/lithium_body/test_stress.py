"""Implicit integration of the flow laws and its consistent tangent."""

import numpy as np
import pytest

from filasse.lithium_body.body_stress import Solid, respond
from filasse.physics.creep.anand import AnandLaw, Hardening
from filasse.physics.creep.flow_law import FlowLaw, plastic_rate, strain_rate
from filasse.physics.creep.power_law import PowerLaw, perfectly_plastic
from filasse.physics.creep.return_mapping import return_mapping

HARDENING = AnandLaw(PowerLaw(1e-3, 6.67, 0.95e6, 1e-10), Hardening(1e7, 2e6, 2.0, 0.05))
LAWS = [PowerLaw(1.0, 6.6, 3e5), PowerLaw(1.0, 1.0, 3e5), perfectly_plastic(1e6), HARDENING]
SHEAR = 2.83e9


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("step", [1e-6, 1.0, 1e6])
def test_return_solves_its_equations(law: FlowLaw, step: float) -> None:
    trial = np.array([0.0, 1e2, 1e5, 1e6, 1e8, 1e10])
    start = np.full_like(trial, law.resistance)
    end = return_mapping(law, trial, start, 3 * SHEAR, step)
    rate = strain_rate(law, end.stress, end.resistance).value
    balance = end.stress + 3 * SHEAR * step * rate - trial
    assert np.abs(balance[1:] / trial[1:]).max() < 1e-10
    plastic = plastic_rate(law, end.stress, end.resistance).value
    grown = start + step * law.hardening_rate(plastic, end.resistance).value
    assert end.resistance == pytest.approx(grown, rel=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_return_has_its_derivative(law: FlowLaw) -> None:
    trial = np.array([1e5, 1e6, 3e6, 1e8])
    start = np.full_like(trial, law.resistance)
    ends = [
        return_mapping(law, trial * (1 + s), start, 3 * SHEAR, 0.1).stress for s in (1e-6, -1e-6)
    ]
    numeric = (ends[0] - ends[1]) / (2e-6 * trial)
    assert return_mapping(law, trial, start, 3 * SHEAR, 0.1).slope == pytest.approx(
        numeric, rel=1e-6
    )


@pytest.mark.parametrize("large", [False, True])
def test_tangent(large: bool) -> None:
    random = np.random.default_rng(1)
    solid = Solid(SHEAR, 1e-10, HARDENING, large)
    gradient = 0.2 * random.normal(size=(3, 2, 5))
    pressure = 1e6 * random.normal(size=(3, 2))
    deviator = 5e5 * random.normal(size=(3, 2, 4))
    deviator[..., 2] = -deviator[..., 0] - deviator[..., 1]
    start = np.full((3, 2), 1e6)
    now = respond(solid, gradient, pressure, deviator, start, 10.0)
    for component in range(5):
        change = 1e-6 * np.eye(5)[component]
        up, down = (
            respond(solid, gradient + s * change, pressure, deviator, start, 10.0) for s in (1, -1)
        )
        slope = (up.force - down.force) / 2e-6
        scale = np.abs(now.by_gradient).max()
        assert np.abs(slope - now.by_gradient[..., component]).max() < 1e-8 * scale
        volume = (up.volume - down.volume) / 2e-6
        assert volume == pytest.approx(now.by_volume[..., component], abs=1e-8)
    squeezed = respond(solid, gradient, pressure + 1e3, deviator, start, 10.0)
    assert (now.force - squeezed.force) / 1e3 == pytest.approx(now.by_volume, rel=1e-6, abs=1e-8)


def test_rotation_turns_the_stress_and_adds_none() -> None:
    solid = Solid(SHEAR, 0.0, PowerLaw(1.0, 6.6, 1e12))
    angle = 0.4
    cosine, sine = np.cos(angle), np.sin(angle)
    gradient = np.array([[[cosine - 1, -sine, sine, cosine - 1, 0.0]]])
    deviator = np.array([[[3e5, -1e5, -2e5, 5e4]]])
    end = respond(solid, gradient, np.zeros((1, 1)), deviator, np.full((1, 1), 1e12), 1.0)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    expected = turn @ np.array([[3e5, 5e4], [5e4, -1e5]]) @ turn.T
    assert end.deviator[0, 0] == pytest.approx(
        [expected[0, 0], expected[1, 1], -2e5, expected[0, 1]], rel=1e-9
    )
    assert abs(end.volume[0, 0]) < 1e-12
