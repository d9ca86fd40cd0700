"""Creep around a mouth, and contact at the planar interface."""

import numpy as np
import pytest

from filasse.physics.contact import (
    LEAST_CONTACT,
    constriction_resistance,
    contact_part,
    power_of_pressure,
)
from filasse.physics.creep.flow_law import flow_stress
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.mouth_flow import Mouth, mouth_flow

CREEP = PowerLaw(1.0, 6.6, 3e5)
MOUTH = Mouth(CREEP, spread=1e-6)
OPENING = np.array([1e-8, 5e-8, 3e-7])


def test_mouth_flow_balances_the_pressure_of_radial_creep() -> None:
    """dp/dr = -(2/sqrt 3) sigma/r, integrated numerically, gives the excess back."""
    excess = np.full(3, 8e6)
    flow = mouth_flow(MOUTH, OPENING, excess).value
    for q, w in zip(flow, OPENING, strict=True):
        logs = np.linspace(np.log(w / 2), np.log(MOUTH.spread), 4001)
        rate = 2 / np.sqrt(3) * q / (np.pi * np.exp(2 * logs))
        stress = flow_stress(CREEP, rate)
        assert np.trapezoid(2 / np.sqrt(3) * stress, logs) == pytest.approx(8e6, rel=1e-6)


@pytest.mark.parametrize("excess", [5e6, -3e5])
def test_mouth_flow_has_exact_derivatives(excess: float) -> None:
    pressures, h = np.full(3, excess), 1e-5
    flow = mouth_flow(MOUTH, OPENING, pressures)
    step = 1.0
    by_excess = (
        mouth_flow(MOUTH, OPENING, pressures + step).value
        - mouth_flow(MOUTH, OPENING, pressures - step).value
    ) / (2 * step)
    by_opening = (
        mouth_flow(MOUTH, OPENING * (1 + h), pressures).value
        - mouth_flow(MOUTH, OPENING * (1 - h), pressures).value
    ) / (2 * h * OPENING)
    tiny = 1e-9 * np.abs(flow.by_excess).max() + 1e-60
    assert flow.by_excess == pytest.approx(by_excess, rel=1e-4, abs=tiny)
    assert flow.by_opening == pytest.approx(by_opening, rel=1e-6, abs=1e-60)
    assert np.all(np.sign(flow.value) == np.sign(excess))


def test_nothing_flows_without_a_difference_of_pressures() -> None:
    flow = mouth_flow(MOUTH, OPENING, np.zeros(3))
    assert not flow.value.any()
    assert not flow.by_excess.any()


def test_constriction_falls_with_the_pressure() -> None:
    """R p is constant: pi a H/(4 kappa), 1.57 ohm cm^2 MPa for 1 um spots in LPSCl."""
    pressure = np.array([1e6, 5e6, 25e6])
    resistance = constriction_resistance(pressure, 1e-6, 5e6, 0.25)
    assert resistance * pressure == pytest.approx(np.full(3, np.pi * 1e-6 * 5e6 / 1.0))
    assert np.isfinite(constriction_resistance(np.zeros(1), 1e-6, 5e6, 0.25)).all()


def test_contact_is_lost_over_the_roughness() -> None:
    part = contact_part(np.array([0.0, 5e-9, 20e-9, 1e-6]), 20e-9)
    assert part == pytest.approx([1.0, 0.75, LEAST_CONTACT, LEAST_CONTACT])


def test_contact_follows_a_measured_power_of_the_pressure() -> None:
    """Krauskopf: 300 and 50 ohm cm^2 at 10 and 41 MPa make an exponent of 1.27."""
    exponent = np.log(300 / 50) / np.log(41 / 10)
    assert exponent == pytest.approx(1.27, abs=5e-3)
    found = power_of_pressure(np.array([10e6, 41e6, 82e6, 0.0]), 50e-4, 41e6, exponent)
    np.testing.assert_allclose(found[:3], [300e-4, 50e-4, 50e-4 * 2**-exponent], rtol=1e-12)
    assert found[3] == power_of_pressure(np.array([1e4]), 50e-4, 41e6, exponent)[0]
