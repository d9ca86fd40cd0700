"""Nothing grows beyond what can be looked over: folders, functions, classes."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.builders.parsed_sources import parsed

ROOT = Path(__file__).parents[2]
FOLDERS = ("solver", "meshes", "benchmarks")
SOURCES = [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*.py"))]
MOST_MODULES = 15
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_CLASS = 200

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def named[T: Function | ast.ClassDef](*kind: type[T]) -> Iterator[tuple[str, T]]:
    """Every definition of a kind, with where it is."""
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}", node


def docstring(node: ast.AST) -> int:
    """Lines of a definition's docstring."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0


def body(function: Function) -> int:
    """Lines of a function, without its head and docstring."""
    first = function.body[bool(ast.get_docstring(function)) :]
    return first[-1].end_lineno - first[0].lineno + 1 if first else 0


def test_folders_can_be_looked_over() -> None:
    counts = Counter(path.parent for path in SOURCES if not path.name.startswith("__"))
    assert len(counts) > 30
    crowded = {str(path.relative_to(ROOT)): n for path, n in counts.items() if n > MOST_MODULES}
    assert crowded == {}


def test_files_can_be_looked_over() -> None:
    lines = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_functions_can_be_looked_over() -> None:
    functions = dict(named(ast.FunctionDef, ast.AsyncFunctionDef))
    assert len(functions) > 1000
    long = {name: body(node) for name, node in functions.items() if body(node) > LONGEST_FUNCTION}
    assert long == {}


def test_classes_can_be_looked_over() -> None:
    """Docstrings do not count: they grow with what is explained."""
    lines = {
        name: node.end_lineno - node.lineno + 1 - sum(map(docstring, ast.walk(node)))
        for name, node in named(ast.ClassDef)
    }
    assert len(lines) > 200
    assert {name: count for name, count in lines.items() if count > LONGEST_CLASS} == {}
