"""Configurations survive writing and reading; no input whatever gives a traceback."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filasse.config import Config, load_config, read_config
from filasse.config.reading.experiments import read_step
from filasse.config.reading.load import check_document
from filasse.config.reading.yaml_document import parse_document
from filasse.config.writing.dump import annotated_yaml, to_yaml
from filasse.config.writing.schema import schema, schema_text
from filasse.errors import ConfigError

ANY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BASE = {
    "geometry": {
        "width": "100 um",
        "thickness": "100 um",
        "flaws": [{"position": "50 um", "length": "10 um"}],
    },
    "electrolyte": {"material": "LLZO"},
    "protocol": {"current_density": "2 mA/cm^2", "stop_time": "1 h"},
}
KEYS = [
    *("title", "temperature", "geometry", "geometry.width", "geometry.flaws", "geometry.flaws.0"),
    *("geometry.flaws.0.length", "geometry.flaws.0.angle", "geometry.mesh_file", "electrolyte"),
    *("electrolyte.material", "electrolyte.poisson_ratio", "lithium", "lithium.creep"),
    *("lithium.creep.name", "lithium.creep.exponent", "lithium.creep.prefactor", "interface"),
    *("lithium.interface_diffusion", "lithium.material", "interface.kinetics", "protocol"),
    *("counter_electrode", "counter_electrode.kind", "mechanics", "protocol.voltage", "growth"),
    *("growth.step", "growth.max_steps", "mesh", "mesh.tip", "mesh.quarter_point", "numerics"),
    *("numerics.max_newton", "numerics.max_time_step", "output", "output.figures", "unknown"),
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["5 um", "1 h", "LLZO", "LePage2019", "creep", "1e-3", "5 MPa", "free", "0"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def _config_or_problems(text: str) -> Config | str:
    try:
        return check_document(parse_document(text, "fuzz.yaml"), "fuzz.yaml")
    except ConfigError as error:
        return str(error)


def _set(tree: dict[str, object], key: str, value: object) -> None:
    branch: object = tree
    *parents, last = (int(part) if part.isdecimal() else part for part in key.split("."))
    for part in parents:
        if isinstance(branch, dict):
            branch.setdefault(part, {})
        branch = branch[part]  # type: ignore[index]
    branch[last] = value  # type: ignore[index]


@pytest.mark.slow
@ANY
@given(st.sampled_from(KEYS), VALUES)
def test_any_value_at_any_key(key: str, value: object) -> None:
    tree = json.loads(json.dumps(BASE))
    _set(tree, key, value)
    result = _config_or_problems(json.dumps(tree))
    assert isinstance(result, Config) or result.startswith("fuzz.yaml: ")


@pytest.mark.slow
@ANY
@given(st.dictionaries(st.sampled_from([*KEYS[:1], "geometry", "protocol", "mesh"]), VALUES))
def test_any_mapping(tree: dict[str, object]) -> None:
    result = _config_or_problems(json.dumps(tree))
    assert isinstance(result, str)
    assert result.startswith("fuzz.yaml")


@ANY
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    result = _config_or_problems(text)
    assert isinstance(result, str)
    assert result.startswith("fuzz.yaml")


@ANY
@given(st.text(alphabet="geomtrywidh: -[]{}'\"\n#|>&*!%@`,?\t05umA/^", max_size=60))
def test_any_yaml_like_text(text: str) -> None:
    result = _config_or_problems("geometry:\n  width: 1 mm\n" + text)
    assert isinstance(result, str)
    assert result.startswith("fuzz.yaml")


@ANY
@given(st.text(max_size=30))
def test_any_override(load: Callable[..., Config], override: str) -> None:
    with pytest.raises(ConfigError):
        load(override.replace("title", "") or "=")


@pytest.mark.slow
@settings(ANY, max_examples=40)
@given(
    width=st.floats(1e-5, 1e-3),
    ratio=st.floats(0.01, 0.8),
    angle=st.floats(-0.5, 0.5),
    toughness=st.floats(1e5, 1e7),
    voltage=st.floats(-1.0, 1.0),
    title=st.text(max_size=30).filter(lambda text: text.isprintable()),
)
def test_written_configuration_reads_the_same(
    tmp_path: Path,
    width: float,
    ratio: float,
    angle: float,
    toughness: float,
    voltage: float,
    title: str,
) -> None:
    tree = json.loads(json.dumps(BASE))
    flaw = {"position": width / 2, "length": ratio * width, "angle": angle, "name": "on"}
    tree["geometry"] = {"width": width, "thickness": width, "flaws": [flaw]}
    tree["electrolyte"]["fracture_toughness"] = toughness
    tree["protocol"] = {"voltage": voltage, "stop_time": 1e3}
    config = Config.model_validate({**tree, "title": title})
    path = tmp_path / "written.yaml"
    path.write_text(to_yaml(config), encoding="utf-8")
    assert load_config(path) == config


def test_python_round_trip(load: Callable[..., Config]) -> None:
    config = load()
    assert Config.model_validate(config.model_dump()) == config
    assert Config.model_validate_json(config.model_dump_json()) == config


def test_printed_configuration_marks_what_was_not_given(write: Callable[[str], Path]) -> None:
    text = """\
geometry: {width: 0.1 mm, thickness: 100 um}
electrolyte: {material: llzo, fracture_toughness: 2 MPa m^0.5}
lithium: {creep: Masias2019}
protocol: {current_density: 2 mA cm-2, stop_time: 1 h}
"""
    loaded = read_config(write(text), ["growth.step=5um"])
    lines = [line.strip() for line in annotated_yaml(*loaded).splitlines()]
    for line in (
        "width: 0.1 mm",
        "fracture_toughness: 2 MPa m^0.5",
        "youngs_modulus: 150 GPa  # preset LLZO",
        "# conductivity_activation_energy: 0.30 eV  # preset LLZO; has no effect at 298.15 K",
        "exchange_current_density: 2.57 mA/cm^2  # preset LLZO",
        "exponent: 6.56  # preset Masias2019",
        "molar_volume: 13.0 cm^3/mol  # preset Li",
        "current_density: 2 mA cm-2",
        "step: 5um",
        "temperature: 298.15 K  # default",
        "voltage: null  # default",
    ):
        assert line in lines
    again = load_config(write(annotated_yaml(*loaded)))
    assert again == loaded.config


@pytest.mark.slow
def test_schema_describes_every_key_with_its_unit() -> None:
    described = schema()
    assert described["required"] == ["geometry", "electrolyte", "protocol"]
    sections = described["$defs"].values()
    assert all("description" in entry for s in sections for entry in s["properties"].values())
    width = described["$defs"]["GeometrySection"]["properties"]["width"]
    assert width["unit"] == "um"
    assert width["examples"] == ["100 um"]
    assert width["description"] == "Size along the electrodes."
    tip = described["$defs"]["MeshSection"]["properties"]["tip"]
    assert tip["default_rule"] == "from the thickness, the shortest flaw, grains and pores"
    assert json.loads(schema_text()) == described


@pytest.mark.slow
def test_schema_takes_steps_in_words() -> None:
    for name in ("ProtocolSection", "RepeatSection"):
        steps = schema()["$defs"][name]["properties"]["steps"]
        keys, sentence, repeat = steps["items"]["anyOf"]
        assert len(keys["oneOf"]) == 3
        for example in sentence["examples"]:
            assert re.search(sentence["pattern"], example) and read_step(example)
        assert not re.search(sentence["pattern"], "Chrge at 1 mA/cm^2")
        (pattern,) = repeat["patternProperties"]
        assert re.search(pattern, "Repeat 3 times") and not re.search(pattern, "Repeat often")
