"""What is looked for by its name is in one place: modules and classes have names of their own."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for folder in ("solver", "meshes") for path in sorted((ROOT / folder).rglob("*.py"))
]
PROGRAMS = ("__init__", "__main__")
FOR_USERS = ("cli", "measurements", "python", "report", "studies")
BY_DESIGN = {
    "calibrate": "command, and the same from Python",
    "collect": "command, and what it calls",
    "draw_comparison": "from Python, and what it calls",
    "draw_curves": "from Python, and what it calls",
    "impedance": "command, and the same from Python",
    "load_config": "from Python, also of dictionaries, and what it calls",
    "open_run": "from Python, and what it calls",
    "simulate": "from Python, also of files, and what it calls",
    "validate": "command, and the same from Python",
    "write_report": "from Python, also of sweeps, and what it calls",
}
"""Functions of one name that do the same: one of them is for users only."""

type Places = Mapping[str, list[str]]


def modules() -> Places:
    """Files by the name of the module."""
    found = defaultdict(list)
    for path in SOURCES:
        if path.stem not in PROGRAMS:
            found[path.stem].append(str(path.relative_to(ROOT)))
    return found


def packages() -> set[str]:
    """Names of packages; several may share one, as `solid` in the mesher and in `fem`."""
    return {path.parent.name for path in SOURCES if path.stem == "__init__"}


def classes() -> Places:
    """Definitions by the name of the class, without the underscore of private ones."""
    found = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name.lstrip("_")].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def functions() -> Places:
    """Public functions of modules, methods aside: those of interfaces share theirs by design."""
    found = defaultdict(list)
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def is_alike(one: str, other: str) -> bool:
    """Whether two names differ by one letter: changed, put in, or an s at the end."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(short == long[:i] + long[i + 1 :] for i in range(len(long)))


def alike(names: Iterable[str], others: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Pairs among some names, and of these with others, that are told apart by one letter."""
    names = sorted(names)
    for one, other in chain(combinations(names, 2), product(names, others)):
        if is_alike(one, other):
            yield one, other


@pytest.mark.parametrize("kind", [modules, classes])
def test_every_name_stands_for_one_thing(kind) -> None:
    names = kind()
    assert len(names) > 300
    assert {name: places for name, places in names.items() if len(places) > 1} == {}


def test_every_public_function_has_a_name_of_its_own() -> None:
    names = functions()
    assert len(names) > 1000
    doubled = {name: places for name, places in names.items() if len(places) > 1}
    assert {name: places for name, places in doubled.items() if name not in BY_DESIGN} == {}
    assert doubled.keys() == BY_DESIGN.keys()
    packages = {
        name: {Path(p).parts[2].removesuffix(".py") for p in doubled[name]} for name in doubled
    }
    assert {name for name, found in packages.items() if not found & set(FOR_USERS)} == set()


def test_no_two_modules_differ_by_a_letter() -> None:
    assert list(alike(modules(), packages())) == []


@pytest.mark.slow
def test_no_class_is_another_with_a_letter_more() -> None:
    """For instance one that holds several of the other; what is short may differ by one letter."""
    assert [pair for pair in alike(classes()) if len(pair[0]) != len(pair[1])] == []


def test_what_counts_as_alike() -> None:
    assert is_alike("flow_law", "flow_laws")
    assert is_alike("gaps", "maps")
    assert not is_alike("flow_law", "growth_law")
    assert not is_alike("outcome", "exit_messages")
