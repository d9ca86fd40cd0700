import math
import pickle

import pytest

from filasse import materials
from filasse.config import Config
from filasse.estimates.mechanisms import Assumptions
from filasse.units import parse_quantity

GAS_CONSTANT = 8.314462618
NAMES = {
    "electrolyte": {
        *("LLZO", "LLZTO", "LPSCl", "Li2S-P2S5", "LiPON"),
        *("LAGP", "LATP", "LGPS", "LLTO", "Li3PS4"),
    },
    "coating": {"gold", "alumina", "carbon", "lithium_nitride"},
    "lithium": {"Li"},
    "creep": {
        "AnandNarayan2019",
        "LePage2019",
        "Masias2019",
        "PerfectlyPlastic",
        "SargentAshby1984",
    },
}
PLAIN = (
    "interphase.kind",
    "interphase.exponent",
    "interphase.expansion",
    "interphase.poisson_ratio",
)
WITHOUT_UNIT = {
    "coating.poisson_ratio",
    "electrolyte.poisson_ratio",
    "creep.exponent",
    "lithium.creep",
    "viscoplastic.sensitivity",
    "viscoplastic.hardening_exponent",
    "viscoplastic.saturation_exponent",
    "viscoplastic.poisson_ratio",
}


@pytest.mark.parametrize("kind", ["electrolyte", "lithium", "creep"])
def test_names(kind: materials.Kind) -> None:
    assert set(materials.names(kind)) == NAMES[kind]


@pytest.mark.parametrize("name", sorted(set.union(*NAMES.values())))
def test_every_value_has_unit_and_source(name: str) -> None:
    material = materials.load(name)
    assert material.name == name  # that of its file, by which it is found
    assert material.title
    for item in material.values:
        assert len(item.source) > 20, item.key
        if item.key not in WITHOUT_UNIT and not item.key.endswith(PLAIN):
            assert isinstance(item.value, str), item.key
            assert " " in item.value or item.key.endswith("kind"), item.key


@pytest.mark.parametrize("name", sorted(NAMES["electrolyte"]))
def test_every_electrolyte_makes_a_configuration(name: str) -> None:
    data = {
        "geometry": {"width": 1e-4, "thickness": 1e-4},
        "electrolyte": {"material": name},
        "protocol": {"voltage": 0.1, "stop_time": 1.0},
    }
    config = Config.model_validate(data)
    assert config.electrolyte.material == name
    assert config.interface.exchange_current_density == pytest.approx(25.7)


@pytest.mark.parametrize("name", sorted(NAMES["electrolyte"]))
def test_values_are_of_a_configuration_and_estimates_are_inputs_of_theirs(name: str) -> None:
    material = materials.load(name)
    assert {item.key.partition(".")[0] for item in material.properties} <= set(Config.model_fields)
    assert {item.key for item in material.estimates} <= set(Assumptions.model_fields)


def _creep(name: str) -> tuple[float, float, float]:
    values = materials.load(name).section("creep")
    exponent = values["exponent"]
    prefactor = parse_quantity(values["prefactor"], f"Pa^-{exponent} s^-1")
    return exponent, prefactor, parse_quantity(values["activation_energy"], "J/mol")


@pytest.mark.parametrize(
    ("temperature", "stress"), [(273.0, 1.245), (298.0, 1.012), (333.0, 0.798), (353.0, 0.711)]
)
def test_lepage_stress_at_1e_3_per_second(temperature: float, stress: float) -> None:
    n, prefactor, energy = _creep("LePage2019")
    rate = prefactor * math.exp(-energy / (GAS_CONSTANT * temperature))
    assert (1e-3 / rate) ** (1 / n) / 1e6 == pytest.approx(stress, rel=1e-3)


def test_lepage_rate_at_1_megapascal() -> None:
    n, prefactor, energy = _creep("LePage2019")
    rate = prefactor * 1e6**n * math.exp(-energy / (GAS_CONSTANT * 298.0))
    assert rate == pytest.approx(9.24e-4, rel=5e-3)


def test_masias_flows_at_its_yield_strength() -> None:
    n, prefactor, energy = _creep("Masias2019")
    rate = prefactor * 0.77e6**n * math.exp(-energy / (GAS_CONSTANT * 298.15))
    assert rate == pytest.approx(1e-3, rel=1e-3)


def test_sargent_ashby_agrees_with_lepage_at_25_degrees() -> None:
    n, prefactor, energy = _creep("SargentAshby1984")
    rate = prefactor * 1.0109e6**n * math.exp(-energy / (GAS_CONSTANT * 298.15))
    assert rate == pytest.approx(1e-3, rel=1e-3)


def test_anand_in_cracks_is_its_steady_state() -> None:
    values = materials.load("AnandNarayan2019").section("viscoplastic")
    n, prefactor, energy = _creep("AnandNarayan2019")
    assert 1 / n == pytest.approx(values["sensitivity"] + values["saturation_exponent"])
    saturation = parse_quantity(values["saturation"], "Pa")
    assert prefactor * saturation**n == pytest.approx(parse_quantity(values["prefactor"], "s^-1"))
    assert energy == parse_quantity(values["activation_energy"], "J/mol")


def test_llzo_as_in_the_verification() -> None:
    values = materials.load("LLZO").section("electrolyte")
    modulus = parse_quantity(values["youngs_modulus"], "Pa")
    assert modulus / (1 - values["poisson_ratio"] ** 2) == pytest.approx(160.9e9, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("LLZ", "did you mean 'LLZO'?"), ("li2s", "known: "), ("xyz", "known: "), ("", "known: ")],
)
def test_unknown_name(name: str, hint: str) -> None:
    with pytest.raises(materials.UnknownMaterialError, match="no material preset") as error:
        materials.load(name)
    assert hint in str(error.value) or "did you mean" in str(error.value)
    assert error.value.exit_code == 2
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)


def test_case_does_not_matter() -> None:
    assert materials.load("llzo") is materials.load("LLZO")
    with pytest.raises(materials.UnknownMaterialError):
        materials.load("LLZO", "creep")
