"""Laws that are plain functions in a user's file: loaded, served by name, and refused in words."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.builders.configs import load, write

from filasse.anode.foil_anode import FoilAnode
from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.cli.main import exit_code
from filasse.config import Config
from filasse.errors import ConfigError, UsageError
from filasse.output.folder.input_checksums import input_checksums
from filasse.parameters.own_laws import CONFIGURED, Laws, check_laws
from filasse.parameters.problem import problem
from filasse.physics.creep.flow_law import FlowLaw, flow_stress, strain_rate
from filasse.physics.fracture.growth_laws import TipConditions
from filasse.physics.fracture.toughness_laws import FallsWithCurrent
from filasse.physics.interphase import Interphase, Parabolic

__all__ = ["load", "write"]

type Load = Callable[..., Config]

LAWS = '''
import numpy as np


def creep(stress, temperature, prefactor=24.5, strength=1.5e6):
    """Garofalo's law, as `lithium.creep` has it."""
    return prefactor * np.exp(-2000.0 / temperature) * np.sinh(stress / strength) ** 2


def speed(ratio, temperature, current, v0=1e-6):
    return v0 * ratio * temperature / 298.15 + 0.0 * current


def weaker(current, least=0.25):
    return least + (1 - least) / (1 + current / 10.0)


def exchange(temperature):
    return 10.0 * np.exp(-4000.0 * (1 / temperature - 1 / 298.15))


def greedy(ratio):
    ratio *= 2
    return ratio


wrong_name = lambda K: K
def raises(ratio):
    return ratio["K"]
def gives_nan(ratio): return np.nan
def shapeless(ratio): return np.ones(7)
def negative(ratio): return -ratio
def falls(stress): return 1e-6 / stress
def yields(stress): return np.maximum(stress - 1e6, 0.0)
number = 3


class Linear:
    def __init__(self, temperature):
        self.speed = 1e-15 * temperature / 298.15

    def age(self, thickness):
        return thickness / self.speed

    def thickness(self, age):
        return self.speed * age

    def rate(self, thickness):
        return self.speed + 0.0 * thickness


class Backwards(Linear):
    def rate(self, thickness):
        return -thickness


class Half:
    kind = "half"
    def start(self): pass
    def interface(self, anode): pass
'''
FOIL = ("anode.kind=foil", "mechanics.stack_pressure=1 MPa")
LAYER = "interface.interphase={conductivity: 1e-5 mS/cm, conductivity_activation_energy: 0 eV}"


@pytest.fixture
def own(load: Load, tmp_path: Path) -> Load:
    path = tmp_path / "laws.py"
    path.write_text(LAWS)
    return lambda *changes: load(*(change.replace("=", f"={path}:", 1) for change in changes))


def garofalo(config: Config) -> FlowLaw:
    kind = {"kind": "hyperbolic_sine", "exponent": 2.0, "prefactor": "24.5 s^-1"}
    energy = f"{2000 * 8.314462618} J/mol"
    numbers = {"reference_stress": "1.5 MPa", "activation_energy": energy}
    return CONFIGURED.creep_at(config.replace({"own.creep": None, "lithium.creep": kind | numbers}))


def test_a_creep_rate_is_a_flow_law(own: Load) -> None:
    """As the same law with derivative and inverse of its own, from where nothing creeps on."""
    config = own("own.creep=creep")
    mine, exact = CONFIGURED.creep_at(config).strengthened(2.0), garofalo(config).strengthened(2.0)
    stress = np.logspace(-300, 7.5, 50)
    one = np.ones_like(stress)
    with np.errstate(under="ignore"):
        found = strain_rate(mine, stress, mine.resistance * one)
        known = strain_rate(exact, stress, exact.resistance * one)
    high = stress > 1e-100
    assert np.allclose(found.value[high], known.value[high], rtol=1e-6)
    assert np.allclose(found.by_stress[high], known.by_stress[high], rtol=1e-6)
    assert (found.by_stress[~high] < 1e-100).all()
    rates = np.logspace(-60, 5, 30)
    assert np.allclose(flow_stress(mine, rates), flow_stress(exact, rates), rtol=1e-8)


def test_functions_get_what_they_ask_for(own: Load) -> None:
    config = own("own.growth=speed", "own.toughness=weaker", "own.exchange_current=exchange")
    config = config.replace({"temperature": "333.15 K"})
    check_laws(CONFIGURED, config)
    model = problem(config)
    at = TipConditions(333.15, np.array([0.0, 20.0]), np.zeros(2))
    speeds = model.growth.law.speeds(np.array([0.5, 1.0]), at)
    assert np.allclose(speeds, 1e-6 * np.array([0.5, 1.0]) * 333.15 / 298.15)
    assert model.growth.law.needs_current
    energy = np.array([1.0, 3.0])
    expected = FallsWithCurrent(0.25, 10.0, 1.0).energies(energy, at, 1)
    assert np.allclose(model.growth.toughness.energies(energy, at, 1), expected)
    rate = 10.0 * np.exp(-4000.0 * (1 / 333.15 - 1 / 298.15))
    assert model.cell.anode.exchange_current_density == pytest.approx(rate)


def test_a_function_cannot_change_what_it_is_given(own: Load) -> None:
    law, ratios = problem(own("own.growth=greedy")).growth.law, np.ones(3)
    assert (law.speeds(ratios, TipConditions()) == 2).all()
    assert (ratios == 1).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("growth=wrong_name", r"laws\.py, line 27\) asks for `K`.* ratio, temperature, current"),
        ("growth=raises", r"laws\.py, line 29\) fails: IndexError: .* Mend it there"),
        ("growth=gives_nan", r"laws\.py, line 30\) gives nan for ratio = \[1\. 1\.\]: it must be"),
        ("growth=shapeless", r"laws\.py, line 31\) gives an array of the shape \(7,\)"),
        ("growth=negative", r"laws\.py, line 32\) gives -1 .* a number not less than 0"),
        ("creep=falls", r"laws\.py, line 33\) gives 1e-06, 1e-11, .* rise with the stress"),
        ("creep=yields", r"laws\.py, line 34\) gives 0, 0, 0, 9e\+06 .* must be above 0"),
        ("toughness=number", r"own\.toughness \(.*laws\.py\) is no function but 3"),
    ],
)
def test_what_cannot_be_used_is_told(own: Load, change: str, words: str) -> None:
    config = own(f"own.{change}")
    with pytest.raises(UsageError, match=words):
        check_laws(CONFIGURED, config)


def test_a_law_of_growth_takes_the_place_of_that_of_the_interphase(
    load: Load, tmp_path: Path
) -> None:
    """And is asked at the temperature; the other keys of the section hold."""
    (tmp_path / "laws.py").write_text(LAWS)
    config = load(LAYER, f"own.layer={tmp_path / 'laws.py'}:Linear", "temperature=60 degC")
    check_laws(CONFIGURED, config)
    layer = problem(config).cell.layer
    assert layer is not None
    grown = layer.grown(np.zeros(1), 100.0)
    assert grown[0] == pytest.approx(1e-13 * 333.15 / 298.15)
    assert layer.resistance(grown)[0] == pytest.approx(grown[0] / 1e-6)


def test_a_whole_layer_takes_the_place_of_the_interphase(load: Load) -> None:
    whole = Interphase(Parabolic(1e-18, np.inf), conductivity=1e-3)
    config, laws = load("interface.interphase.material=LPSCl"), Laws(layer=lambda kelvin: whole)
    check_laws(laws, config)
    assert problem(config, laws=laws).cell.layer is whole


@pytest.mark.parametrize(
    ("laws", "changes", "words"),
    [
        (Laws(layer=Parabolic(1e-18, np.inf)), (), "laws.layer needs section interface.interphase"),
        (Laws(anode=ReservoirAnode), FOIL, "anode.kind is foil; delete one"),
        (Laws(anode=FoilAnode), (), r"laws.anode \(FoilAnode\) is of the kind 'foil', whose"),
        (Laws(anode=int), (), r"laws.anode \(int\) has no start, interface, follow"),
        (Laws(anode=3), (), "laws.anode is 3; it must be a class"),  # type: ignore[arg-type]
    ],
)
def test_parts_from_python_must_fit(
    load: Load, laws: Laws, changes: tuple[str, ...], words: str
) -> None:
    config = load(*changes)
    with pytest.raises(UsageError, match=words):
        check_laws(laws, config)


@pytest.mark.parametrize(
    ("key", "name", "words"),
    [
        ("layer", "Backwards", r"own.layer: rate must give finite numbers .* not less than 0"),
        ("layer", "number", "own.layer: resistance cannot be used: AttributeError"),
        ("anode", "Half", r"own.anode \(Half\) has no follow, record, snapshot, restored, close"),
    ],
)
def test_parts_from_files_must_fit(
    load: Load, tmp_path: Path, key: str, name: str, words: str
) -> None:
    (tmp_path / "laws.py").write_text(LAWS)
    section = (LAYER,) if key == "layer" else ()
    config = load(*section, f"own.{key}={tmp_path / 'laws.py'}:{name}")
    with pytest.raises(UsageError, match=words):
        check_laws(CONFIGURED, config)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("own.layer={}:Linear", r"own\.layer = .* needs section interface\.interphase"),
        ("own.anode={}:Half", r"own\.anode = .* is given beside anode\.kind: foil"),
    ],
)
def test_parts_do_not_stand_beside_others(
    load: Load, tmp_path: Path, change: str, words: str
) -> None:
    (tmp_path / "laws.py").write_text(LAWS)
    with pytest.raises(ConfigError, match=words):
        load(*FOIL, change.format(tmp_path / "laws.py"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f(ratio):\n  return (1\n", "cannot be read: line 2: "),
        ("x = 1\n", r"names nothing in laws\.py; it has x"),
        ("", r"names nothing in laws\.py; it defines nothing"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_is_looked_at_before_it_is_run(
    load: Load, tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "laws.py"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load(f"own.growth={path}:f")


@pytest.mark.parametrize("end", ["raise SystemExit(3)", "1 / 0", "import not_there"])
def test_a_file_that_fails_is_told(load: Load, tmp_path: Path, end: str) -> None:
    path = tmp_path / "laws.py"
    path.write_text(f"def f(ratio):\n    return 0\n\n{end}\n")
    with pytest.raises(UsageError, match=r"own\.growth \(.*laws\.py, line 4\) fails: "):
        check_laws(CONFIGURED, load(f"own.growth={path}:f"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            ("growth.law={kind: power, speed: 1 um/s, exponent: 20}",),
            "given beside growth.law.kind",
        ),
        (("growth.toughness={kind: reduction, charge: 20 A s/m^2}",), None),
    ],
)
def test_one_law_of_each(own: Load, load: Load, changes: tuple[str], words: str | None) -> None:
    place = own("own.growth=speed").own.growth
    if words is None:
        assert load(f"own.growth={place}", *changes).own.growth == place
        return
    with pytest.raises(ConfigError, match=words):
        load(f"own.growth={place}", *changes)


def test_not_in_python_as_well(own: Load) -> None:
    config = own("own.growth=speed")
    with pytest.raises(UsageError, match=r"laws\.growth is given beside own\.growth"):
        check_laws(Laws(growth=problem(config).growth.law), config)


def test_a_law_is_an_input_of_the_run(own: Load, tmp_path: Path) -> None:
    """Its file and the name in it are; where the file lies is not."""
    first = input_checksums(own("own.growth=speed"))
    assert first["own.growth"]["file"] == str(tmp_path / "laws.py")
    assert input_checksums(own("own.growth=greedy")) != first
    (tmp_path / "laws.py").write_text(LAWS + "\n")
    assert input_checksums(own("own.growth=speed")) != first


def test_files_are_relative_to_the_configuration(
    write: Callable[[str], Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Told by `validate`, with the code of a configuration that cannot be used."""
    from tests.builders.configs import MINIMAL

    (tmp_path / "laws.py").write_text(LAWS)
    path = write(f"{MINIMAL}own: {{growth: 'laws.py:gives_nan', toughness: 'laws.py:weaker'}}\n")
    assert exit_code(["validate", str(path)]) == 2
    shown = capfd.readouterr().err
    assert "gives nan" in shown
    assert "Traceback" not in shown
