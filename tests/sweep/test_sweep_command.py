"""Sweeps and searches from the command line; one is killed and resumed for real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from filasse.sweep import SweepFolder, plan_sweep
from filasse.sweep.sweep_folder import note_attempt, prepare_sweep
from filasse.sweep.sweep_states import RunPhase, states

type Write = Callable[..., Path]
type Command = Callable[..., tuple[int, str, str]]
GRID = "grid: {protocol.current_density: [0.2 mA/cm^2, 8 mA/cm^2, 0.3 mA/cm^2, 0.25 mA/cm^2]}"


def start(path: Path, folder: SweepFolder, *more: str) -> subprocess.Popen[bytes]:
    """Start a sweep in a process group of its own."""
    program = [sys.executable, "-c", "from filasse.cli import main; main()", "sweep", str(path)]
    command = [*program, "-o", str(folder.root), *more]
    return subprocess.Popen(command, start_new_session=True)


def kill_in_the_middle(path: Path, folder: SweepFolder, ended: int, *more: str) -> None:
    """Kill -9 a sweep and its runs when some have ended and the next are on their way."""
    with start(path, folder, *more) as process:
        deadline = time.monotonic() + 400
        begun = ended + 1
        while (
            len(finished(folder)) < ended or len(list(folder.root.glob("runs/*/run.json"))) < begun
        ):
            assert process.poll() is None, "the sweep ended before it could be killed"
            assert time.monotonic() < deadline, "no run ended"
            time.sleep(0.25)
        runs = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for group in (process.pid, *map(int, runs)):
            with suppress(ProcessLookupError):  # this run has just ended
                os.killpg(group, signal.SIGKILL)


def finished(folder: SweepFolder) -> dict[str, int]:
    """When run.json of the finished runs was written."""
    if not folder.manifest.exists():
        return {}
    done = [state.name for state in states(folder) if state.state is RunPhase.FINISHED]
    return {name: folder.run(name).info.stat().st_mtime_ns for name in done}


@pytest.mark.slow
def test_a_killed_sweep_goes_on_to_the_same_table(
    sweep_file: Write, tmp_path: Path, filasse: Command
) -> None:
    """Killed two at a time and ended one by one; what had ended is not computed again."""
    path = sweep_file(GRID)
    killed, peaceful = SweepFolder(tmp_path / "killed"), SweepFolder(tmp_path / "peaceful")
    kill_in_the_middle(path, killed, 2, "-j", "2")
    before = finished(killed)
    assert 2 <= len(before) < 4
    assert start(path, killed).wait(500) == 0
    assert len(finished(killed)) == 4
    assert before.items() <= finished(killed).items()
    assert filasse("sweep", path, "-o", peaceful.root)[0] == 0
    assert killed.table.read_bytes() == peaceful.table.read_bytes()
    table = pd.read_csv(killed.table)
    assert list(table["protocol.current_density [mA/cm^2]"]) == [0.2, 8.0, 0.3, 0.25]
    assert list(table["reason"]) == ["arrested", "short_circuit", "arrested", "arrested"]
    assert table["time_to_short [s]"].notna().tolist() == [False, True, False, False]
    assert list(table["final_length [um]"]) == [28.0, 34.0, 28.0, 28.0]
    assert table["max_pressure [MPa]"].idxmax() == 1


def test_another_base_is_refused(sweep_file: Write, tmp_path: Path, filasse: Command) -> None:
    grid = "grid: {protocol.current_density: [0.2 mA/cm^2]}"
    assert filasse("sweep", sweep_file(grid), "-o", tmp_path / "results")[0] == 0
    assert "sweep: 1 finished" in filasse("status", tmp_path / "results")[1]
    other = sweep_file(f"set: {{temperature: 60 degC}}\n{grid}")
    code, _, err = filasse("sweep", other, "-o", tmp_path / "results")
    assert code == 2
    assert "temperature: 298.15 K before, 333.15 K now" in err


def test_search_of_the_critical_current(base: Path, tmp_path: Path, filasse: Command) -> None:
    code, out, _ = filasse("ccd", base, "-o", tmp_path / "ccd", "--tolerance", "10 %")
    assert code == 0
    *trials, last = [line for line in out.splitlines() if "mA/cm^2" in line]
    assert len(trials) <= 4
    assert last.startswith("critical current density 1.0")
    code, out, _ = filasse("collect", tmp_path / "ccd", "-o", tmp_path / "ccd.csv")
    assert out == f"wrote {tmp_path / 'ccd.csv'}: {len(trials)} runs\n"
    ratios = pd.read_csv(tmp_path / "ccd.csv")["max_K_eq/K_c [1]"]
    assert ratios.max() == pytest.approx(1.0, abs=1e-5)


def test_failed_runs_are_listed(sweep_file: Write, tmp_path: Path, filasse: Command) -> None:
    """A run that failed twice before is not tried again, but told about."""
    path, folder = sweep_file("grid: {title: [a]}"), SweepFolder(tmp_path / "results")
    prepare_sweep(folder, plan_sweep(path))
    (name,) = [state.name for state in states(folder)]
    folder.log(name).write_text("Error: the machine is on fire\n")
    for _ in range(2):
        note_attempt(folder, name, 70, 1.0)
    code, out, err = filasse("sweep", path, "-o", folder.root)
    assert code == 1
    assert out == f"1 failed; the table is {folder.table}\n"
    assert "1 of 1 runs failed" in err
    assert f"{name}: Error: the machine is on fire" in err
    assert "--retry-failed" in err


def test_list_and_job_array(sweep_file: Write, tmp_path: Path, filasse: Command) -> None:
    path, folder = sweep_file(GRID), SweepFolder(tmp_path / "results")
    code, out, _ = filasse("sweep", path, "--list")
    assert (code, len(out.split())) == (0, 4)
    assert not folder.root.exists()
    code, out, _ = filasse("sweep", path, "-o", folder.root, "--slurm", "-j", 2)
    assert "for 4 runs" in out
    assert "--array=1-4%2" in (folder.root / "job.slurm").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("status", "nowhere"), 5, "There is no folder nowhere"),
        (("collect", "nowhere"), 5, "nowhere is not the folder of a sweep"),
        (("sweep", "nowhere.yaml"), 2, "nowhere.yaml: no such file"),
        (("sweep", "a.yaml", "--template", "b"), 2, "--template is for --slurm"),
        (("ccd", "a.yaml", "--tolerance", "5 m"), 2, "has the wrong kind of unit; write for"),
        (("ccd", "a.yaml", "--tolerance", "0"), 2, "is not between 0.01 % and 100 %"),
    ],
)
def test_usage_errors(
    arguments: tuple[str, ...], code: int, message: str, filasse: Command
) -> None:
    found, _, err = filasse(*arguments)
    assert found == code
    assert message in err


def test_search_needs_a_current(base: Path, filasse: Command) -> None:
    base.write_text(base.read_text().replace("current_density: 4 mA/cm^2", "voltage: 0.1 V"))
    code, _, err = filasse("ccd", base, "-o", base.parent / "x")
    assert code == 2
    assert "protocol has no current_density to vary" in err


def test_tables_have_two_formats(sweep_file: Write, tmp_path: Path, filasse: Command) -> None:
    prepare_sweep(SweepFolder(tmp_path / "results"), plan_sweep(sweep_file(GRID)))
    code, _, err = filasse("collect", tmp_path / "results", "-o", tmp_path / "table.xls")
    assert code == 2
    assert "tables are written as .csv or .parquet; change the ending" in err
    code, out, _ = filasse("collect", tmp_path / "results")
    assert (code, out.endswith(": 4 runs\n")) == (0, True)
    assert list(pd.read_csv(tmp_path / "results" / "table.csv")["state"]) == ["waiting"] * 4


def test_parquet_holds_what_csv_holds(sweep_file: Write, tmp_path: Path, filasse: Command) -> None:
    prepare_sweep(SweepFolder(tmp_path / "results"), plan_sweep(sweep_file(GRID)))
    csv, parquet = tmp_path / "table.csv", tmp_path / "table.parquet"
    for path in (csv, parquet):
        assert filasse("collect", tmp_path / "results", "-o", path)[0] == 0
    wanted, found = pd.read_csv(csv), pd.read_parquet(parquet)
    pd.testing.assert_frame_equal(found.replace("", None), wanted, check_dtype=False)
    assert found["growth_steps [1]"].dtype == pd.Int64Dtype()


def test_without_pyarrow_a_remedy_is_named(
    sweep_file: Write, tmp_path: Path, filasse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_sweep(SweepFolder(tmp_path / "results"), plan_sweep(sweep_file(GRID)))

    def missing(*_: object, **__: object) -> None:
        raise ImportError("Unable to find a usable engine")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", missing)
    code, _, err = filasse("collect", tmp_path / "results", "-o", tmp_path / "table.parquet")
    assert code == 2
    assert "needs pyarrow; `pip install pyarrow`, or choose .csv" in err
    assert not (tmp_path / "table.parquet").exists()
