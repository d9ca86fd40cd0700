"""How the tests lie: found by name, beside what they test, in folders that can be looked over."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
PACKAGES = [
    path.name
    for source in ("solver/filasse", "meshes/filasse_meshes")
    for path in (TESTS.parent / source).iterdir()
    if (path / "__init__.py").exists()
]
OWN = {"builders", "cluster", "docs", "fuzz", "meshes", "project", "system", "verification"}
MOST_MODULES = 15


def test_no_two_test_files_share_a_name() -> None:
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def test_folders_are_named_after_packages() -> None:
    folders = {path.name for path in TESTS.iterdir() if any(path.glob("*.py"))}
    assert folders - OWN <= set(PACKAGES)


def test_every_package_of_the_solver_has_its_folder() -> None:
    solver = {path.parent.name for path in (TESTS.parent / "solver/filasse").glob("*/__init__.py")}
    assert len(solver) > 20
    assert {name for name in solver if not any((TESTS / name).rglob("test_*.py"))} == set()


def test_files_beside_the_folders_are_named_after_modules() -> None:
    alone = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")}
    modules = {path.stem for path in (TESTS.parent / "solver/filasse").glob("*.py")}
    assert alone and alone <= modules


def test_folders_can_be_looked_over() -> None:
    counts = Counter(path.parent.relative_to(TESTS) for path in TESTS.rglob("*.py"))
    assert {str(name): count for name, count in counts.items() if count > MOST_MODULES + 1} == {}
