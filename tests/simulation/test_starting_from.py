"""Runs that start from where another one ended, with other parameters."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import filasse
from filasse.cli.main import exit_code
from filasse.output.folder.prepare import prepare
from filasse.output.folder.run_folder import RunFolder
from filasse.report.balances import balances
from filasse.report.run_facts import provenance

pytestmark = pytest.mark.slow

CELL: dict[str, Any] = {
    "geometry": {
        "width": "40 um",
        "thickness": "40 um",
        "flaws": [{"position": "20 um", "length": "24 um"}],
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um", "max_steps": 1},
    "mesh": {"tip": "0.6 um", "lip": "3 um", "far": "9 um"},
    "output": {"figures": False, "fields_every": 0},
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has grown once, by its limit."""
    folder = tmp_path_factory.mktemp("first") / "run"
    filasse.simulate(CELL, folder)
    return folder


def series(folder: Path) -> pd.DataFrame:
    return filasse.open_run(folder).series


def test_with_the_same_parameters_it_is_a_run_that_goes_on(first: Path, tmp_path: Path) -> None:
    """Row by row what `--resume` gives; and it needs the other folder no more."""
    whole, rest = tmp_path / "whole", tmp_path / "rest"
    filasse.simulate(CELL, whole, {"growth.max_steps": 2})
    run = filasse.simulate(CELL, rest, {"growth.max_steps": 2}, start_from=first)
    assert run.reason == "max_steps"
    opened = filasse.open_run(rest)
    assert run.tips == opened.tips and run.growth_steps == opened.growth_steps
    with pytest.raises(filasse.FilasseError, match="has no fields"):
        run.fields()  # as the opened run says
    later = series(whole)[series(whole)["growth_step"] == 2].reset_index(drop=True)
    again = series(rest)[series(rest)["growth_step"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(later, again, rtol=1e-9)
    told = json.loads((rest / "run.json").read_text())["from"]
    assert told["folder"] == str(first.resolve()) and told["changed"] == ["growth.max_steps"]
    assert told["growth_step"] == 1 and told["time"] == series(first)["time"].iloc[-1]
    (fact,) = [f for f in provenance(filasse.open_run(rest).info) if f.name == "Started from"]
    assert fact.value.startswith(f"{first.resolve()} at {told['time']:.6g} s")


def test_with_another_protocol_its_steps_begin_where_the_other_ended(
    first: Path, tmp_path: Path
) -> None:
    """Rest, then strip: the clock, the charge and the lithium go on."""
    steps = ["Rest for 10 s", "Discharge at 1 mA/cm^2 for 5 s"]
    changes = {"protocol": {"steps": steps, "stop_time": "1 h"}, "growth.max_steps": 9}
    run = filasse.simulate(CELL, tmp_path / "run", changes, start_from=filasse.open_run(first))
    before, after = series(first).iloc[-1], series(run.folder)
    assert run.reason == "end_of_protocol"
    assert after["time"].iloc[0] == before["time"]
    assert after["time"].iloc[-1] == pytest.approx(before["time"] + 15.0)
    assert after["lithium_in_cracks"].iloc[0] == pytest.approx(before["lithium_in_cracks"])
    assert after["current_density"].iloc[-1] == pytest.approx(-1.0)
    assert after["flaw1.length"].dropna().iloc[0] == before["flaw1.length"]
    assert all(balance.holds for balance in balances(filasse.open_run(run.folder)))
    # The protocol has ended there; the next run begins it again.
    again = filasse.simulate(CELL, tmp_path / "again", changes, start_from=run)
    assert series(again.folder)["time"].iloc[-1] == pytest.approx(before["time"] + 30.0)


def test_with_other_parameters_the_lithium_stays(first: Path, tmp_path: Path) -> None:
    """A weaker electrolyte on a finer mesh: the same lithium, and it grows at once."""
    changes = {"electrolyte.fracture_toughness": "0.6 MPa m^0.5", "mesh.lip": "2 um"}
    run = filasse.simulate(
        CELL, tmp_path / "run", {**changes, "growth.max_steps": 2}, start_from=first
    )
    before, after = series(first).iloc[-1], series(run.folder)
    assert after["time"].iloc[0] == before["time"]
    assert after["flaw1.K_eq/K_c"].iloc[0] == pytest.approx(
        before["flaw1.K_eq/K_c"] / 0.6, rel=0.02
    )
    # The mouth, which stands open to the anode, is as full as the new stiffness lets it be.
    lithium = after["lithium_in_cracks"].iloc[0]
    assert lithium == pytest.approx(before["lithium_in_cracks"], rel=1e-4)
    assert after["flaw1.length"].dropna().iloc[-1] > before["flaw1.length"]
    # Stopped or not, it goes on by itself, and keeps to where it started.
    assert (
        filasse.simulate(
            CELL, run.folder, {**changes, "growth.max_steps": 2}, resume=True, start_from=first
        ).reason
        == "max_steps"
    )


REFUSED = {
    "geometry": (("--set", "geometry.width=50 um"), 2, "geometry.width: 40 um there, 50 um here"),
    "steps": (
        ("--set", "growth.max_steps=0"),
        2,
        "ended at growth step 1, and they are counted on; give more: 1 for 0 further ones",
    ),
    "clock": (("--set", "protocol.stop_time=1 ms"), 2, "give a later one"),
    "join": (("--set", "growth.join=true"), 2, "growth.join: false there, true here"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_told(
    name: str, first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes, code, words = REFUSED[name]
    command = ["run", str(first / "config.yaml"), "-o", str(tmp_path / "run")]
    assert exit_code([*command, "--from", str(first), *changes]) == code
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run" / "series.csv").exists()


def test_folders_from_which_nothing_starts(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(first / "config.yaml"), "-o"]

    def told(folder: Path, origin: Path, code: int, *more: str) -> str:
        assert exit_code([*command, str(folder), "--from", str(origin), *more]) == code
        return capsys.readouterr().err

    new, other = tmp_path / "new", tmp_path / "other"
    assert "There is no folder" in told(new, tmp_path / "nothing", 5)
    assert "cannot start from itself" in told(first, first, 2, "--overwrite")
    other.mkdir()
    info = json.loads((first / "run.json").read_text())
    (other / "run.json").write_text(json.dumps(info | {"reason": "short_circuit"}))
    assert "ended as short_circuit: nothing is left" in told(new, other, 2)
    (other / "run.json").write_text(json.dumps(info | {"id": "another"}))
    assert "has saved no state yet" in told(new, other, 5)
    assert "started from the beginning, not from" in told(first, other, 2, "--resume")
    (other / "checkpoints").mkdir()
    (other / "checkpoints" / "end.json").write_text("{}")
    assert "end.json is damaged" in told(new, other, 5)
    assert json.loads((first / "run.json").read_text()) == info


def test_rows_before_its_own_first_checkpoint_are_cut(first: Path, tmp_path: Path) -> None:
    """Killed there, it begins again with what it took over; its first row stood twice before."""
    config, folder = filasse.load_config(CELL, {"growth.max_steps": 2}), RunFolder.at(tmp_path)
    assert prepare(folder, config, None, 1, resume=False, origin=first) is not None
    assert prepare(folder, config, None, 1, resume=True) is not None
    assert not folder.series.exists()
    folder.series.write_text("time [s]\n1.0\n")
    folder.events.write_text("{}\n")
    assert prepare(folder, config, None, 1, resume=True) is not None
    assert folder.series.read_text() == "" and folder.events.read_text() == ""


def test_a_coating_is_not_put_on_an_interphase(tmp_path: Path) -> None:
    """Under it no interphase is: what has grown there would leave the balance."""
    start, layer = tmp_path / "start", {"interface.interphase": {"material": "LPSCl"}}
    filasse.simulate(CELL, start, {**layer, "protocol.stop_time": "1 s"})
    coating = {"interface.coating": {"thickness": "30 nm", "conductivity": "1e-3 mS/cm"}}
    with pytest.raises(filasse.FilasseError, match=r"coating: none there, given here .* Delete it"):
        filasse.simulate(CELL, tmp_path / "run", {**layer, **coating}, start_from=start)
    assert not (tmp_path / "run" / "series.csv").exists()
