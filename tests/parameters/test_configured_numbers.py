"""Materials and interfaces as plain numbers at the configured temperature."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.builders.configs import load, write

from filasse.config import Config
from filasse.constants import GAS_CONSTANT
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.configured_material import cell_material, even_material
from filasse.parameters.interface.planar_interface import coating_model, constriction, unevenness
from filasse.parameters.lithium_parameters import creep_law, fluidity
from filasse.physics.creep.flow_law import flow_stress

__all__ = ["load", "write"]

WARM = 333.15
COATING = "{thickness: 50 nm, conductivity: 1e-6 S/cm, activation_energy: 40 kJ/mol}"
SCATTER = "electrolyte.scatter={modulus: 0.2, toughness: 0.3, conductivity: 0.5}"


def thermal(energy: float, kelvin: float = WARM) -> float:
    """exp[-Q/R (1/T - 1/298.15 K)]."""
    return float(np.exp(-energy / GAS_CONSTANT * (1 / kelvin - 1 / 298.15)))


def meshed(config: Config, names: tuple[str, ...], region: list[int], grain: list[int]) -> Any:
    mesh = SimpleNamespace(region_names=names, region=np.array(region), grain=np.array(grain))
    return cell_material(config, mesh)  # type: ignore[arg-type]  # nothing else is read


def test_conductivity_follows_arrhenius(load: Callable[..., Config]) -> None:
    energy = "electrolyte.conductivity_activation_energy=30 kJ/mol"
    cold = even_material(load(energy), 3)
    warm = even_material(load(energy, "temperature=60 degC"), 3)
    assert warm.conductivity / cold.conductivity == pytest.approx([thermal(30e3)])
    assert warm.young == cold.young
    assert cold.classes.tolist() == [0, 0, 0]


def test_boundaries_have_ratios_of_the_grains(load: Callable[..., Config]) -> None:
    ratios = "{toughness_ratio: 0.5, modulus_ratio: 0.25, conductivity_ratio: 0.1}"
    config = load(
        "geometry.microstructure={grains: {mean_size: 20 um}}",
        f"electrolyte.grain_boundary={ratios}",
    )
    material: CellMaterial = meshed(config, ("electrolyte", "grain_boundary"), [0, 1], [0, -1])
    assert material.young[1] / material.young[0] == pytest.approx(0.25)
    assert material.toughness[1] / material.toughness[0] == pytest.approx(0.5)
    assert material.conductivity[1] / material.conductivity[0] == pytest.approx(0.1)


def test_grains_scatter_around_the_mean(load: Callable[..., Config]) -> None:
    config = load("geometry.microstructure={grains: {mean_size: 20 um}}", SCATTER)
    count = 4000
    material = meshed(config, ("electrolyte",), [0] * count, list(range(count)))
    solid = config.electrolyte
    for values, mean, spread in (
        (material.young[1:], solid.youngs_modulus, 0.2),
        (material.toughness[1:], solid.fracture_toughness, 0.3),
        (material.conductivity[1:], solid.ionic_conductivity, 0.5),
    ):
        assert len(values) == count
        assert np.mean(values) == pytest.approx(mean, rel=4 * spread / np.sqrt(count))
        assert np.std(np.log(values)) == pytest.approx(spread, rel=0.05)


def test_a_grain_has_the_same_factors_whatever_their_number(load: Callable[..., Config]) -> None:
    config = load("geometry.microstructure={grains: {mean_size: 20 um}}", SCATTER)
    few, many = (
        meshed(config, ("electrolyte",), [0] * count, list(range(count))) for count in (3, 30)
    )
    assert few.young.tolist() == many.young[:4].tolist()
    assert few.toughness.tolist() == many.toughness[:4].tolist()


def test_a_coating_resists_across_and_conducts_along(load: Callable[..., Config]) -> None:
    assert coating_model(load()) is None
    cold = coating_model(load(f"interface.coating={COATING}"))
    warm = coating_model(load(f"interface.coating={COATING}", "temperature=60 degC"))
    assert cold is not None and warm is not None
    assert cold.resistance == pytest.approx(50e-9 / 1e-4)
    assert cold.conductance == pytest.approx(50e-9 * 1e-4)
    assert warm.conductance / cold.conductance == pytest.approx(thermal(40e3))
    assert warm.resistance * warm.conductance == pytest.approx((50e-9) ** 2)
    assert cold.compliance == 0.0


def test_contact_spots_lie_on_the_electrolyte_as_it_conducts(load: Callable[..., Config]) -> None:
    assert constriction(load()) is None
    keys = ("interface.constriction={spot_radius: 1 um}", "mechanics.stack_pressure=1 MPa")
    config = load(*keys, "temperature=60 degC")
    spots, solid = constriction(config), config.electrolyte
    assert spots is not None
    energy = solid.conductivity_activation_energy
    assert spots.conductivity == pytest.approx(solid.ionic_conductivity * thermal(energy))


def test_an_even_interface_has_nothing_drawn(load: Callable[..., Config]) -> None:
    assert unevenness(load()) is None


def test_the_strength_factor_multiplies_the_stress(load: Callable[..., Config]) -> None:
    usual, strong = (creep_law(load(f"lithium.strength_factor={x}")) for x in (1, 3))
    rate = np.array([1e-5, 1e-3])
    stresses = [flow_stress(law, rate) for law in (usual, strong)]
    assert stresses[1] == pytest.approx(3 * stresses[0], rel=1e-9)


def test_grains_of_lithium_add_diffusional_creep(load: Callable[..., Config]) -> None:
    assert fluidity(load()) == 0.0
    fine, coarse = (
        fluidity(load(f"lithium.diffusional_creep.grain_size={size}")) for size in ("1 um", "2 um")
    )
    assert 4 <= fine / coarse <= 8  # d^-2 through the grains, d^-3 along their boundaries
