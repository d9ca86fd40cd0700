"""Studies from Python: validate, sweep, search, report and figures, with the commands' messages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML
from tests.builders.coarse import CONFIG

import filasse
from filasse.config import load_config
from filasse.simulation import simulate
from filasse.sweep import SweepFolder

pytestmark = pytest.mark.slow

COARSE: dict[str, Any] = YAML(typ="safe").load(CONFIG)
CURRENT = "protocol.current_density"


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of sweeps are made here: that saves the start of processes."""

    def run_all(folder: SweepFolder, names: list[str], *_: object, **__: Any) -> None:
        for name in names:
            simulate(load_config(folder.config(name)), folder.run(name).root, resume=True)

    monkeypatch.setattr("filasse.sweep.runner.run_all", run_all)
    monkeypatch.setattr("filasse.sweep.ccd.run_all", run_all)


def test_a_configuration_is_changed_by_keys_and_by_sections() -> None:
    config = filasse.load_config(**COARSE)
    assert config == filasse.load_config(COARSE)
    for changed in (
        config.replace({"growth.step": "2 um"}),
        config.replace("growth.step=2 um"),
        config.replace(growth={"step": "2 um"}),
        filasse.load_config(config, growth={"step": "2 um"}),
    ):
        assert changed.growth.step == pytest.approx(2e-6)
        assert changed.growth.max_steps == 2
        assert changed.geometry == config.geometry
    assert config.growth.step == pytest.approx(3e-6)
    with pytest.raises(filasse.FilasseError, match="did you mean 'step'"):
        config.replace(growth={"stepp": "2 um"})
    with pytest.raises(filasse.FilasseError, match="geometry is missing"):
        filasse.load_config(protocol=COARSE["protocol"])


def test_what_theory_expects_is_told_in_words_and_numbers() -> None:
    outlook = filasse.validate(COARSE)
    assert outlook.word == "grows"
    assert filasse.validate(COARSE, {CURRENT: "0.1 mA/cm^2"}).word == "arrests"
    assert outlook.expectations.loc["run time", "unit"] == "min"
    assert outlook.lines[0] in repr(outlook)
    assert "<b>grows</b>" in outlook._repr_html_()
    with pytest.raises(filasse.FilasseError, match="has no unit"):
        filasse.validate(COARSE, {CURRENT: 3.0})


def test_a_sweep_from_python_goes_on_and_can_be_reported(tmp_path: Path) -> None:
    base = filasse.load_config(COARSE, {"growth.max_steps": 0})
    grid = {CURRENT: ["0.2 mA/cm^2", "5 mA/cm^2"]}
    table = filasse.run_sweep(base, tmp_path / "sweep", grid=grid)
    assert list(table[f"{CURRENT} [mA/cm^2]"]) == [0.2, 5.0]
    assert list(table["reason"]) == ["arrested", "max_steps"]
    again = filasse.run_sweep(base, tmp_path / "sweep", grid=grid)
    assert again.equals(table)
    page = filasse.write_report(tmp_path / "sweep")
    assert "2 finished" in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "nothing varies; give grid="),
        ({"grid": {}}, "the sweep: changes nothing"),
        ({"grid": {"a": []}}, "has no values"),
        ({"gird": {"a": [1]}}, "did you mean 'grid'"),
        ({"grid": {"growth.step": ["3 um"]}, "jobs": 0}, "jobs is 0; give the number"),
    ],
)
def test_faults_of_sweeps_are_told(arguments: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(filasse.FilasseError, match=words):
        filasse.run_sweep(COARSE, tmp_path / "sweep", **arguments)
    assert not (tmp_path / "sweep").exists()


def test_the_critical_current_is_found_from_python(tmp_path: Path) -> None:
    trials = []
    found = filasse.find_critical_current(
        COARSE, tmp_path / "ccd", tolerance=0.3, watch=trials.append
    )
    assert found.trials == tuple(trials)
    assert 5.0 < found.middle < 20.0
    for wrong, words in (({"until": "end"}, "until is"), ({"tolerance": 0}, "tolerance 0 is not")):
        with pytest.raises(filasse.FilasseError, match=words):
            filasse.find_critical_current(COARSE, tmp_path / "ccd", **wrong)
    with pytest.raises(filasse.FilasseError, match="no current_density to vary"):
        voltage = {"current_density": None, "voltage": "0.1 V"}
        filasse.find_critical_current(filasse.load_config(COARSE, protocol=voltage), tmp_path / "x")


def test_materials_are_tables() -> None:
    presets = filasse.list_materials()
    assert presets.loc["LLZO", "for"] == "electrolyte"
    assert "electrolyte.youngs_modulus" in filasse.list_materials("llzo").index
    with pytest.raises(filasse.FilasseError, match="did you mean 'LLZO'"):
        filasse.list_materials("LLZZ")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: filasse.load_config(COARSE, 3), "not 3"),  # type: ignore[arg-type]
        (lambda: filasse.load_config(COARSE, [3]), "overrides are texts like"),  # type: ignore[list-item]
        (lambda: filasse.run_sweep(COARSE, "x", jobs="2", grid={}), "jobs is '2'"),  # type: ignore[arg-type]
        (lambda: filasse.run_sweep(COARSE, "x", jobs=1.5, grid={}), "jobs is 1.5"),  # type: ignore[arg-type]
        (
            lambda: filasse.run_sweep(COARSE, "x", grid={CURRENT: np.linspace(1, 2, 2)}),
            "protocol.current_density = 1.0 has no unit",
        ),
        (lambda: filasse.find_critical_current(COARSE, "x", max_runs=0), "max_runs is 0"),
        (lambda: filasse.find_critical_current(COARSE, "x", tolerance="5 %"), "tolerance '5 %'"),  # type: ignore[arg-type]
        (
            lambda: filasse.find_critical_current(COARSE, "x", {"geometry.flaws": []}),
            "geometry has no flaw that could grow",
        ),
        (lambda: filasse.simulate(COARSE, "x", max_walltime=-1), "max_walltime is -1"),
        (lambda: filasse.simulate(COARSE, "x", max_walltime=float("nan")), "max_walltime is nan"),
        (lambda: filasse.simulate(COARSE, "x", stop_when=3), "stop_when is 3"),  # type: ignore[arg-type]
        (lambda: filasse.simulate(COARSE, "x", laws=3), "laws is 3"),  # type: ignore[arg-type]
        (lambda: filasse.list_materials(3), "name is 3"),  # type: ignore[arg-type]
        (lambda: filasse.open_run(3), "opened by its folder, not by 3"),  # type: ignore[arg-type]
    ],
)
def test_arguments_that_cannot_be_are_told(
    call: Callable[[], object], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(filasse.FilasseError, match=words):
        call()
    assert not list(tmp_path.iterdir())


def test_lists_may_be_of_any_kind() -> None:
    """A generator had become no flaws at all."""
    flaw = COARSE["geometry"]["flaws"][0]
    config = filasse.load_config(COARSE)
    for flaws in ((item for item in [flaw]), np.array([flaw]), (flaw,)):
        assert config.replace(geometry={"flaws": flaws}).geometry == config.geometry
    assert config.replace(geometry=config.geometry) == config
