from collections.abc import Callable
from pathlib import Path

import meshio
import numpy as np
import pytest

from filasse.config import Config, load_config
from filasse.errors import ConfigError, UsageError
from filasse.parameters.lithium_parameters import creep_law
from filasse.physics.creep.hyperbolic_sine import hyperbolic_sine


def test_presets_and_rules_fill_everything(load: Callable[..., Config]) -> None:
    config = load()
    assert config.temperature == 298.15
    assert config.electrolyte.youngs_modulus == 150e9
    assert config.lithium.creep.name == "LePage2019"
    assert config.lithium.interface_diffusion.diffusivity == pytest.approx(2e-11)
    assert config.interface.exchange_current_density == pytest.approx(25.7)
    assert config.interface.film_resistance == 0.0
    assert config.geometry.flaws[0].name == "flaw1"
    assert config.growth.step == pytest.approx(1e-6)
    assert config.mesh.tip == 1e-7


def test_user_wins_over_preset(load: Callable[..., Config]) -> None:
    config = load("electrolyte.youngs_modulus=100 GPa", "interface={film_resistance: 5 ohm cm^2}")
    assert config.electrolyte.youngs_modulus == 100e9
    assert config.electrolyte.poisson_ratio == 0.26
    assert config.interface.film_resistance == 5e-4
    assert config.interface.exchange_current_density == pytest.approx(25.7)


def test_counter_electrode_is_like_the_interface(load: Callable[..., Config]) -> None:
    config = load(
        "interface={exchange_current_density: 1 mA/cm^2, transfer_coefficient: 0.3, "
        "double_layer_capacitance: 2 uF/cm^2}"
    )
    counter = config.counter_electrode
    assert counter.double_layer_capacitance == 2e-2
    assert (counter.exchange_current_density, counter.transfer_coefficient) == (10.0, 0.3)


def test_sizes_follow_the_shortest_flaw(load: Callable[..., Config]) -> None:
    assert load("geometry.flaws.0.length=1 um").mesh.tip == pytest.approx(1e-8)
    assert load("geometry.flaws.0.length=1 um").mesh.lip == pytest.approx(1.25e-7)
    assert load("geometry.flaws=[]").mesh.tip == pytest.approx(1e-7)


def test_the_growth_step_is_no_shorter_than_a_given_tip(load: Callable[..., Config]) -> None:
    """Nobody who makes the mesh coarser has to think of a key that was never written."""
    assert load("mesh.tip=2 um").growth.step == pytest.approx(2e-6)
    assert load("mesh.tip=0.5 um").growth.step == pytest.approx(1e-6)
    with pytest.raises(ConfigError, match=r"growth\.step = .1 um. is smaller than the mesh at"):
        load("mesh.tip=2 um", "growth.step=1 um")


def test_sizes_follow_the_growth_step(load: Callable[..., Config]) -> None:
    fine = load("growth.step=0.1 um").mesh
    assert fine.tip == pytest.approx(1.6e-8)
    assert fine.lip == pytest.approx(2e-7)
    finer = load("growth.step=0.05 um").mesh
    assert (fine.tip / finer.tip, fine.lip / finer.lip) == pytest.approx((2, 2))
    assert load("growth.step=5 um").mesh == load().mesh


def test_no_default_size_is_below_that_of_the_tips(load: Callable[..., Config]) -> None:
    flaws = ("geometry.flaws=[{position: 50 um, length: 60 um}]", "growth.step=3 um")
    coarse, usual = load(*flaws, "mesh.tip=3 um").mesh, load(*flaws).mesh
    assert (coarse.tip, coarse.lip, coarse.anode) == (3e-6, 3e-6, 3e-6)
    assert coarse.far == usual.far > 3e-6
    assert load(*flaws, f"mesh.tip={usual.tip} m").mesh == usual


def test_advances_are_of_second_order(load: Callable[..., Config]) -> None:
    """A longer step does for it, but not in space, where fronts keep theirs."""
    assert load().growth.method == "two_step"
    assert load("growth.method=one_step").growth.method == "one_step"
    disc = "geometry.flaws=[{position: 50 um, length: 10 um}]"
    solid = load("geometry.depth=100 um", disc).growth
    assert (solid.method, solid.step) == ("two_step", pytest.approx(0.625e-6))


@pytest.mark.parametrize("section", ["mesh", "growth", "lithium", "interface", "numerics"])
def test_an_empty_section_is_the_default(load: Callable[..., Config], section: str) -> None:
    assert load(f"{section}=") == load()


def test_null_asks_for_the_rule(load: Callable[..., Config]) -> None:
    assert load("mesh={tip: null}", "growth={step: ~}") == load()


def test_creep_by_name_in_part_and_in_full(load: Callable[..., Config]) -> None:
    assert load("lithium.creep=masias2019").lithium.creep.exponent == 6.56
    part = load("lithium.creep={name: Masias2019, activation_energy: 40 kJ/mol}").lithium.creep
    assert (part.exponent, part.activation_energy) == (6.56, 40e3)
    law = "{exponent: 1, prefactor: 1e-9 1/Pa/s, activation_energy: 0 J/mol}"
    full = load(f"lithium.creep={law}").lithium.creep
    assert (full.name, full.exponent, full.prefactor) == ("custom", 1.0, 1e-9)


def test_electrolyte_without_preset(load: Callable[..., Config]) -> None:
    electrolyte = """{youngs_modulus: 20 GPa, poisson_ratio: 0.3, fracture_toughness: 0.2 MPa m^0.5,
      ionic_conductivity: 1 mS/cm, conductivity_activation_energy: 0.3 eV}"""
    with pytest.raises(
        ConfigError, match="interface lacks exchange_current_density, activation_energy"
    ):
        load(f"electrolyte={electrolyte}")
    kinetics = "{exchange_current_density: 1 mA/cm^2, activation_energy: 0 J/mol}"
    config = load(f"electrolyte={electrolyte}", f"interface={kinetics}")
    assert (config.electrolyte.material, config.electrolyte.youngs_modulus) == (None, 20e9)


def test_config_is_frozen(load: Callable[..., Config]) -> None:
    with pytest.raises(UsageError, match=r"width cannot be set in place.*config\.replace"):
        load().geometry.width = 1.0  # type: ignore[misc]


def test_size_of_the_slab_is_read_from_a_mesh_file(tmp_path: Path) -> None:
    points = np.array([[0.0, 0.0, 0.0], [2e-4, 0.0, 0.0], [2e-4, 1e-4, 0.0]])
    mesh = meshio.Mesh(points, [("triangle", np.array([[0, 1, 2]]))])
    mesh.write(tmp_path / "slab.msh", file_format="gmsh22", binary=False)
    path = tmp_path / "config.yaml"
    path.write_text(
        "geometry: {mesh_file: slab.msh}\nelectrolyte: {material: LLZO}\n"
        "protocol: {voltage: 0.1 V, stop_time: 1 h}\n"
    )
    geometry = load_config(path).geometry
    assert (geometry.width, geometry.thickness) == (2e-4, 1e-4)
    assert geometry.mesh_file == tmp_path / "slab.msh"
    with pytest.raises(ConfigError, match="beside a mesh_file, which has its own"):
        load_config(path, ["geometry.flaws=[{position: 5 um, length: 1 um}]"])


def test_broken_mesh_file(tmp_path: Path) -> None:
    (tmp_path / "slab.msh").write_text("no mesh")
    path = tmp_path / "config.yaml"
    path.write_text("geometry: {mesh_file: slab.msh}\nelectrolyte: {material: LLZO}\n")
    with pytest.raises(
        ConfigError, match=r"cannot be used: Cannot read .*a Gmsh mesh.*; In Gmsh, save"
    ):
        load_config(path)


def test_quickstart_is_valid() -> None:
    path = Path(__file__).parents[2] / "configs" / "quickstart.yaml"
    config = load_config(path)
    assert config.protocol.current_density == 20.0
    assert config.geometry.flaws[0].length == 1e-5


def test_a_creep_law_of_another_kind(load: Callable[..., Config]) -> None:
    numbers = "exponent: 4, prefactor: 1e3 s^-1, reference_stress: 0.5 MPa"
    values = f"{{kind: hyperbolic_sine, {numbers}, activation_energy: 40 kJ/mol}}"
    config = load(f"lithium.creep={values}", "lithium.strength_factor=2")
    assert creep_law(config) == hyperbolic_sine(4.0, 1e3, 1e6, 40e3, 298.15)
    assert config.lithium.creep.name == "custom"
