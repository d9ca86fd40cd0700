"""What the README shows must work."""

import re
from pathlib import Path

import click
import pytest
from tests.builders.coarse import ROUGH

import filasse
from filasse.cli.dispatch import filasse as commands
from filasse.config import load_config
from filasse.estimates.verdict import verdict
from filasse.simulation import simulate

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()
QUICKSTART = ROOT / "configs" / "quickstart.yaml"
QUIET = ("output.figures=false", "output.fields_every=0")
SLAB = "geometry:\n  width: 100 um\n  thickness: 100 um\n"


def block(language: str, start: str) -> str:
    """Return the code block that begins with some text."""
    blocks = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    (found,) = [code for code in blocks if code.startswith(start)]
    return str(found)


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(block("yaml", "geometry:\n  width"))
    assert load_config(path).geometry.flaws[0].length == pytest.approx(10e-6)


def test_the_flawed_and_cycled_configuration_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    flawed = block("yaml", "geometry:\n  microstructure").replace("geometry:\n", SLAB)
    path.write_text(flawed.replace("electrolyte:\n", "electrolyte:\n  material: LLZO\n"))
    config = load_config(path)
    assert config.geometry.microstructure is not None
    assert len(config.protocol.steps) == 1


def test_the_python_interface_has_the_names_used() -> None:
    code = block("python", "import filasse")
    compile(code, "README.md", "exec")
    names = set(re.findall(r"filasse\.(\w+)\(", code))
    assert names == {"load_config", "simulate", "open_run"}
    assert all(callable(getattr(filasse, name)) for name in names)


def test_the_commands_exist() -> None:
    shell = block("sh", "source .venv") + block("sh", "filasse validate configs/sweeps")
    used = set(re.findall(r"^(?:mpiexec -n 2 )?filasse (\w+)", shell, flags=re.MULTILINE))
    assert isinstance(commands, click.Group)
    assert used == {"validate", "run", "plot", "sweep", "status", "collect", "ccd"}
    assert used <= set(commands.commands)


def test_all_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_configuration_is_the_quickstart(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(block("yaml", "geometry:\n  width"))
    quickstart = load_config(QUICKSTART)
    assert load_config(path).replace(title=quickstart.title) == quickstart


@pytest.mark.slow
def test_the_quickstart_grows_to_the_short(tmp_path: Path) -> None:
    quick = ("growth.step=8 um", "mesh.tip=0.5 um", "mesh.lip=2 um", "mesh.far=8 um", *QUIET)
    config = load_config(QUICKSTART, (*quick, *ROUGH))
    assert verdict(config).word == "grows"
    assert simulate(config, tmp_path / "run").reason == "short_circuit"
