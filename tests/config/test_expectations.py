"""Closed forms that `filasse validate` prints, against published and derived numbers."""

import math
from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.estimates.cost import estimate
from filasse.estimates.expectations import (
    arrhenius,
    blocked_crack_current,
    charge_transfer_resistance,
    expectations,
    griffith_pressure,
    nernst_overpotential,
)

MOLAR_VOLUME = 13e-6
ROOM = 298.15


@pytest.mark.parametrize(
    ("toughness", "length", "shape", "pressure", "overpotential"),
    [
        (1e6, 5e-6, 1.0, 252.3e6, 34.0e-3),
        (1e6, 5e-6, 1.1215, 225.0e6, 30.3e-3),
        (0.23e6, 1e-6, 1.0, 129.8e6, None),
        (0.23e6, 5e-6, 1.0, 58.0e6, None),
    ],
)
def test_nernst_griffith_bound(
    toughness: float, length: float, shape: float, pressure: float, overpotential: float | None
) -> None:
    found = griffith_pressure(toughness, length, shape)
    assert found == pytest.approx(pressure, rel=1e-3)
    if overpotential is not None:
        assert nernst_overpotential(found, MOLAR_VOLUME) == pytest.approx(overpotential, rel=2e-3)


def test_nernst_pressure_of_a_tenth_of_a_volt() -> None:
    assert nernst_overpotential(742.2e6, MOLAR_VOLUME) == pytest.approx(0.1, rel=1e-4)


@pytest.mark.parametrize(
    ("interface", "length", "current"),
    [(10.0, 5e-6, 2.89), (100.0, 5e-6, 0.30), (100.0, 20e-6, 0.149), (100.0, 50e-6, 0.091)],
)
def test_blocked_crack_with_linear_kinetics(
    interface: float, length: float, current: float
) -> None:
    """K_IC V_m / [1.1215 sqrt(pi a) F (R_ct + a / (2 kappa))], in mA/cm^2."""
    voltage = nernst_overpotential(griffith_pressure(1e6, length), MOLAR_VOLUME)
    resistance = interface * 1e-4 + length / (2 * 0.05)
    found = blocked_crack_current(voltage, resistance, math.inf, ROOM)
    assert found / 10 == pytest.approx(current, rel=6e-3)


@pytest.mark.parametrize("exchange", [0.1, 25.7, 1e4])
def test_blocked_crack_with_butler_volmer(exchange: float) -> None:
    current = blocked_crack_current(0.03, 1e-4, exchange, ROOM)
    thermal = charge_transfer_resistance(exchange, ROOM) * exchange
    kinetic = 2 * thermal * math.asinh(current / (2 * exchange))
    assert current * 1e-4 + kinetic == pytest.approx(0.03, rel=1e-10)


def test_small_current_is_that_of_linear_kinetics() -> None:
    resistance = charge_transfer_resistance(25.7, ROOM)
    linear = 1e-5 / (1e-4 + resistance)
    assert blocked_crack_current(1e-5, 1e-4, 25.7, ROOM) == pytest.approx(linear, rel=1e-6)


def test_exchange_current_of_ten_ohm() -> None:
    assert charge_transfer_resistance(25.7, ROOM) == pytest.approx(1e-3, rel=1e-3)


def test_arrhenius() -> None:
    assert arrhenius(2.0, 30e3, 298.15) == 2.0
    assert arrhenius(2.0, 30e3, 333.15) == pytest.approx(2.0 * 3.565, rel=1e-3)


def _values(config: Config) -> dict[str, float]:
    return {item.name: item.value for item in expectations(config)}


def test_lines_for_a_flaw(load: Callable[..., Config]) -> None:
    found = _values(load("geometry.flaws.0.length=5 um", "interface.kinetics=linear"))
    assert found["critical lithium pressure"] == pytest.approx(225.0, rel=1e-3)
    assert found["Nernst-Griffith overpotential"] == pytest.approx(30.3, rel=2e-3)
    assert found["blocked-crack critical current"] == pytest.approx(2.89, rel=5e-3)
    assert found["Wagner number"] == pytest.approx(10.0, rel=2e-3)


def test_film_resistance_lowers_the_critical_current(load: Callable[..., Config]) -> None:
    clean = _values(load())["blocked-crack critical current"]
    coated = _values(load("interface.film_resistance=20 ohm cm^2"))
    assert coated["blocked-crack critical current"] < clean / 2
    assert coated["Wagner number"] == pytest.approx(15.0, rel=1e-2)


def test_ideal_kinetics_leave_the_ohmic_part(load: Callable[..., Config]) -> None:
    found = _values(load("interface.kinetics=ideal"))
    ohmic = 10e-6 / (2 * 0.05)
    expected = found["Nernst-Griffith overpotential"] * 1e-3 / ohmic / 10
    assert found["blocked-crack critical current"] == pytest.approx(expected)
    assert found["Wagner number"] == 0.0


def test_only_costs_without_a_flaw(load: Callable[..., Config]) -> None:
    found = _values(load("geometry.flaws=[]"))
    assert "critical lithium pressure" not in found
    assert found["growth steps to short circuit"] == 0


def test_cost_grows_with_refinement(load: Callable[..., Config]) -> None:
    coarse, fine = estimate(load()), estimate(load("mesh.far=1 um"))
    assert fine.cells > 4 * coarse.cells
    assert fine.memory > coarse.memory
    assert coarse.steps == math.ceil((100 - 10 - 2) / 0.625)
    assert estimate(load("growth.step=0.3125 um")).time > 1.8 * coarse.time
