"""Links from the text to the code: `[[filasse.physics.film_flow.flux]]` leads to its source."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType

ROOTS = {"filasse": "solver", "filasse_meshes": "meshes"}
"""Source root of each package."""

LINK = re.compile(r"\[\[((?:" + "|".join(ROOTS) + r")(?:\.\w+)*)\]\]")
FOLDER = "code"
OUT_OF_SEARCH = "---\nsearch: {exclude: true}\n---\n"
"""Head of a page of source: a word of it found in every module hides the page that explains it."""


class MissingCodeError(Exception):
    """The text refers to code that does not exist."""


def names_in(text: str) -> set[str]:
    """Dotted names that a text links to."""
    return set(LINK.findall(text))


def split(name: str) -> tuple[ModuleType, str]:
    """Module of a dotted name, and what it names inside ("" for the module itself).

    Raises:
        MissingCodeError: there is no such module, or nothing of that name is defined in it.
    """
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ".".join(parts[:end])
        try:
            module = importlib.import_module(path)
        except ModuleNotFoundError as error:
            if error.name is None or not path.startswith(error.name):
                raise
            continue
        inside = ".".join(parts[end:])
        if inside and inside not in dict(_definitions(module)):
            break
        return module, inside
    raise MissingCodeError(f"the documentation links to {name}, which does not exist")


def link(name: str, depth: int) -> str:
    """Markdown of a link to some code, from a page that lies so many folders deep."""
    module, inside = split(name)
    target = f"{'../' * depth}{FOLDER}/{module.__name__}.md"
    text = name.removeprefix("filasse.")
    return f"[`{text}`]({target}{'#' + inside.lower() if inside else ''}){{ .code-link }}"


def with_links(text: str, depth: int) -> str:
    """The text with all links to code written out."""
    return LINK.sub(lambda match: link(match[1], depth), text)


def pages(texts: Iterable[str]) -> dict[str, str]:
    """Path and text of a page for every module that is linked to."""
    modules = {split(name)[0].__name__ for text in texts for name in names_in(text)}
    found = {
        f"{FOLDER}/{name}.md": _page(importlib.import_module(name)) for name in sorted(modules)
    }
    lines = [f"- [`{Path(path).stem}`]({Path(path).name})" for path in found]
    about = "The modules that this site refers to, with their source.\n\n"
    return {f"{FOLDER}/index.md": f"# Code\n\n{about}" + "\n".join(lines) + "\n", **found}


def _page(module: ModuleType) -> str:
    """Source of a module, one heading per definition."""
    source = inspect.getsource(module).splitlines()
    text = [OUT_OF_SEARCH, f"# {module.__name__}", "", f"`{_place(module)}`", ""]
    bounds = _definitions(module)
    starts = [start for _, start in bounds] + [len(source) + 1]
    text += _block(source[: starts[0] - 1])
    for (name, start), end in zip(bounds, starts[1:], strict=True):
        text += [f"## {name} {{ #{name.lower()} }}", "", *_block(source[start - 1 : end - 1])]
    return "\n".join(text) + "\n"


def _place(module: ModuleType) -> str:
    """File of a module in the repository."""
    package = module.__name__.partition(".")[0]
    parts = Path(str(module.__file__)).parts
    start = len(parts) - 1 - parts[::-1].index(package)
    return "/".join((ROOTS[package], *parts[start:]))


def _block(lines: list[str]) -> list[str]:
    """A code block, longer than any fence inside."""
    return ["````python", *lines, "````", ""] if any(line.strip() for line in lines) else []


@cache
def _definitions(module: ModuleType) -> tuple[tuple[str, int], ...]:
    """Names that a module defines at its top level, with their first lines."""
    return tuple(
        (node.name, min([node.lineno, *(item.lineno for item in node.decorator_list)]))
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
