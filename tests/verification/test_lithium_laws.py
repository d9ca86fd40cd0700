"""The laws of lithium against published and derived numbers, beside the rows L3 to L5."""

import numpy as np
import pytest
from tests.verification.cases.laws import LEPAGE, tension_stress

from filasse.materials.preset_laws import anand_preset, creep_preset, diffusion_preset
from filasse.physics.creep.diffusional import coble_fluidity, diffusional_fluidity, lattice_fluidity
from filasse.physics.creep.flow_law import flow_stress, strain_rate
from filasse.physics.plating import plating_current, plating_rate

ROOM = 298.0


def test_tension_tends_to_the_steady_state() -> None:
    exact = anand_preset(ROOM).steady_stress(np.array([3e-3]))[0] / 1e6
    stress = tension_stress(3e-3, ROOM, np.array([4.0, 40.0, 400.0]))
    assert stress[-1] == pytest.approx(exact, rel=5e-3)
    gap = 1 - stress / exact
    assert gap[0] > 5 * gap[1] > 25 * gap[2] > 0  # like one over the strain


def test_flow_agrees_with_the_experiment_of_fincher() -> None:
    stress = flow_stress(anand_preset(ROOM), np.array([5e-4]))[0] / 1e6
    assert stress == pytest.approx(0.577, rel=5e-3)
    assert stress == pytest.approx(0.57, rel=0.25)


@pytest.mark.parametrize("temperature", LEPAGE)
def test_lepage_stress(temperature: float) -> None:
    stress = flow_stress(creep_preset("LePage2019", temperature), np.array([1e-3]))[0] / 1e6
    assert stress == pytest.approx(LEPAGE[temperature], rel=5e-3)


def test_lepage_rate() -> None:
    law = creep_preset("LePage2019", ROOM)
    rate = strain_rate(law, np.array([1e6]), np.array([law.resistance])).value
    assert rate[0] == pytest.approx(9.24e-4, rel=5e-3)


def test_plating_map() -> None:
    volume = diffusion_preset().molar_volume
    current = plating_current(2e-3, 0.55e-6, volume)
    assert current / 10 == pytest.approx(0.82, rel=5e-3)
    assert plating_rate(current, np.array([0.55e-6]), volume)[0] == pytest.approx(2e-3)


def test_coble_creep_by_grain_size() -> None:
    diffusion = diffusion_preset()
    coble = [coble_fluidity(diffusion, size, ROOM) for size in (1e-7, 2e-7)]
    lattice = [lattice_fluidity(diffusion, size, ROOM) for size in (1e-7, 2e-7)]
    assert coble[0] / coble[1] == pytest.approx(8)
    assert lattice[0] / lattice[1] == pytest.approx(4)
    assert diffusional_fluidity(diffusion, 1e-7, ROOM) == pytest.approx(coble[0] + lattice[0])


def test_coble_creep_in_numbers() -> None:
    """c = 14 pi delta D V_m/(R T d^3) with 1 nm, 2e-11 m^2/s, 13 cm^3/mol, 1 um, 298.15 K."""
    exact = 14 * np.pi * 1e-9 * 2e-11 * 13e-6 / (8.314462618 * 298.15 * 1e-18)
    assert coble_fluidity(diffusion_preset(), 1e-6, 298.15) == pytest.approx(exact, rel=1e-9)
