"""Every way a command can end: its exit code and its message."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from filasse import errors
from filasse.cli.dispatch import filasse as group

type Command = Callable[..., tuple[int, str, str]]


def _fail(fake_run: ModuleType, error: BaseException) -> None:
    def simulate(*args: object, **options: object) -> None:
        raise error

    fake_run.simulate = simulate  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.FilasseError, 1),
        (errors.UsageError, 2),
        (errors.ConfigError, 2),
        (errors.MeshError, 3),
        (errors.ConvergenceError, 4),
        (errors.MemoryShortage, 1),
        (errors.OutputError, 5),
        (errors.StoppedEarly, 75),
    ],
)
def test_known_errors(
    filasse: Command,
    quickstart: Path,
    fake_run: ModuleType,
    error: type[errors.FilasseError],
    code: int,
) -> None:
    _fail(fake_run, error("what happened; what to do"))
    found, out, err = filasse("run", quickstart)
    assert (found, out, err) == (code, "", "Error: what happened; what to do\n")


@pytest.mark.parametrize(
    "error", [MemoryError(), MemoryError("std::bad_alloc"), RuntimeError("std::bad_alloc")]
)
def test_no_memory_is_no_bug(
    filasse: Command, quickstart: Path, fake_run: ModuleType, tmp_path: Path, error: Exception
) -> None:
    _fail(fake_run, error)
    code, _, err = filasse("run", quickstart)
    assert code == 1
    assert err.startswith("Error: There is not enough memory")
    assert "ulimit -v" in err
    assert list(tmp_path.glob("filasse-bug-*")) == []


def test_bug_is_written_to_a_file(
    filasse: Command, quickstart: Path, fake_run: ModuleType, tmp_path: Path
) -> None:
    _fail(fake_run, ZeroDivisionError("oops"))
    code, _, err = filasse("run", quickstart)
    assert code == 70
    assert err.startswith(
        "This is a bug in filasse: ZeroDivisionError: oops\nPlease report it with"
    )
    assert "Traceback" not in err
    (report,) = tmp_path.glob("filasse-bug-*.txt")
    assert str(report) in err
    assert "Traceback" in report.read_text()


def test_bug_with_debug_is_shown(
    filasse: Command, quickstart: Path, fake_run: ModuleType, tmp_path: Path
) -> None:
    _fail(fake_run, ZeroDivisionError("oops"))
    code, _, err = filasse("--debug", "run", quickstart)
    assert code == 70
    assert "Traceback" in err
    assert list(tmp_path.iterdir()) == []


def test_interrupt(filasse: Command, quickstart: Path, fake_run: ModuleType) -> None:
    _fail(fake_run, KeyboardInterrupt())
    assert filasse("run", quickstart) == (130, "", "\nInterrupted.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu"], "No such command 'rnu'"),
        (["run"], "Missing argument 'CONFIG'"),
        (["run", "a.yaml", "--sett", "x=1"], "No such option '--sett'"),
        (["run", "a.yaml", "b.yaml"], "Got unexpected extra argument"),
        (["validate", "nowhere.yaml"], "nowhere.yaml: no such file; check the path"),
        (["validate", "."], "is a folder; give a configuration file"),
    ],
)
def test_usage_errors(filasse: Command, arguments: list[str], message: str) -> None:
    code, _, err = filasse(*arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_no_command_shows_the_help(filasse: Command) -> None:
    code, out, err = filasse()
    assert code == 2
    assert "Usage: filasse" in out + err


@pytest.mark.parametrize("variable", ["PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK"])
def test_other_ranks_are_silent(
    filasse: Command, quickstart: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "1")
    assert filasse("validate", quickstart) == (0, "", "")
    assert filasse("rnu") == (2, "", "")
    monkeypatch.setenv(variable, "0")
    assert "fine" in filasse("validate", quickstart)[1]


ARGUMENTS = {"info": (), "materials": ()}
SERIAL = sorted(set(group.commands) - {"run", "impedance"})


@pytest.mark.parametrize("name", SERIAL)
def test_serial_commands_work_on_the_first_rank_alone(
    filasse: Command, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What does not compute in parallel must not be done, or told, by every rank."""
    arguments = ARGUMENTS.get(name, ("nowhere",))
    monkeypatch.setenv("PMI_RANK", "2")
    assert filasse(name, *arguments) == (0, "", "")
    monkeypatch.setenv("PMI_RANK", "0")
    _, out, err = filasse(name, *arguments)
    assert out + err


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pydantic", "pint", "ruamel", "rich", "scipy", "mpi4py", "dolfinx", "gmsh")
    code = f"import sys, filasse.cli; print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.slow
def test_a_closed_pipe_is_no_bug(quickstart: Path) -> None:
    program = "import sys; from filasse.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "validate", "--schema"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in (0, 141)
