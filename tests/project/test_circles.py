"""No module imports itself by way of others, not even for its types alone."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.builders.parsed_sources import parsed

ROOT = Path(__file__).parents[2]
PACKAGES = {"filasse": ROOT / "solver", "filasse_meshes": ROOT / "meshes"}


def modules() -> dict[str, Path]:
    """Every module by name; a package is the module of its `__init__`."""
    found = {}
    for package, root in PACKAGES.items():
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """What is imported outside functions, `if TYPE_CHECKING` included."""
    outside: list[ast.AST] = [tree]
    while outside:
        node = outside.pop()
        if isinstance(node, ast.stmt | ast.Module) and not isinstance(node, ast.FunctionDef):
            outside += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def test_imports_have_no_circles() -> None:
    known = modules()
    assert len(known) > 400
    graph = {
        name: {other for other in imported(parsed(path)) if other in known}
        for name, path in known.items()
    }
    for name, others in graph.items():  # `from a import b` with a module b is of that alone
        graph[name] = {o for o in others if not any(p.startswith(f"{o}.") for p in others)}
    circle: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
    assert circle == []
