"""What `make setup` says when the machine lacks something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash") or "bash"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Return an empty folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def add_tool(tools: Path, name: str, script: str) -> None:
    path = tools / name
    path.write_text(f"#!{BASH}\n{script}\n")
    path.chmod(0o755)


def setup(tools: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(tools), "HOME": os.environ.get("HOME", "/")}
    command = [BASH, str(ROOT / ".ci" / "setup"), str(tools.parent / "venv")]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_without_a_compiler(tools: Path) -> None:
    done = setup(tools)
    assert done.returncode == 1
    assert "filasse needs a C compiler" in done.stderr
    assert "sudo apt install gcc" in done.stderr


def test_without_a_recent_python(tools: Path) -> None:
    add_tool(tools, "cc", "exit 0")
    add_tool(tools, "python3", "exit 1")
    done = setup(tools)
    assert done.returncode == 1
    assert "filasse needs Python 3.12 or newer, and there is none" in done.stderr


def test_without_venv(tools: Path) -> None:
    add_tool(tools, "cc", "exit 0")
    add_tool(tools, "python3.12", '[ "$2" != venv ]')
    done = setup(tools)
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr


def environment_whose_python(tools: Path, script: str) -> None:
    """Put an environment in place, with a stand-in for its Python."""
    add_tool(tools, "cc", "exit 0")
    folder = tools.parent / "venv" / "bin"
    folder.mkdir(parents=True)
    add_tool(folder, "python", script)


def test_when_the_packages_cannot_be_installed(tools: Path) -> None:
    environment_whose_python(tools, '[ "$1" != -m ]')
    done = setup(tools)
    assert done.returncode == 1
    assert "Installing the packages failed" in done.stderr
    assert "conda install -c conda-forge fenics-dolfinx" in done.stderr


def test_without_the_libraries_of_gmsh(tools: Path) -> None:
    missing = "OSError: libGLU.so.1: cannot open shared object file"
    environment_whose_python(
        tools, f'[ "$2" != "import gmsh" ] || {{ echo "{missing}" >&2; exit 1; }}'
    )
    done = setup(tools)
    assert done.returncode == 1
    assert f"Gmsh does not load: {missing}" in done.stderr
    assert "libglu1-mesa" in done.stderr


def test_when_nothing_is_missing(tools: Path) -> None:
    environment_whose_python(tools, "exit 0")
    assert setup(tools).returncode == 0
