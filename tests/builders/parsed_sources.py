"""Syntax trees of the sources, for tests of the structure."""

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a file; parsing all of them takes a second, which tests share."""
    return ast.parse(path.read_text(encoding="utf-8"))
