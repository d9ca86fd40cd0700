"""The glossary is sorted, and what it and the pages for developers name in the code is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.generate.schema import all_keys

ROOT = Path(__file__).parents[2]
DEVELOPERS = ROOT / "docs/pages/developers"
PAGE = (DEVELOPERS / "glossary.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|")][2:]
FILES = [path for folder in ("solver", "meshes") for path in (ROOT / folder).rglob("*.py")]
NEEDED = ("anode", "condensed field", "detached state", "front", "frozen geometry", "history")


def defined(tree: ast.AST) -> Iterator[str]:
    """Names of classes, functions, arguments and attributes; members as Class.member."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            members = {name for item in node.body for name in assigned(item)}
            yield from (f"{node.name}.{name}" for name in members)
        yield from assigned(node)
        if isinstance(node, ast.arg):
            yield node.arg


def assigned(node: ast.AST) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    yield from (item.id for item in targets if isinstance(item, ast.Name))


@pytest.fixture(scope="module")
def names() -> set[str]:
    modules = {path.stem for path in FILES} | {path.parent.name for path in FILES}
    found = (name for path in FILES for name in defined(ast.parse(path.read_text("utf-8"))))
    return modules | set(found) | all_keys()


def test_every_name_in_it_exists(names: set[str]) -> None:
    codes = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row[2])]
    assert len(codes) > 100
    assert [name for name in codes if name not in names] == []


def test_classes_that_the_pages_for_developers_name_exist() -> None:
    source = "\n".join(path.read_text("utf-8") for path in FILES)
    words = set(re.findall(r"\w+", source))
    texts = {path.name: path.read_text("utf-8") for path in DEVELOPERS.rglob("*.md")}
    prose = {
        name: re.sub(r"^```.*?^```", "", text, flags=re.M | re.S) for name, text in texts.items()
    }
    found = {
        (page, name)
        for page, text in prose.items()
        for name in re.findall(r"`((?:[A-Z][a-z]+){2,})[`.(]", text)
    }
    assert len(found) > 30
    assert {item for item in found if item[1] not in words} == set()


def test_it_is_sorted_and_complete() -> None:
    terms = [row[0].strip() for row in ROWS]
    assert terms == sorted(terms, key=str.casefold)
    assert len(set(terms)) == len(terms) > 70
    assert set(NEEDED) <= set(terms)


def test_every_row_says_what_is_meant() -> None:
    assert [
        row[0] for row in ROWS if len(row) != 4 or not (row[2].strip() and row[3].strip())
    ] == []
