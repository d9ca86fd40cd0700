"""Derivatives and limits of the flow laws."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from filasse.materials.preset_laws import anand_preset, creep_preset, plastic_preset
from filasse.physics.creep.anand import AnandLaw
from filasse.physics.creep.flow_law import FlowLaw, flow_stress, plastic_rate, strain_rate
from filasse.physics.creep.hyperbolic_sine import hyperbolic_sine
from filasse.physics.creep.power_law import perfectly_plastic

type FloatArray = npt.NDArray[np.float64]

STRESS = np.array([0.2e6, 0.7e6, 1.5e6])
RESISTANCE = np.array([0.9e6, 1.2e6, 3.0e6])
LAWS: dict[str, FlowLaw] = {
    "LePage": creep_preset("LePage2019", 298.15),
    "Anand": anand_preset(298.15),
    "both": anand_preset(298.15).with_fluidity(1e-10),
    "plastic": plastic_preset(298.15),
    "sinh": hyperbolic_sine(4.0, 1e3, 0.5e6, 40e3, 298.15),
}


def slope(function: Callable[[FloatArray], FloatArray], at: FloatArray) -> FloatArray:
    step = 1e-6 * at
    return (function(at + step) - function(at - step)) / (2 * step)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_derivatives_of_the_rate(law: FlowLaw) -> None:
    rate = strain_rate(law, STRESS, RESISTANCE)
    by_stress = slope(lambda s: strain_rate(law, s, RESISTANCE).value, STRESS)
    by_resistance = slope(lambda r: strain_rate(law, STRESS, r).value, RESISTANCE)
    np.testing.assert_allclose(rate.by_stress, by_stress, rtol=1e-6)
    np.testing.assert_allclose(rate.by_resistance, by_resistance, rtol=1e-6)


def test_derivatives_of_hardening() -> None:
    law = anand_preset(298.15)
    rate = plastic_rate(law, STRESS, RESISTANCE).value
    growth = law.hardening_rate(rate, RESISTANCE)
    np.testing.assert_allclose(
        growth.by_rate, slope(lambda r: law.hardening_rate(r, RESISTANCE).value, rate), rtol=1e-6
    )
    np.testing.assert_allclose(
        growth.by_resistance,
        slope(lambda s: law.hardening_rate(rate, s).value, RESISTANCE),
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        law.saturation(rate)[1], slope(lambda r: law.saturation(r)[0], rate), rtol=1e-6
    )


def test_resistance_hardens_below_saturation_and_softens_above() -> None:
    law, rate = anand_preset(298.15), np.full(3, 1e-3)
    limit = law.saturation(rate)[0]
    growth = law.hardening_rate(rate, limit * np.array([0.9, 1.0, 1.1]))
    assert list(np.sign(growth.value)) == [1.0, 0.0, -1.0]


def test_nothing_hardens_without_hardening() -> None:
    growth = LAWS["LePage"].hardening_rate(STRESS, RESISTANCE)
    assert not np.any(growth)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("fluidity", [0.0, 1e-12, 1e-6])
def test_flow_stress_inverts_the_rate(law: FlowLaw, fluidity: float) -> None:
    law = law.with_fluidity(fluidity)
    rates = np.logspace(-8, 2, 11)
    stress = flow_stress(law, rates)
    resistance = np.full_like(rates, law.resistance)
    np.testing.assert_allclose(strain_rate(law, stress, resistance).value, rates, rtol=1e-10)


def test_plastic_limit_hardly_depends_on_the_rate() -> None:
    stress = flow_stress(perfectly_plastic(0.8e6), np.array([1e-4, 1e-3, 1e-2]))
    assert stress[1] == pytest.approx(0.8e6)
    np.testing.assert_allclose(stress, 0.8e6, rtol=0.024)


def test_presets_of_plasticity_agree() -> None:
    stress = flow_stress(plastic_preset(298.15), np.array([1e-3]))
    assert stress[0] == pytest.approx(0.77e6, rel=1e-4)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_strengthening_scales_stresses(law: FlowLaw) -> None:
    law = law.with_fluidity(0.0)
    strong = law.strengthened(3.0)
    rates = np.logspace(-5, 0, 6)
    np.testing.assert_allclose(flow_stress(strong, rates), 3 * flow_stress(law, rates))
    if isinstance(law, AnandLaw) and isinstance(strong, AnandLaw):
        np.testing.assert_allclose(strong.steady_stress(rates), 3 * law.steady_stress(rates))


def test_no_stress_no_flow() -> None:
    rate = strain_rate(LAWS["Anand"], np.zeros(1), np.ones(1))
    assert (rate.value[0], rate.by_stress[0]) == (0.0, 0.0)
