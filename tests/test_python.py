"""The Python face: what it takes, what it shows, and how its messages speak."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.builders.coarse import CONFIG

import filasse

COARSE: dict[str, Any] = YAML(typ="safe").load(CONFIG)


@pytest.mark.parametrize(
    "overrides",
    [
        "geometry.flaws.0.length=5 um",
        ["geometry.flaws.0.length=5 um"],
        {"geometry.flaws.0.length": "5 um"},
        {"geometry.flaws": [{"position": "20 um", "length": "5 um"}]},
    ],
)
def test_overrides_of_every_kind(overrides: Any, tmp_path: Path) -> None:
    first = filasse.load_config(COARSE)
    for source in (COARSE, first):
        changed = filasse.load_config(source, overrides)
        assert changed.geometry.flaws[0].length == pytest.approx(5e-6)
        assert changed.electrolyte == first.electrolyte


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({**COARSE, "temprature": "300 K"}, "did you mean 'temperature'"),
        ({**COARSE, "temperature": 300.0}, "has no unit"),
        (7, "a dictionary or what load_config returns, not int"),
        ("nothing.yaml", "nothing.yaml"),
    ],
)
def test_faults_are_told_in_one_message(source: Any, words: str) -> None:
    with pytest.raises(filasse.FilasseError, match=words):
        filasse.load_config(source)


def test_a_dictionary_runs_and_the_results_are_shown_in_a_line(tmp_path: Path) -> None:
    run = filasse.simulate(COARSE, tmp_path / "run", {"growth.max_steps": 0})
    assert repr(run).startswith(f"<Run {tmp_path / 'run'}: max_steps at t = ")
    result = filasse.open_run(run.folder)
    assert "max_steps, t = " in repr(result)
    assert len(repr(result)) < 200 + len(str(tmp_path))
    assert result._repr_html_().startswith("<table><tr><th>run</th>")
    assert run._repr_html_() == result._repr_html_()
    assert run.series.equals(result.series)


@pytest.mark.slow
def test_runs_are_compared_by_what_they_differ_in(tmp_path: Path) -> None:
    changes = ({"title": "one"}, {"title": "two", "protocol.current_density": "5 mA/cm^2"})
    runs = [
        filasse.simulate(COARSE, tmp_path / change["title"], {**change, "growth.max_steps": 0})
        for change in changes
    ]
    table = filasse.compare([runs[0], filasse.open_run(runs[1].folder)])
    assert list(table.index) == [str(run.folder) for run in runs]
    assert list(table.columns)[:3] == ["title", "protocol.current_density", "state"]
    assert list(table["protocol.current_density"]) == ["4 mA/cm^2", "5 mA/cm^2"]
    assert list(table["state"]) == ["max_steps", "max_steps"]
    assert (table["max_pressure [MPa]"] > 100).all()
    for wrong in ([], str(tmp_path), {"a": str(tmp_path)}, tmp_path):
        for function in (filasse.compare, filasse.draw_comparison):
            with pytest.raises(filasse.FilasseError, match="takes a list of runs"):
                function(wrong)


def test_messages_name_arguments(tmp_path: Path) -> None:
    filasse.simulate(COARSE, tmp_path / "run", "growth.max_steps=0")
    with pytest.raises(filasse.FilasseError, match=r"resume=True.*overwrite=True") as caught:
        filasse.simulate(COARSE, tmp_path / "run")
    assert "--" not in str(caught.value)
    with pytest.raises(filasse.FilasseError, match="max_walltime '2 parsecs'"):
        filasse.simulate(COARSE, tmp_path / "other", max_walltime="2 parsecs")


def test_configurations_are_shown_with_units() -> None:
    config = filasse.load_config(COARSE)
    assert repr(config) == "<Config LLZO, 40 um x 40 um, 1 flaw, 4 mA/cm^2>"
    assert "length='28 um'" in repr(config.geometry.flaws[0])
    assert config.protocol._repr_html_() == config.protocol.as_html("protocol")
    shown = config._repr_html_()
    assert shown.startswith("<p>Config LLZO, 40 um x 40 um, 1 flaw, 4 mA/cm^2, 298.15 K</p>")
    assert "<summary>growth</summary>" in shown
    assert "<tr><th>short_circuit_distance</th><td>2 um</td></tr>" in shown
    assert "<summary>flaws.0</summary>" in shown
    assert "<tr><th>length</th><td>28 um</td></tr>" in shown
    assert "Section(" not in shown
    assert filasse.__version__[0].isdigit() or filasse.__version__ == "unknown"


def test_all_faults_of_a_dictionary_are_told_at_once() -> None:
    """What is missing hides nothing of what is wrong."""
    cell = {
        "geometry": {"width": "4 s", "flaws": [{"position": "5 V"}]},
        "electrolyte": {"material": "LLZO"},
        "protocol": {"current_density": "1 V", "stop_time": "1 h"},
    }
    with pytest.raises(filasse.errors.ConfigError) as told:
        filasse.load_config(cell)
    text = str(told.value)
    assert "5 problems" in text
    assert 'geometry.width = "4 s" has the wrong kind of unit' in text
    assert 'geometry.flaws.0.position = "5 V" has the wrong kind of unit' in text
    assert 'protocol.current_density = "1 V" has the wrong kind of unit' in text
    assert "geometry.thickness is missing" in text and "flaws.0.length is missing" in text
