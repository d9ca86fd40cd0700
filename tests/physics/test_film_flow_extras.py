"""Flow along a crack: size effect and diffusional creep beside power-law creep."""

from dataclasses import replace

import numpy as np
import pytest

from filasse.config import Config
from filasse.materials.preset_laws import diffusion_preset, measured_size_effect
from filasse.parameters.lithium_parameters import film_flow
from filasse.physics.creep.diffusional import diffusional_fluidity
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.size_effect import SizeEffect, strength_factor
from filasse.physics.film_flow import FilmFlow, flux

EFFECT = SizeEffect(2e-4, 0.6, 76e-9)
CREEP = PowerLaw(1.0, 6.6, 3e5)
PLAIN = FilmFlow(CREEP, 1e-28)
BOTH = CREEP.with_fluidity(1e-14)
FLOWS = {
    "creep": PLAIN,
    "diffusion": replace(PLAIN, law=BOTH),
    "size": replace(PLAIN, size_effect=EFFECT),
    "all": replace(PLAIN, law=BOTH, size_effect=EFFECT),
    "viscous": FilmFlow(PowerLaw(1.0, 1.0, 1e14), 1e-28, EFFECT),
}
WIDTH = np.logspace(-9, -5, 41)
SLOPE = np.where(np.arange(41) % 2, 1, -1) * np.logspace(14, 9, 41)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_derivatives(flow: FilmFlow) -> None:
    _, by_opening, by_slope = flux(flow, WIDTH, SLOPE)
    more, less = 1 + 1e-5, 1 - 1e-5
    change = flux(flow, WIDTH * more, SLOPE)[0] - flux(flow, WIDTH * less, SLOPE)[0]
    scale = 1e-9 * np.abs(flux(flow, WIDTH, SLOPE)[0] / WIDTH).max()
    np.testing.assert_allclose(by_opening, change / (2e-5 * WIDTH), rtol=1e-6, atol=scale)
    change = flux(flow, WIDTH, SLOPE * more)[0] - flux(flow, WIDTH, SLOPE * less)[0]
    np.testing.assert_allclose(by_slope, change / (2e-5 * SLOPE), rtol=1e-6)


def test_size_effect_divides_the_rate_by_a_power_of_the_factor() -> None:
    factor = strength_factor(EFFECT, WIDTH).value
    plain = flux(replace(PLAIN, diffusion=0.0), WIDTH, SLOPE)[0]
    strong = flux(replace(PLAIN, diffusion=0.0, size_effect=EFFECT), WIDTH, SLOPE)[0]
    np.testing.assert_allclose(strong, plain / factor**6.6, rtol=1e-12)


def test_diffusional_creep_is_the_viscous_channel() -> None:
    fluidity = 1e-14
    viscous = flux(FilmFlow(PowerLaw(1.0, 1.0, 1 / fluidity), 0.0), WIDTH, SLOPE)
    diffusional = flux(FilmFlow(PowerLaw(1e-300, 1.0, 1.0, fluidity), 0.0), WIDTH, SLOPE)
    for one, other in zip(viscous, diffusional, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_closed_crack_is_tight() -> None:
    flow = replace(FLOWS["all"], diffusion=0.0)
    assert [float(part[0]) for part in flux(flow, np.zeros(1), np.ones(1))] == [0.0, 0.0, 0.0]


def test_measured_size_effect_is_not_extrapolated() -> None:
    factor = strength_factor(measured_size_effect(), np.array([0.0, 76e-9, 1e-6, 1e-2])).value
    assert np.all(np.diff(factor) < 0)
    assert factor[0] < 1.3 * factor[1]
    assert factor[-1] == pytest.approx(1, abs=0.1)


def configured(**lithium: object) -> FilmFlow:
    data = {
        "geometry": {"width": 1e-4, "thickness": 1e-4},
        "electrolyte": {"material": "LLZO"},
        "lithium": lithium,
        "protocol": {"voltage": 0.1, "stop_time": 1.0},
    }
    return film_flow(Config.model_validate(data))


def test_both_are_off_by_default() -> None:
    flow = configured()
    assert flow.law is not None
    assert (flow.law.fluidity, flow.size_effect) == (0.0, None)


def test_both_from_the_configuration() -> None:
    flow = configured(size_effect=True, diffusional_creep={"grain_size": 1e-6})
    exact = diffusional_fluidity(diffusion_preset(), 1e-6, 298.15)
    assert flow.size_effect == measured_size_effect()
    assert flow.law is not None
    assert flow.law.fluidity == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(
    "name", ["LePage2019", "Masias2019", "SargentAshby1984", "AnandNarayan2019", "PerfectlyPlastic"]
)
def test_every_creep_law_flows(name: str) -> None:
    flow = configured(creep=name)
    value, _, by_slope = flux(flow, np.array([1e-7]), np.array([-2e13]))  # some MPa of shear
    assert value[0] > 0
    assert np.isfinite(by_slope[0])
