"""Implicit integration of the flow laws."""

import numpy as np
import pytest

from filasse.materials.preset_laws import anand_preset, creep_preset, elastic_preset, plastic_preset
from filasse.physics.creep.anand import AnandLaw
from filasse.physics.creep.flow_law import FlowLaw, plastic_rate, strain_rate
from filasse.physics.creep.hyperbolic_sine import hyperbolic_sine
from filasse.physics.creep.return_mapping import return_mapping, tension, uniaxial_response

YOUNG, _ = elastic_preset()
LAWS: dict[str, FlowLaw] = {
    "LePage": creep_preset("LePage2019", 298.15),
    "Anand": anand_preset(298.15),
    "cold Anand": anand_preset(200.0),
    "both": anand_preset(298.15).with_fluidity(1e-9),
    "plastic": plastic_preset(298.15),
    "sinh": hyperbolic_sine(4.0, 1e3, 0.5e6, 40e3, 298.15),
}


@pytest.mark.parametrize("step", [1e-8, 1e-2, 1e2, 1e6])
@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_update_solves_its_equations(law: FlowLaw, step: float) -> None:
    random = np.random.default_rng(0)
    trial = 10 ** random.uniform(-3, 11, 500)
    old = np.full(500, law.resistance)
    if isinstance(law, AnandLaw):
        old = 10 ** random.uniform(5, 7.5, 500)
    new = return_mapping(law, trial, old, YOUNG, step)
    flow = strain_rate(law, new.stress, new.resistance).value
    np.testing.assert_allclose(new.stress + YOUNG * step * flow, trial, rtol=1e-11)
    plastic = plastic_rate(law, new.stress, new.resistance).value
    growth = law.hardening_rate(plastic, new.resistance).value
    np.testing.assert_allclose(new.resistance, old + step * growth, rtol=1e-7)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_consistent_tangent(law: FlowLaw) -> None:
    trial = np.array([1e5, 8e5, 2e6, 5e7])
    old, step = np.full(4, law.resistance), 10.0

    def stress(value: np.ndarray) -> np.ndarray:
        return return_mapping(law, value, old, YOUNG, step).stress

    change = 1e-6 * trial
    numeric = (stress(trial + change) - stress(trial - change)) / (2 * change)
    exact = return_mapping(law, trial, old, YOUNG, step).slope
    np.testing.assert_allclose(exact, numeric, rtol=1e-5, atol=1e-9)


def test_nothing_happens_without_stress() -> None:
    law = anand_preset(298.15)
    new = return_mapping(law, np.zeros(1), np.array([1e6]), YOUNG, 1.0)
    assert [float(value[0]) for value in new] == pytest.approx([0.0, 1.0, 1e6, 0.0], abs=1e-6)


@pytest.mark.slow
def test_tension_converges_with_first_order() -> None:
    law = anand_preset(298.15)
    exact = tension(law, YOUNG, 2e-2, 0.4, steps=1600)[1][-1]
    coarse, fine = (tension(law, YOUNG, 2e-2, 0.4, steps=n)[1][-1] - exact for n in (50, 100))
    assert coarse / fine == pytest.approx(2, rel=0.1)


def test_tension_starts_elastic() -> None:
    strain, stress = tension(LAWS["plastic"], YOUNG, 1e-3, 1e-3, steps=1000)
    early = strain < 0.5e-4
    np.testing.assert_allclose(stress[early], YOUNG * strain[early], rtol=1e-9)
    assert stress[-1] == pytest.approx(0.77e6, rel=1e-3)


def test_compression_mirrors_tension() -> None:
    time = np.linspace(1, 100, 50)
    law = anand_preset(298.15)
    pulled = uniaxial_response(law, YOUNG, 1e-3 * time, time)
    pushed = uniaxial_response(law, YOUNG, -1e-3 * time, time)
    np.testing.assert_array_equal(pulled[0], -pushed[0])
    np.testing.assert_array_equal(pulled[1], pushed[1])


def test_stress_relaxes_as_the_power_law_says() -> None:
    """At rest d sigma/dt = -E A sigma^n:  sigma^(1-n) = sigma_0^(1-n) + (n - 1) E A t."""
    law = creep_preset("LePage2019", 298.15)
    time = np.concatenate([[1e-6], np.logspace(-3, 4, 2000)])
    stress, _ = uniaxial_response(law, YOUNG, np.full_like(time, 1e-4), time)
    n = law.exponent
    start = (YOUNG * 1e-4) ** (1 - n)
    exact = (start + (n - 1) * YOUNG * law.resistance**-n * time[-1]) ** (1 / (1 - n))
    assert stress[-1] == pytest.approx(exact, rel=2e-3)


def test_a_faster_rate_raises_the_stress_at_once() -> None:
    law = anand_preset(298.15)
    strain = np.linspace(0, 0.2, 401)[1:]
    rates = np.where(strain <= 0.1, 1e-4, 1e-3)
    time = np.cumsum(np.diff(strain, prepend=0) / rates)
    stress, _ = uniaxial_response(law, YOUNG, strain, time)
    before, after = stress[strain <= 0.1][-1], stress[strain > 0.1][1]
    assert after / before == pytest.approx(10**0.15, rel=0.01)
