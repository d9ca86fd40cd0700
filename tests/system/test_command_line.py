"""The program as a user starts it: a full run, two ranks, a failure, broken files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders.coarse import ROUGH

from filasse.output.run_result import RunResult, open_run

BIN = Path(sys.executable).parent
LAUNCHER_VARIABLES = ("PMI_", "MPI", "HYD", "PMIX", "OMPI")


def filasse(*arguments: str | Path, ranks: int = 1) -> subprocess.CompletedProcess[str]:
    launcher = [BIN / "mpiexec", "-n", str(ranks)] if ranks > 1 else []
    command = [str(word) for word in (*launcher, BIN / "filasse", *arguments)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(LAUNCHER_VARIABLES)}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def finished(config: Path, folder: Path, *options: str, ranks: int = 1) -> RunResult:
    done = filasse("run", config, "-o", folder, *options, ranks=ranks)
    assert done.returncode == 0, done.stderr
    return open_run(folder)


@pytest.mark.slow
def test_run_to_the_short_circuit(config: Path, tmp_path: Path) -> None:
    changes = ("output.figures=true", "output.fields_every=1", *ROUGH)
    options = [part for change in changes for part in ("--set", change)]
    result = finished(config, tmp_path / "results", *options)
    assert (result.state, result.reason) == ("finished", "short_circuit")
    assert result.info["ranks"] == 1
    assert result.series["flaw1.length"].iloc[-1] == pytest.approx(38)
    assert result.series["lithium_balance"].max() < 1e-6
    assert result.series["current_balance"].max() < 1e-8
    steps = int(result.series["growth_step"].iloc[-1])
    assert result.growth_steps == tuple(range(steps + 1))
    slab = result.fields(steps)["slab"]
    assert {"displacement", "potential"} <= set(slab.point_data.keys())
    assert {"stress", "current_density"} <= set(slab.cell_data.keys())
    names = {path.name for path in (tmp_path / "results").iterdir()}
    expected = {"config.yaml", "resolved.yaml", "run.json", "series.csv", "events.jsonl"}
    assert names >= expected | {"fields.pvd", "fields", "checkpoints", "figures", "filasse.log"}
    assert len(list((tmp_path / "results" / "figures").glob("*.png"))) >= 4
    assert (tmp_path / "results" / "config.yaml").read_text() == config.read_text()


@pytest.mark.slow
def test_a_failing_run_says_why(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    done = filasse("run", config, "-o", folder, "--set", "numerics.max_newton=2")
    assert done.returncode == 4
    assert done.stderr.rstrip().splitlines()[-1].startswith("Error: ")
    assert "Newton's method did not converge" in done.stderr
    assert "Traceback" not in done.stderr
    result = open_run(folder)
    assert (result.state, result.reason) == ("failed", "error")
    assert "Newton" in result.info["error"]


def test_results_are_never_overwritten_by_accident(config: Path, tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "series.csv").write_text("precious")
    done = filasse("run", config, "-o", tmp_path / "results")
    assert done.returncode == 5
    assert (tmp_path / "results" / "series.csv").read_text() == "precious"


BREAKAGES = {
    "a misspelt key": ("electrolyte:", "electrolite:", "electrolyte"),
    "no unit": ("width: 40 um", "width: 40", "width"),
    "the wrong unit": ("4 mA/cm^2", "4 mA", "wrong kind of unit"),
    "an unknown material": ("LLZO", "LLZX", "LLZO"),
    "a negative length": ("length: 28 um", "length: -28 um", "must not be negative"),
    "a flaw longer than the slab": ("length: 28 um", "length: 58 um", "shorten the flaw"),
    "a flaw beside the slab": ("position: 20 um", "position: 50 um", "outside the slab"),
    "no number": ("step: 4 um", "step: four um", "four um"),
    "two drives": ("stop_time: 1 h", "stop_time: 1 h, voltage: 0.1 V", "voltage"),
    "bad indentation": ("  thickness: 40 um", "   thickness: 40 um", "is indented deeper than"),
}


@pytest.mark.parametrize(("text", "instead", "hint"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_broken_file(
    config: Path, capfd: pytest.CaptureFixture[str], text: str, instead: str, hint: str
) -> None:
    from filasse.cli.main import exit_code

    content = config.read_text()
    assert text in content
    config.write_text(content.replace(text, instead))
    results = config.parent / "results"
    assert exit_code(["run", str(config), "-o", str(results)]) == 2
    message = capfd.readouterr().err
    assert "coarse.yaml" in message
    assert hint in message
    assert "Traceback" not in message
    assert not results.exists()
