"""Material files of one's own: what they bring, and what is said of faulty ones."""

import json
import pickle
from pathlib import Path

import pytest

import filasse
from filasse import materials
from filasse.cli.main import exit_code
from filasse.config import Config
from filasse.config.reading.load import read_config
from filasse.config.sections.laws.creep_section import HyperbolicSineSection, PowerLawSection
from filasse.config.writing.dump import annotated_yaml, to_yaml
from filasse.errors import ConfigError
from filasse.estimates.mechanisms.assumptions import assumptions
from filasse.output.folder.prepare import prepare
from filasse.output.folder.run_folder import RunFolder
from filasse.sweep.plan import plan_sweep

CELL = """geometry: {width: 50 um, thickness: 50 um}
electrolyte: {material: %s}
protocol: {current_density: 1 mA/cm^2, stop_time: 10 s}
"""
BASED = """title: Our garnet
base: llzo
values:
  electrolyte.youngs_modulus: {value: 140 GPa, source: our ultrasound}
  interface.exchange_current_density: {value: 5 mA/cm^2, source: assumed}
interphase:
  interphase.rate_constant: {value: 0.01 nm^2/s, source: our XPS}
"""
COMPLETE = """values:
  electrolyte.youngs_modulus: {value: 60 GPa, source: us}
  electrolyte.poisson_ratio: {value: 0.3, source: us}
  electrolyte.fracture_toughness: {value: 0.5 MPa m^0.5, source: us}
  electrolyte.ionic_conductivity: {value: 1 mS/cm, source: tang2021}
  electrolyte.conductivity_activation_energy: {value: 30 kJ/mol, source: us}
  interface.exchange_current_density: {value: 1 mA/cm^2, source: us}
  interface.activation_energy: {value: 35 kJ/mol, source: us}
estimates:
  electronic_conductivity: {value: 2e-9 S/cm, source: us}
"""


@pytest.fixture
def cell(tmp_path: Path) -> Path:
    """A configuration with files beside it."""
    (tmp_path / "materials").mkdir()
    (tmp_path / "mine.yaml").write_text(BASED)
    (tmp_path / "materials" / "whole.yaml").write_text(COMPLETE)
    (tmp_path / "cell.yaml").write_text(CELL % "mine.yaml")
    return tmp_path / "cell.yaml"


def refusal(cell: Path, *overrides: str) -> str:
    with pytest.raises(ConfigError) as error:
        read_config(cell, overrides)
    return str(error.value)


def test_a_file_wins_over_its_base_and_the_user_over_both(cell: Path) -> None:
    config = read_config(cell, ["interface.exchange_current_density=7 mA/cm^2"]).config
    assert config.electrolyte.material == "LLZO"
    assert config.electrolyte.youngs_modulus == pytest.approx(140e9)
    assert config.electrolyte.poisson_ratio == 0.26
    assert config.interface.exchange_current_density == pytest.approx(70.0)
    assert config.interface.interphase is None


def test_its_interphase_is_for_who_asks_for_one(cell: Path) -> None:
    layer = read_config(cell, ["interface.interphase={}"]).config.interface.interphase
    assert layer is not None
    assert layer.rate_constant == pytest.approx(1e-20, rel=1e-9, abs=0.0)
    assert layer.conductivity == pytest.approx(3e-4)  # of the base
    other = read_config(cell, ["interface.interphase.material=LPSCl"]).config.interface.interphase
    assert other is not None
    assert other.rate_constant == pytest.approx(2e-19, rel=1e-9, abs=0.0)


def test_a_name_is_that_of_a_file_in_the_folder_beside(cell: Path) -> None:
    cell.write_text(CELL % "whole")
    config = read_config(cell).config
    assert config.electrolyte.material is None
    assert config.electrolyte.youngs_modulus == pytest.approx(60e9)
    assert assumptions(config).electronic_conductivity == pytest.approx(2e-7, rel=1e-9, abs=0.0)
    assert [own.material.name for own in config.own_materials] == ["whole"]


def test_everything_survives_without_the_file(cell: Path) -> None:
    loaded = read_config(cell)
    text = to_yaml(loaded.config)
    told = annotated_yaml(loaded.config, loaded.document)
    (cell.parent / "mine.yaml").unlink()
    (cell.parent / "resolved.yaml").write_text(text)
    assert read_config(cell.parent / "resolved.yaml").config == loaded.config
    assert Config.model_validate(json.loads(loaded.config.model_dump_json())) == loaded.config
    assert pickle.loads(pickle.dumps(loaded.config)).own_materials == loaded.config.own_materials
    assert "youngs_modulus: 140 GPa  # mine.yaml" in told
    assert "poisson_ratio: 0.26  # preset LLZO" in told


def test_a_run_keeps_what_it_read(cell: Path) -> None:
    cell.write_text(CELL % "mine.yaml")
    config = read_config(cell).config
    folder = RunFolder.at(cell.parent / "run")
    folder.root.mkdir()
    prepare(folder, config, cell, 1, resume=False)
    (cell.parent / "mine.yaml").write_text(BASED.replace("140", "90"))
    assert read_config(cell).config != config
    assert read_config(folder.config).config == config  # by the copy
    again = read_config(folder.config).config
    prepare(folder, again, folder.config, 1, resume=False)
    assert (folder.materials / "mine.yaml").read_text() == BASED
    assert read_config(folder.resolved).config == config


def test_a_coating_has_files_too(cell: Path) -> None:
    text = "base: gold\nvalues:\n  coating.thickness: {value: 7 nm, source: us}\n"
    (cell.parent / "coat.yml").write_text(text)
    given = f"interface.coating.material={cell.parent / 'coat.yml'}"
    coating = read_config(cell, [given]).config.interface.coating
    assert coating is not None
    assert (coating.material, coating.thickness) == ("gold", pytest.approx(7e-9))
    assert "is the file of an electrolyte; name a coating" in refusal(
        cell, f"interface.coating.material={cell.parent / 'mine.yaml'}"
    )


LAW = """values:
  creep.exponent: {value: 6, source: our tension tests}
  creep.prefactor: {value: 2e-37 Pa^-6 s^-1, source: our tension tests}
  creep.activation_energy: {value: 40 kJ/mol, source: lepage2019}
"""
LITHIUM = """base: Li
values:
  lithium.molar_volume: {value: 13.1 cm^3/mol, source: our density}
  lithium.creep: {value: law.yaml, source: our tension tests}
"""


@pytest.fixture
def lithium(cell: Path) -> Path:
    """A configuration with files of lithium and of a creep law beside it."""
    (cell.parent / "li.yaml").write_text(LITHIUM)
    (cell.parent / "law.yaml").write_text(LAW)
    (cell.parent / "materials" / "ours.yaml").write_text(LAW.replace("value: 6,", "value: 6.0,"))
    cell.write_text(CELL % "LLZO" + "lithium: {material: li.yaml}\n")
    return cell


def test_lithium_has_files_that_name_a_law_beside_them(lithium: Path) -> None:
    config = read_config(lithium).config
    assert config.lithium.material == "Li"
    assert config.lithium.molar_volume == pytest.approx(13.1e-6)
    assert config.lithium.interface_diffusion.width == pytest.approx(1e-9)  # of the base
    assert isinstance(config.lithium.creep, PowerLawSection)
    assert (config.lithium.creep.name, config.lithium.creep.exponent) == ("law", 6.0)
    assert [own.file.name for own in config.own_materials] == ["li.yaml", "law.yaml"]


@pytest.mark.parametrize("given", ["law.yaml", "ours", "{name: law.yaml}", "{name: ours}"])
def test_creep_laws_have_files(lithium: Path, given: str) -> None:
    creep = read_config(
        lithium, ["lithium.material=Li", f"lithium.creep={given}"]
    ).config.lithium.creep
    assert isinstance(creep, PowerLawSection)
    assert creep.prefactor == pytest.approx(2e-37, rel=1e-9, abs=0.0)
    assert creep.activation_energy == pytest.approx(40e3)


def test_the_user_wins_over_the_file_of_a_law(lithium: Path) -> None:
    config = read_config(lithium, ["lithium.creep={name: law.yaml, activation_energy: 30 kJ/mol}"])
    assert config.config.lithium.creep.activation_energy == pytest.approx(30e3)
    text = refusal(lithium, "lithium.creep={name: law.yaml, exponent: 5}")
    assert "lithium.creep.prefactor is missing" in text  # that of the file has another unit


def test_the_file_of_a_law_of_another_kind(lithium: Path) -> None:
    text = (
        LAW.replace("2e-37 Pa^-6", "1e4") + "  creep.kind: {value: hyperbolic_sine, source: us}\n"
    )
    (lithium.parent / "law.yaml").write_text(text)
    assert "law.yaml:1: lithium.creep" in refusal(lithium)
    assert "needs creep.kind, creep.exponent, creep.prefactor, creep.reference" in refusal(lithium)
    more = "  creep.reference_stress: {value: 2 MPa, source: us}\n"
    (lithium.parent / "law.yaml").write_text(text + more)
    assert isinstance(read_config(lithium).config.lithium.creep, HyperbolicSineSection)


def test_a_law_on_a_preset_keeps_what_belongs_together(lithium: Path) -> None:
    only = "base: LePage2019\nvalues:\n  creep.activation_energy: {value: 31 kJ/mol, source: us}\n"
    (lithium.parent / "law.yaml").write_text(only)
    creep = read_config(lithium).config.lithium.creep
    assert (creep.name, creep.activation_energy) == ("LePage2019", pytest.approx(31e3))


def test_lithium_without_a_base_needs_everything(lithium: Path) -> None:
    (lithium.parent / "li.yaml").write_text(LITHIUM.replace("base: Li\n", ""))
    text = refusal(lithium)
    assert "li.yaml:1: lithium lacks diffusional_creep, interface_diffusion; add" in text
    assert "lithium.interface_diffusion.diffusivity" in text
    assert "name a preset, such as `material: Li`" in refusal(lithium, "lithium.material=null")


def test_a_run_of_them_can_be_read_again(lithium: Path) -> None:
    config = read_config(lithium).config
    folder = RunFolder.at(lithium.parent / "run")
    folder.root.mkdir()
    prepare(folder, config, lithium, 1, resume=False)
    for name in ("li.yaml", "law.yaml"):
        (lithium.parent / name).unlink()
    assert read_config(folder.config).config == config
    assert read_config(folder.resolved).config == config


def test_files_of_another_kind_are_refused(lithium: Path) -> None:
    text = refusal(lithium, "lithium.material=law.yaml")
    assert '"law.yaml" is the file of a creep law; name lithium' in text
    text = refusal(lithium, "electrolyte.material=li.yaml")
    assert "is the file of lithium; name an electrolyte" in text
    (lithium.parent / "materials" / "li.yaml").write_text(LAW)
    text = refusal(lithium, "lithium.creep=materials/li.yaml")
    assert "and the file of the lithium have the same name; rename one" in text


def test_python_takes_files_too(cell: Path) -> None:
    data = {
        "geometry": {"width": "50 um", "thickness": "50 um"},
        "electrolyte": {"material": str(cell.parent / "mine.yaml")},
        "protocol": {"current_density": "1 mA/cm^2", "stop_time": "1 s"},
    }
    config = filasse.load_config(data)
    assert config.electrolyte.youngs_modulus == pytest.approx(140e9)
    assert config.replace("growth.step=2 um").electrolyte == config.electrolyte
    table = filasse.list_materials(str(cell.parent / "mine.yaml"))
    assert table.loc["electrolyte.youngs_modulus", "source"] == "our ultrasound"


def test_a_sweep_over_files_of_one_base_has_a_run_of_each(cell: Path) -> None:
    (cell.parent / "other.yaml").write_text(BASED.replace("140", "120"))
    sweep = cell.parent / "sweep.yaml"
    sweep.write_text("base: cell.yaml\ngrid: {electrolyte.material: [mine.yaml, other.yaml]}\n")
    runs = plan_sweep(sweep).runs
    moduli = [run.config.electrolyte.youngs_modulus for run in runs]
    assert moduli == pytest.approx([140e9, 120e9])
    shown = [run.values["electrolyte.material"].value for run in runs]
    assert shown == ["mine.yaml", "other.yaml"]
    assert len({run.name for run in runs}) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("140 GPa", "140", 4, "electrolyte.youngs_modulus = 140 has no unit; write a number"),
        ("youngs_modulus:", "young_modulus:", 4, "did you mean 'youngs_modulus'?"),
        ("electrolyte.y", "lithium.y", 4, "begin with electrolyte. or interface."),
        ("base: llzo", "base: llz", 2, 'base = "llz" is not a preset; did you mean'),
        ("base: llzo", "base: gold", 2, "is a preset for coating"),
        (", source: our ultrasound", "", 4, "source is missing"),
        ("title:", "tittle:", 1, "did you mean 'title'?"),
        ("source: assumed", "source: assumed, value: 3 A/m^2", 5, "is given twice"),
        ("base: llzo", "base llzo", 2, "has no colon after its key"),
        ("base: llzo\n", "", 2, "electrolyte lacks poisson_ratio, fracture_toughness, ionic"),
        ("base: llzo\n", "", 2, "base needs electrolyte.youngs_modulus, electrolyte.poisson_ratio"),
    ],
)
def test_faults_are_told_with_file_and_line(
    cell: Path, old: str, new: str, line: int, words: str
) -> None:
    file = cell.parent / "mine.yaml"
    file.write_text(BASED.replace(old, new))
    text = refusal(cell)
    assert f"mine.yaml:{line}: " in text
    assert words in text


def test_names_that_lead_nowhere(cell: Path) -> None:
    cell.write_text(CELL % "yours.yaml")
    assert "cell.yaml:2: electrolyte.material" in refusal(cell)
    assert 'yours.yaml" does not exist; check the path' in refusal(cell)
    (cell.parent / "materials" / "LLZO.yaml").write_text(BASED)
    cell.write_text(CELL % "LLZO")
    assert "is a preset, and" in refusal(cell)
    cell.write_text(CELL % "materials/LLZO.yaml")
    assert read_config(cell).config.electrolyte.youngs_modulus == pytest.approx(140e9)


def test_the_command_shows_values_with_sources(
    cell: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(["materials", str(cell.parent / "mine.yaml")]) == 0
    out = capfd.readouterr().out
    assert "our ultrasound" in out
    assert "preset LLZO" in out
    (cell.parent / "mine.yaml").write_text(BASED.replace("140 GPa", "140 V"))
    assert exit_code(["materials", str(cell.parent / "mine.yaml")]) == 2
    assert "mine.yaml:4: electrolyte.youngs_modulus" in capfd.readouterr().err


COPIED = [name for name in materials.names() if name != "AnandNarayan2019"]
"""All presets but the one with hardening, which is no law of a configuration."""


@pytest.mark.parametrize("name", COPIED)
def test_presets_are_files_that_can_be_copied(name: str, tmp_path: Path) -> None:
    kind = materials.load(name).kind
    preset = Path(materials.__file__).parent / "presets" / kind / f"{name}.yaml"
    copy = tmp_path / "copy.yaml"
    copy.write_text(preset.read_text())
    table = filasse.list_materials(str(copy))
    assert table["source"].tolist() == [item.source for item in materials.load(name).values]
