"""The page on the architecture shows the layers that import-linter checks, and all of them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/pages/developers/architecture.md").read_text(encoding="utf-8")
TABLES = {
    "filasse is layered": ("| package | holds |", "solver/filasse"),
    "the mesher is layered": ("| package of the mesher | holds |", "meshes/filasse_meshes"),
}
"""By contract: the head of the table, and the folder of the package."""


def contract(name: str) -> list[set[str]]:
    """Packages of every layer, from the top."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (item["layers"] for item in linter["contracts"] if item["name"] == name)
    return [{part.strip().partition(".")[2] for part in layer.split("|")} for layer in layers]


def table(head: str) -> list[set[str]]:
    """Packages of every row, from the top."""
    rows = PAGE.partition(head)[2].partition("\n\n")[0].splitlines()[2:]
    return [set(re.findall(r"`([^`]+)`", row.split("|")[1])) for row in rows]


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_the_contract(name: str) -> None:
    rows = table(TABLES[name][0])
    assert len(rows) >= 8
    assert rows == contract(name)


@pytest.mark.parametrize("name", TABLES)
def test_no_package_is_left_out(name: str) -> None:
    root = ROOT / TABLES[name][1]
    there = {path.stem for path in root.glob("[!_]*.py")}
    there |= {path.parent.name for path in root.glob("*/__init__.py")}
    assert there == set().union(*contract(name))


def test_files_that_it_names_are_there() -> None:
    names = re.findall(r"`([\w/]+\.py)`", PAGE)
    assert len(names) > 15
    roots = (ROOT / "solver/filasse", ROOT)
    roots += (ROOT / "solver", ROOT / "meshes")
    assert [name for name in names if not any((root / name).exists() for root in roots)] == []


def test_functions_that_it_names_are_in_those_files() -> None:
    """`name` in `file.py`, and `one` and `other` in `file.py`."""
    named = r"((?:`\w+` and )?`\w+`) in `([\w/]+\.py)`"
    found = [
        (name, file) for names, file in re.findall(named, PAGE) for name in names.split(" and ")
    ]
    assert len(found) >= 5
    sources = {
        file: (ROOT / "solver/filasse" / file).read_text(encoding="utf-8") for _, file in found
    }
    missing = [pair for pair in found if f"def {pair[0].strip('`')}(" not in sources[pair[1]]]
    assert missing == []
