"""The page of numbers that steer solver and mesher, each with the reason for its value."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, partial
from pathlib import Path

from filasse.parameters.step_policy import StepPolicy

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "solver" / "filasse", ROOT / "meshes" / "filasse_meshes")
ELSEWHERE = {"cli", "constants", "output", "plot", "report", "references", "sweep", "units"}
"""Packages and modules that show results, or hold constants of nature."""

_ARITHMETIC = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Tuple, ast.Call, ast.operator, ast.unaryop)
_NAMED = (ast.Name, ast.Attribute, ast.expr_context)
_HEAD = """# Tuning constants

Generated from the code: the controller of the time step, and every number at the head of a module
that steers how solver and mesher find their answer. What changes answers beyond the tolerances is a
key of the configuration instead. A number without a reason fails a test.
"""


@dataclass(frozen=True)
class Constant:
    """A number that steers solver or mesher.

    Attributes:
        module: where it stands.
        name: of it.
        value: as it is written.
        reason: why it has this value.
    """

    module: str
    name: str
    value: str
    reason: str


@cache
def constants() -> tuple[Constant, ...]:
    """All of them, in the order of their modules."""
    return tuple(found for source in SOURCES for found in _of_package(source))


def policy() -> tuple[Constant, ...]:
    """The constants of the time-step controller; their reasons are in its docstring."""
    text = inspect.cleandoc(StepPolicy.__doc__ or "").partition("Attributes:\n")[2]
    reasons = dict(re.findall(r"^    (\w+): (.*?)(?=^    \w|\Z)", text, re.DOTALL | re.MULTILINE))
    return tuple(
        Constant(StepPolicy.__module__, field.name, str(field.default), _line(reasons[field.name]))
        for field in fields(StepPolicy)
    )


def constants_page() -> str:
    """The page."""
    lines, package = [_HEAD], ""
    for found in (*policy(), *constants()):
        first = ".".join(found.module.split(".")[:2])
        if first != package:
            lines += [
                f"\n## {first}\n",
                "| constant | value | reason | module |",
                "|---|---|---|---|",
            ]
            package = first
        module = found.module.removeprefix(f"{first}.")
        reason = found.reason.replace("|", "\\|")
        lines.append(f"| `{found.name}` | `{found.value}` | {reason} | `{module}` |")
    return "\n".join(lines) + "\n"


def _of_package(source: Path) -> Iterator[Constant]:
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source.parent).with_suffix("").parts
        if parts[1] not in ELSEWHERE:
            yield from _of_module(".".join(parts), path.read_text(encoding="utf-8"))


def _of_module(module: str, text: str) -> Iterator[Constant]:
    body, comments = ast.parse(text).body, cache(partial(_comments, text))  # seldom asked for
    for node, after in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.Assign) or not _is_number(node.value):
            continue
        reason = _docstring(after) or comments().get(node.lineno, "")
        for name, value in _pairs(node):
            if name.isupper():
                yield Constant(module, name, ast.unparse(value), _line(reason))


def _pairs(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Names and what they are given, of `A = 1` and of `A, B = 1, 2`."""
    (target,) = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        names = (ast.unparse(name) for name in target.elts)
        yield from zip(names, node.value.elts, strict=True)
    elif isinstance(target, ast.Name):
        yield target.id, node.value


def _is_number(value: ast.expr) -> bool:
    """Whether an expression is arithmetic with at least one number in it."""
    nodes = list(ast.walk(value))
    numbers = [type(node.value) for node in nodes if isinstance(node, ast.Constant)]
    return (
        all(isinstance(node, _ARITHMETIC + _NAMED) for node in nodes)
        and bool(numbers)
        and set(numbers) <= {int, float}
    )


def _docstring(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return str(node.value.value)
    return ""


def _comments(text: str) -> dict[int, str]:
    """Comments by the line that they explain: their own, or the one below."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = {t.start[0]: t for t in tokens if t.type == tokenize.COMMENT}
    own_lines = {at for at, comment in found.items() if comment.line.lstrip().startswith("#")}
    texts = {at: comment.string.lstrip("# ") for at, comment in found.items()}
    below = {at + 1: texts[at] for at in own_lines}
    return below | {at: text for at, text in texts.items() if at not in own_lines}


def _line(text: str) -> str:
    return " ".join(text.split())
