import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import numpy as np
import pytest
from click.testing import CliRunner
from tests.cli.conftest import QUICKSTART

from filasse.cli.dispatch import filasse as group
from filasse.config.reading.own_materials.known_material import cell_with
from filasse.plot.kinetics_curves import draw_kinetics
from filasse.plot.law_curves import draw_lithium

type Command = Callable[..., tuple[int, str, str]]


def test_help_lists_the_commands() -> None:
    result = CliRunner().invoke(group, ["--help"])
    assert result.exit_code == 0
    for command in ("run", "validate", "mesh", "plot", "materials", "info"):
        assert f"\n  {command}" in result.output


def test_the_shell_completes_commands_and_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the questions and answers tell: a script for the shell, then words."""

    def told(instruction: str, *words: str) -> str:
        monkeypatch.setenv("_FILASSE_COMPLETE", instruction)
        monkeypatch.setenv("COMP_WORDS", " ".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        return CliRunner().invoke(group, prog_name="filasse").output

    assert "_filasse_completion" in told("bash_source")
    assert told("bash_complete", "filasse", "cal") == "plain,calibrate\n"
    assert "--from" in told("bash_complete", "filasse", "run", "--f")


@pytest.mark.parametrize("command", ["run", "validate", "mesh", "plot", "materials", "info"])
def test_every_command_has_help(command: str) -> None:
    result = CliRunner().invoke(group, [command, "-h"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: filasse {command}")


def test_version(filasse: Command) -> None:
    code, out, _ = filasse("--version")
    assert (code, out.split(",")[0]) == (0, "filasse")


def test_python_runs_it_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "filasse", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("filasse, version ")


def test_validate_says_what_to_expect(filasse: Command, quickstart: Path) -> None:
    code, out, err = filasse("validate", quickstart)
    assert (code, err) == (0, "")
    assert "quickstart.yaml: fine" in out
    for name in ("Nernst-Griffith overpotential", "blocked-crack", "Wagner number", "mesh cells"):
        assert name in out
    assert "23.14" in out  # mV: the pressure 171.8 MPa over F/V_m
    assert "expect flaw1 to grow" in out


def test_validate_tells_what_every_run_of_a_sweep_will_do(
    filasse: Command, quickstart: Path, tmp_path: Path
) -> None:
    (tmp_path / "sweep.yaml").write_text(
        f"base: {quickstart}\ngrid: {{protocol.current_density: [1 mA/cm^2, 2 mA/cm^2]}}\n"
    )
    code, out, err = filasse("validate", "sweep.yaml")
    assert (code, err) == (0, "")
    assert "sweep.yaml: fine, 2 runs" in out
    assert "What to expect: 1 x arrests, 1 x grows" in out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines()]
    assert ["1 mA/cm^2", "1.24 mA/cm^2", "arrests"] in rows
    assert ["2 mA/cm^2", "1.24 mA/cm^2", "grows"] in rows


def test_validate_tells_what_is_odd_in_some_runs_of_a_sweep(
    filasse: Command, quickstart: Path, tmp_path: Path
) -> None:
    (tmp_path / "sweep.yaml").write_text(
        f"base: {quickstart}\ngrid: {{mechanics.stack_pressure: [1 MPa, 150 MPa]}}\n"
    )
    code, _, err = filasse("validate", "sweep.yaml")
    assert code == 0
    (note,) = err.splitlines()
    assert 'mechanics.stack_pressure = "150 MPa" is above 100 MPa' in note
    assert note.endswith("(1 of 2 runs)")


@pytest.mark.slow
def test_validate_is_quick_for_a_plain_slab(quickstart: Path) -> None:
    """None of the libraries is loaded that take longer to import than the answer to compute."""
    code = (
        "import sys; from filasse.cli.main import exit_code\n"
        f"code = exit_code(['validate', {str(quickstart)!r}])\n"
        "slow = {'dolfinx', 'gmsh', 'pandas', 'pyvista', 'ufl'}\n"
        "sys.exit(code or ', '.join(slow & {*sys.modules}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_validate_notes_what_is_odd(filasse: Command, quickstart: Path) -> None:
    code, _, err = filasse("validate", quickstart, "--set", "lithium.flow=mobile")
    assert code == 0
    assert err.startswith("Note: --set lithium.flow=mobile: lithium.flow")
    assert "lets mobile lithium leave through an open mouth" in err


def test_validate_print_can_be_run_again(
    filasse: Command, quickstart: Path, tmp_path: Path
) -> None:
    code, out, _ = filasse("validate", quickstart, "--print", "--set", "growth.step=3 um")
    assert code == 0
    assert "step: 3 um\n" in out
    assert "youngs_modulus: 150 GPa  # preset LLZO" in out
    (tmp_path / "printed.yaml").write_text(out)
    assert filasse("validate", "printed.yaml")[0] == 0


def test_validate_schema_is_json(filasse: Command) -> None:
    code, out, _ = filasse("validate", "--schema")
    assert code == 0
    assert json.loads(out)["title"] == "Config"


def test_validate_needs_a_configuration(filasse: Command) -> None:
    code, _, err = filasse("validate")
    assert code == 2
    assert "Missing argument 'CONFIG'" in err


def test_run_hands_over_the_configuration(
    filasse: Command, quickstart: Path, fake_run: ModuleType
) -> None:
    code, _, _ = filasse("run", quickstart, "--set", "geometry.flaws.0.length=5 um")
    assert code == 0
    config, folder, options = fake_run.calls[0]
    assert config.geometry.flaws[0].length == 5e-6
    assert folder == Path("results/quickstart")
    assert options == {
        "overwrite": False,
        "resume": False,
        "source": str(quickstart),
        "max_walltime": None,
        "start_from": None,
    }


@pytest.mark.parametrize("command", [("run", QUICKSTART), ("materials",)])
def test_garbage_is_looked_for_once_all_is_imported(
    filasse: Command, fake_run: ModuleType, command: tuple[str | Path, ...]
) -> None:
    gc.disable()  # as `main` does
    try:
        assert filasse(*command)[0] == 0
        assert gc.isenabled()
    finally:
        gc.enable()


def test_run_options(filasse: Command, quickstart: Path, fake_run: ModuleType) -> None:
    assert filasse("run", quickstart, "-o", "here", "--overwrite")[0] == 0
    assert filasse("run", quickstart, "-o", "here", "--resume")[0] == 0
    (_, first, how), (_, _, again) = fake_run.calls
    assert (first, how["overwrite"], how["resume"]) == (Path("here"), True, False)
    assert (again["overwrite"], again["resume"]) == (False, True)


def test_run_cannot_overwrite_and_resume(filasse: Command, quickstart: Path) -> None:
    code, _, err = filasse("run", quickstart, "--overwrite", "--resume")
    assert code == 2
    assert "exclude each other; choose one" in err


def test_run_refuses_a_bad_configuration(
    filasse: Command, quickstart: Path, fake_run: ModuleType
) -> None:
    code, _, err = filasse("run", quickstart, "--set", "geometry.width=20 mA")
    assert code == 2
    assert 'geometry.width = "20 mA" has the wrong kind of unit' in err
    assert fake_run.calls == []


def test_mesh_prints_numbers(filasse: Command, quickstart: Path, fake_run: ModuleType) -> None:
    code, out, _ = filasse("mesh", quickstart)
    assert code == 0
    assert "smallest angle" in out
    assert "area of electrolyte 10000 um^2" in out


@pytest.mark.parametrize("name", ["mesh.png", "mesh.msh", "mesh.vtu"])
def test_mesh_is_written(
    filasse: Command, quickstart: Path, fake_run: ModuleType, tmp_path: Path, name: str
) -> None:
    mpl.use("agg")
    code, out, _ = filasse("mesh", quickstart, "-o", name)
    assert (code, out) == (0, f"wrote {name}\n")
    assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-o", "mesh.xyz123"], 3, "mesh.xyz123"),
        (["-o", "nowhere/mesh.msh"], 2, "the folder nowhere does not exist; create it"),
        (["-o", "."], 2, ". is a folder; give the name of a file in it"),
        (["-o", "/dev/null"], 2, "/dev/null is no file but a device or a pipe"),
        (["-o", "/proc/mesh.png"], 5, "Cannot write /proc/mesh.png"),
        (["--show"], 2, "there is no display for a window; write a picture with -o mesh.png"),
    ],
)
def test_mesh_that_cannot_be_shown(
    filasse: Command,
    quickstart: Path,
    fake_run: ModuleType,
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    mpl.use("agg")
    found, _, err = filasse("mesh", quickstart, *arguments)
    assert found == code
    assert message in err


def test_materials(filasse: Command) -> None:
    code, out, _ = filasse("materials")
    assert code == 0
    for name in ("LLZO", "LLZTO", "LPSCl", "Li2S-P2S5", "LiPON", "LePage2019", "Masias2019"):
        assert name in out


def test_material_with_values_and_sources(filasse: Command) -> None:
    code, out, _ = filasse("materials", "llzo")
    assert code == 0
    for text in ("150 GPa", "electrolyte.poisson_ratio", "10.1007/s10853-012-6687-5"):
        assert text in out


def test_unknown_material(filasse: Command) -> None:
    code, _, err = filasse("materials", "LLZ")
    assert code == 2
    assert err == "Error: no material preset 'LLZ'; did you mean 'LLZO'?\n"


@pytest.mark.slow
def test_material_figure(filasse: Command, tmp_path: Path) -> None:
    code, out, _ = filasse("materials", "Li", "--plot", "-o", "laws.png")
    assert (code, out) == (0, "wrote laws.png\n")
    assert (tmp_path / "laws.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_an_own_law_and_the_rates_of_an_interface_are_drawn(tmp_path: Path) -> None:
    """An own creep law beside the presets; of an electrolyte i against eta, and kappa(T)."""
    own = tmp_path / "ours.yaml"
    rows = {"exponent": "5", "prefactor": "1e-33 Pa^-5 s^-1", "activation_energy": "40 kJ/mol"}
    values = (f"  creep.{key}: {{value: {text}, source: own}}" for key, text in rows.items())
    own.write_text("\n".join(["values:", *values]) + "\n")
    figure = draw_lithium(("ours", cell_with(str(own)).lithium.creep.law))
    rates, temperatures = figure.axes[0].lines, figure.axes[1]
    (mine,) = (line for line in rates if line.get_color() == "black")
    rate, stress = mine.get_data()
    thermal = np.exp(-40e3 / (8.314463 * 298.15))
    assert 1e-33 * (1e6 * stress) ** 5 * thermal == pytest.approx(rate, rel=1e-2)
    assert "ours" in [text.get_text() for text in temperatures.get_legend().get_texts()]
    assert "stress of ours" in figure.axes[3].get_title()
    cell = cell_with("LLZO")
    plated, conductivity = draw_kinetics(cell, "LLZO").axes
    (warm,) = (line for line in plated.lines if line.get_label() == "25 °C")
    assert warm.get_ydata()[-1] == pytest.approx(10.0) and warm.get_xdata()[-1] > 0
    at, kappa = conductivity.lines[0].get_data()
    shown = 10 * cell.electrolyte.ionic_conductivity
    assert np.interp(25.0, at, kappa) == pytest.approx(shown, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--plot",), 2, "name what to draw, a preset or a file: filasse materials Li --plot"),
        (("LLZ", "--plot"), 2, "did you mean 'LLZO'?"),
        (("Li", "-o", "laws.txt"), 2, "laws.txt is no picture; choose a name that ends in .png"),
        (("Li", "-o", "nowhere/laws.png"), 2, "the folder nowhere does not exist; create it"),
    ],
)
def test_material_figure_refused(
    filasse: Command, arguments: tuple[str, ...], code: int, message: str
) -> None:
    found, _, err = filasse("materials", *arguments)
    assert found == code
    assert message in err


def test_info(filasse: Command) -> None:
    code, out, _ = filasse("info")
    assert code == 0
    for text in ("python 3.", "dolfinx 0.11", "PETSc with mumps: ", "PETSc with hypre: "):
        assert text in out
    assert "C compiler" in out


def test_plot_of_no_run(filasse: Command, tmp_path: Path) -> None:
    code, _, err = filasse("plot", tmp_path / "nowhere")
    assert code == 5
    assert "nowhere" in err


@pytest.mark.parametrize(
    ("words", "kind", "folder"),
    [
        (("--movie", "results/mine"), "gif", "results/mine"),
        (("results/mine", "--movie"), "gif", "results/mine"),
        (("--movie", "mp4", "results/mine"), "mp4", "results/mine"),
        (("results/mine", "--movie=mp4"), "mp4", "results/mine"),
        (("--movie", "./gif"), "gif", "gif"),
    ],
)
def test_movie_takes_a_folder_for_a_folder(
    filasse: Command,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    kind: str,
    folder: str,
) -> None:
    made: list[tuple[Path, str]] = []

    def make_movie(folder: Path, kind: str, watch: object) -> Path:
        made.append((folder, kind))
        return folder

    monkeypatch.setattr("filasse.plot.movie.make_movie", make_movie)
    code, _, err = filasse("plot", *words)
    assert (code, err) == (0, "")
    assert made == [(Path(folder), kind)]
