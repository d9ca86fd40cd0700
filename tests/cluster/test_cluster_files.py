"""Job scripts and build files for clusters: what can be checked without a cluster."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.builders.shell import check_script

ROOT = Path(__file__).parents[2]
HPC = ROOT / "configs" / "hpc"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ON_CONDA = {"gmsh": "python-gmsh", "matplotlib": "matplotlib-base"}


def yaml(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((HPC / name).read_text())


def test_conda_has_all_that_filasse_needs() -> None:
    """Same packages, same lowest versions as in pyproject.toml."""
    listed = set(yaml("environment.yml")["dependencies"])
    for requirement in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["parquet"]):
        name, version = re.fullmatch(r"([\w.-]+)(.*)", requirement).groups()
        assert ON_CONDA.get(name, name) + version in listed


def test_all_bring_the_same_dolfinx_and_python() -> None:
    from filasse.compat import SUPPORTED_DOLFINX

    (wheel,) = PROJECT["optional-dependencies"]["fenicsx"]
    assert f">={SUPPORTED_DOLFINX}," in wheel
    assert f"fenics-dolfinx={SUPPORTED_DOLFINX}" in yaml("environment.yml")["dependencies"]
    specs = yaml("spack.yaml")["spack"]["specs"]
    assert any(spec.startswith(f"py-fenics-dolfinx@{SUPPORTED_DOLFINX}") for spec in specs)
    python = PROJECT["requires-python"].removeprefix(">=")
    assert {f"python={python}"} < set(yaml("environment.yml")["dependencies"])
    assert f"python@{python}" in specs
    for name in ("Dockerfile", "filasse.def"):
        assert f"python:{python}-slim-bookworm" in (HPC / name).read_text()


@pytest.mark.parametrize("name", ["Dockerfile", "filasse.def"])
def test_containers_install_what_the_setup_asks_for(name: str) -> None:
    text = (HPC / name).read_text()
    gmsh = re.search(r"sudo apt install (libglu1.*)\"", (ROOT / ".ci" / "setup").read_text())
    assert gmsh is not None
    for package in ("gcc", "libc6-dev", *gmsh.group(1).split()):
        assert re.search(rf"\s{re.escape(package)}\s", text), package
    assert "'/opt/filasse[fenicsx,parquet]'" in text


@pytest.mark.parametrize("name", ["run.slurm", "sweep_array.slurm"])
def test_job_scripts_ask_for_a_signal_and_a_requeue(name: str) -> None:
    text = (HPC / name).read_text()
    check_script(HPC / name)
    for line in ("--signal=USR1@300", "--requeue", "--open-mode=append"):
        assert f"#SBATCH {line}\n" in text
    assert "-eq 75" in text


@pytest.mark.parametrize("name", ["run", "setup"])
def test_scripts_of_the_checkout_are_clean(name: str) -> None:
    check_script(ROOT / ".ci" / name)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed")
def test_dockerfile_is_clean() -> None:
    done = subprocess.run(
        ["hadolint", HPC / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_documentation_names_every_file() -> None:
    page = (ROOT / "docs" / "pages" / "howto" / "clusters.md").read_text()
    for path in HPC.iterdir():
        assert f"configs/hpc/{path.name}" in page
