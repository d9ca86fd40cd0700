"""What the wheel and conda's recipe say of the same dependencies."""

import re
import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import filasse
from filasse.cli.dispatch import filasse as commands

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RECIPE: dict[str, Any] = YAML(typ="safe").load(ROOT / ".ci" / "packaging" / "recipe.yaml")
CONDA = {"gmsh": "python-gmsh", "matplotlib": "matplotlib-base"}
"""Names of packages on conda-forge that are others on PyPI."""


def parsed(lines: list[str]) -> dict[str, str]:
    """Bounds of every package by its name."""
    found = {}
    for line in lines:
        name = re.match(r"[\w.-]+", line)
        assert name is not None
        found[name[0]] = line[name.end() :].strip()
    return found


WANTED = {CONDA.get(name, name): text for name, text in parsed(PROJECT["dependencies"]).items()}


def test_conda_installs_what_pip_installs() -> None:
    known = parsed(RECIPE["requirements"]["run"])
    assert {name: known.get(name) for name in WANTED} == WANTED
    assert {"fenics-dolfinx", "mpich", "petsc4py", "c-compiler"} <= set(known)


def test_versions_and_licences_agree() -> None:
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    versions = {PROJECT["version"], RECIPE["context"]["version"], str(citation["version"])}
    assert versions == {filasse.__version__}
    assert PROJECT["license"] == RECIPE["about"]["license"] == citation["license"] == "MIT"
    assert PROJECT["description"] == RECIPE["about"]["summary"]
    assert (ROOT / RECIPE["about"]["license_file"]).is_file()


def test_the_recipe_tries_commands_that_exist() -> None:
    (script,) = [item["script"] for item in RECIPE["tests"] if "script" in item]
    words = [line.split()[1] for line in script if not line.split()[1].startswith("-")]
    assert words and set(words) <= set(commands.commands)


def test_nothing_says_to_install_what_is_not_published() -> None:
    """The name is not filasse's on PyPI yet: `pip install filasse[...]` would be another's."""
    places = [ROOT / "README.md", ROOT / "CHANGELOG.md"]
    for folder, patterns in {"solver": ("*.py",), "docs/pages": ("*.md", "*.ipynb")}.items():
        places += [path for pattern in patterns for path in (ROOT / folder).rglob(pattern)]
    by_name = re.compile(
        r"pip install [^`\n]*?(?<![\w./-])filasse(?![\w-])(\[|['\"`\s]|$)", re.MULTILINE
    )
    found = {path.name for path in places if by_name.search(path.read_text(encoding="utf-8"))}
    assert not found
    assert by_name.search("pip install 'filasse[calibrate]'")
