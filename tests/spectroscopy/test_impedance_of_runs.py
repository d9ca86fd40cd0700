"""The command, and the same from Python, on folders of every kind."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from tests.builders.coarse import CONFIG

import filasse
from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.cli.main import exit_code
from filasse.cracks.anode_interface import AnodeState, Interface
from filasse.output.folder.lock import FolderLock

FLAT = {
    "geometry": {"width": "40 um", "thickness": "40 um"},
    "electrolyte": {"material": "LLZO"},
    "interface": {
        "film_resistance": "20 ohm cm^2",
        "exchange_current_density": "2.569 mA/cm^2",
        "constriction": {"spot_radius": "0.1 um"},
    },
    "mechanics": {"stack_pressure": "1 MPa"},
    "protocol": {"steps": [{"rest": "1 s"}], "stop_time": "1 s"},
    "output": {"figures": False, "fields_every": 0},
}
CONTACT = np.pi * 1e-7 * 5e6 / (4 * 0.05 * 1e6)
FILES = ("impedance.csv", "figures/impedance.png")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with two checkpoints, at its advances."""
    folder = tmp_path_factory.mktemp("impedance")
    (folder / "coarse.yaml").write_text(CONFIG)
    filasse.simulate(folder / "coarse.yaml", folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a flawless cell at rest, which saves no checkpoint."""
    folder = tmp_path_factory.mktemp("impedance") / "flat"
    assert filasse.simulate(FLAT, folder).folder == folder
    return folder


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = exit_code(["impedance", *(str(argument) for argument in arguments)])
        return code, *capfd.readouterr()

    return call


def test_the_command_writes_table_and_figure(
    run: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = command(run, "--from", "1 Hz", "--to", "1 MHz", "--points", "2")
    assert code == 0, err
    assert "R_ct" in out
    assert "mA/cm^2" in out
    assert all(str(run / name) in out for name in FILES)
    assert (run / FILES[1]).stat().st_size > 10_000
    table = pd.read_csv(run / "impedance.csv")
    assert list(table)[:2] == ["frequency [Hz]", "real [ohm cm^2]"]
    assert len(table) == 13
    assert (table["real [ohm cm^2]"] > 0).all()
    assert (table["imaginary [ohm cm^2]"] < 0).all()


def test_json_is_the_same_and_writes_nothing(
    flat: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = command(flat, "--start", "--json", "--points", "1")
    assert code == 0, err
    told = json.loads(out)
    spectrum = filasse.impedance(flat, [1e6, "1 kHz", "1 mHz"], at_start=True)
    assert told["circuit"] == spectrum.as_json()["circuit"]
    assert [axes.get_xlabel() for axes in spectrum.plot().axes[:2]] == ["", r"Re Z [$\Omega$ cm²]"]
    assert len(told["spectrum"]["frequency [Hz]"]) == 10
    assert told["state"]["current_density [mA/cm^2]"] == pytest.approx(0.0, abs=1e-9)
    assert not any((flat / name).exists() for name in FILES)


def test_a_flat_cell_in_numbers(flat: Path) -> None:
    circuit = filasse.impedance(flat, ["1 Hz"], at_start=True).circuit
    assert circuit.electrolyte == pytest.approx(40e-6 / 0.05, rel=1e-6)
    assert circuit.layers == pytest.approx(20e-4 + CONTACT, rel=1e-6)
    assert circuit.charge_transfer == pytest.approx(2 * 10.0e-4, rel=1e-3)
    assert circuit.capacitance == pytest.approx(0.5e-2, rel=1e-6)


def test_the_end_of_a_run_with_an_interphase(tmp_path: Path) -> None:
    """The layer that has grown by then is a film in series; the state is that of the last row."""
    layer = {"rate_constant": "50 nm^2/s", "conductivity": "1e-3 mS/cm"}
    data = {
        **FLAT,
        "interface": {**FLAT["interface"], "interphase": {**layer, "initial_thickness": "5 nm"}},
        "protocol": {"current_density": "1 mA/cm^2", "stop_time": "60 s"},
    }
    run = filasse.simulate(data, tmp_path / "run")
    last = filasse.open_run(tmp_path / "run").series.iloc[-1]
    spectrum = filasse.impedance(run, ["1 kHz", "1 GHz"], at_end=True)
    at, circuit = spectrum.condition, spectrum.circuit
    assert at.time == pytest.approx(60.0, rel=1e-9)
    assert at.voltage == pytest.approx(last["voltage"], rel=1e-9)
    grown = last["interphase.thickness"] * 1e-9 / 1e-4
    assert grown > 1.5 * 5e-9 / 1e-4
    film = 20e-4 + CONTACT + grown
    assert circuit.layers == pytest.approx(film, rel=1e-6)
    assert circuit.high_frequency == pytest.approx(40e-6 / 0.05 + film, rel=1e-6)
    assert spectrum.impedance[1].real == pytest.approx(circuit.high_frequency, rel=1e-6)
    start = filasse.impedance(run, ["1 kHz"], at_start=True).circuit
    assert circuit.layers - start.layers == pytest.approx(grown - 5e-9 / 1e-4, rel=1e-5)


def test_the_end_is_that_of_the_last_row(
    run: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = command(run, "--end", "--json", "--points", "1")
    assert code == 0, err
    last = filasse.open_run(run).series.iloc[-1]
    state = json.loads(out)["state"]
    assert state["time [s]"] == pytest.approx(last["time"], rel=1e-9)
    assert state["voltage [V]"] == pytest.approx(last["voltage"], rel=1e-9)


def test_a_run_that_was_killed_has_no_end(
    run: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    copy = shutil.copytree(run, tmp_path / "copy")
    (copy / "checkpoints" / "end.json").unlink()
    code, _, err = command(copy, "--end")
    assert (code, "has left no state of its end" in err) == (5, True), err


@pytest.mark.slow
def test_a_foil_brings_its_contact(tmp_path: Path) -> None:
    foil = {"kind": "foil", "thickness": "10 um", "cell_size": "5 um"}
    filasse.simulate({**FLAT, "anode": foil}, tmp_path / "foil")
    spectrum = filasse.impedance(tmp_path / "foil", ["1 Hz"], at_start=True)
    assert spectrum.circuit.layers == pytest.approx(20e-4 + CONTACT, rel=1e-3)
    assert any("the foil stays as it is" in note for note in spectrum.notes)


def test_both_checkpoints_and_what_simulate_returned(run: Path) -> None:
    steps = sorted(int(path.stem.removeprefix("ck_")) for path in run.glob("checkpoints/ck_*.json"))
    result = filasse.open_run(run)
    older, newer = (filasse.impedance(result, ["1 kHz"], checkpoint=step) for step in steps)
    assert older.condition.time < newer.condition.time
    assert older.condition.growth_step + 1 == newer.condition.growth_step
    assert repr(newer).startswith("<ImpedanceSpectrum of 1 frequencies at t = ")
    with pytest.raises(filasse.FilasseError, match=f"it keeps those of {steps[1]}, {steps[0]}"):
        filasse.impedance(run, checkpoint=steps[1] + 1)


def test_a_paused_state_is_the_very_same(tmp_path: Path) -> None:
    """The voltage of a checkpoint within a growth step is that of its row."""
    changes = {"growth.max_steps": 0, "numerics.max_time_step": "0.1 s"}
    (tmp_path / "c.yaml").write_text(CONFIG)
    filasse.simulate(tmp_path / "c.yaml", tmp_path / "run", changes)
    result = filasse.open_run(tmp_path / "run")
    at = filasse.impedance(result, ["1 kHz"]).condition
    row = result.series[np.isclose(result.series["time"], at.time, rtol=1e-9)].iloc[-1]
    assert 0 < row["time_step"] < len(result.series)
    assert at.voltage == pytest.approx(row["voltage"], rel=1e-9)
    assert at.current_density / 10 == pytest.approx(row["current_density"], rel=1e-9)


def test_only_double_layers_can_be_changed(
    flat: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    names = ("interface", "counter_electrode")
    changes = {f"{name}.double_layer_capacitance": "4 uF/cm^2" for name in names}
    circuit = filasse.impedance(flat, ["1 Hz"], changes, at_start=True).circuit
    assert circuit.capacitance == pytest.approx(2e-2, rel=1e-6)
    code, _, err = command(flat, "--start", "--set", "temperature=60 degC")
    assert code == 2
    assert "only interface.double_layer_capacitance and counter_electrode.double_layer" in err


def test_files_of_every_ending(
    flat: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    paths = [tmp_path / f"z{ending}" for ending in (".csv", ".json", ".png", ".svg")]
    options = [word for path in paths for word in ("-o", path)]
    assert command(flat, "--start", "--points", "1", *options)[0] == 0
    assert all(path.stat().st_size > 300 for path in paths)
    assert not (flat / "impedance.csv").exists()
    assert json.loads(paths[1].read_text())["title"] == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("{}/nowhere",), 5, "There is no folder"),
        (("{}",), 5, "Is this a run folder?"),
        (("{}/file.yaml",), 2, "file.yaml is a file; an impedance is that of a run"),
        (("{}/file.yaml", "--start"), 2, "file.yaml is a file"),
        (("{flat}",), 5, "has no checkpoint: one is saved at every advance"),
        (("{flat}", "--start", "--checkpoint", "3"), 2, "exclude each other: ask for one"),
        (("{flat}", "--start", "--end"), 2, "exclude each other: ask for one"),
        (("{flat}", "--start", "--from", "10"), 2, "'10' has no unit"),
        (("{flat}", "--start", "--points", "0"), 2, "too few"),
        (("{flat}", "--start", "-o", "{}/z.xyz"), 2, "z.xyz: give it one of the endings .csv"),
        (("{flat}", "--start", "-o", "{}/no/z.csv"), 2, "does not exist; create it"),
    ],
)
def test_what_cannot_be_done_is_said(
    flat: Path,
    tmp_path: Path,
    command: Callable[..., tuple[int, str, str]],
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    (tmp_path / "file.yaml").write_text(CONFIG)
    got, out, err = command(*(word.format(tmp_path, flat=flat) for word in arguments))
    assert (got, words in " ".join(err.split())) == (code, True), err
    assert "Traceback" not in out + err


def test_a_run_that_goes_on(
    run: Path, flat: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    for folder, code, words in ((run, 0, "the run goes on"), (flat, 5, "still goes on and has no")):
        info = folder / "run.json"
        content = info.read_text()
        info.write_text(json.dumps(json.loads(content) | {"state": "running"}))
        with FolderLock(folder / ".lock"):
            got, out, err = command(folder, "--json", "--points", "1")
        info.write_text(content)
        assert (got, words in out + err) == (code, True), err


def test_damaged_checkpoints_and_other_versions(
    run: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    for path in copy.glob("checkpoints/*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    code, _, err = command(copy)
    assert code == 5
    assert "2 found, all damaged" in err
    info = json.loads((copy / "run.json").read_text())
    info["config"]["novelty"] = 1
    (copy / "run.json").write_text(json.dumps(info))
    code, _, err = command(copy, "--start")
    assert code == 5
    assert "cannot be used by this filasse (novelty" in err


def test_python_takes_no_other_things() -> None:
    with pytest.raises(filasse.FilasseError, match="not int"):
        filasse.impedance(7)  # type: ignore[arg-type]


def test_what_simulate_returns_is_a_run(flat: Path) -> None:
    run = filasse.simulate(FLAT, flat, resume=True)
    assert run.reason.is_final
    assert len(filasse.impedance(run, ["1 Hz"], at_start=True).table) == 1


class Worn(ReservoirAnode):
    """Half of the lithium has come off for good."""

    kind: ClassVar[str] = "worn"

    def interface(self, anode: AnodeState) -> Interface:
        felt = super().interface(anode)
        return replace(felt, contact=0.5 * felt.contact)


def test_a_run_with_laws_from_python_asks_for_them(
    tmp_path: Path, flat: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    laws = filasse.Laws(anode=Worn)
    filasse.simulate(FLAT, tmp_path / "run", laws=laws)
    told = r"made with \S*Worn \(laws.anode\), given in Python.*laws=filasse.Laws"
    with pytest.raises(filasse.FilasseError, match=told):
        filasse.impedance(tmp_path / "run", 1.0, at_start=True)
    with pytest.raises(filasse.FilasseError, match=told):
        filasse.simulate(FLAT, tmp_path / "run", resume=True)
    code, _, error = command(tmp_path / "run", "--start")
    assert code == 2 and re.search(told, error)
    worn = filasse.impedance(tmp_path / "run", 1.0, at_start=True, laws=laws)
    whole = filasse.impedance(flat, 1.0, at_start=True)
    assert worn.impedance[0].real > 1.2 * whole.impedance[0].real
    with pytest.raises(filasse.FilasseError, match=r"laws.anode.*has changed"):
        filasse.impedance(flat, 1.0, at_start=True, laws=laws)
