"""What is wrong with the layout of a YAML file, line by line, where the parser only gives up."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_KEY = r"[A-Za-z_][\w.-]*"
_NO_COLON = re.compile(rf"(?:- +)?({_KEY})(?: +([^:#]*))?")
_NO_SPACE = re.compile(rf"(?:- +)?({_KEY}):([^\s:].*)")
_WITH_VALUE = re.compile(rf"(?:- +)?({_KEY}): +[^\s#|>\[{{].*")


class Slip(NamedTuple):
    """Line, counted from 0, and what is wrong in it with what to do."""

    line: int
    message: str


def find_slip(lines: Sequence[str], line: int) -> Slip | None:
    """Find the slip behind an error that a YAML parser reports.

    Args:
        lines: of the file.
        line: where the parser gave up, counted from 0.
    """
    near = [number for number in range(min(line, len(lines) - 1), -1, -1) if _says(lines[number])]
    for number in near[:2]:
        slip = _in_line(lines[number].strip(), number)
        if slip is not None:
            return slip
    return _in_indentation(lines, near)


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _in_line(text: str, number: int) -> Slip | None:
    tight = _NO_SPACE.fullmatch(text)
    if tight is not None:
        message = f"has no space after the colon; write `{tight[1]}: {tight[2]}`"
        return Slip(number, message)
    bare = _NO_COLON.fullmatch(text)
    if bare is not None:
        meant = f"{bare[1]}: {bare[2]}" if bare[2] else f"{bare[1]}:"
        return Slip(number, f"has no colon after its key; write `{meant}`")
    return None


def _in_indentation(lines: Sequence[str], near: Sequence[int]) -> Slip | None:
    if len(near) < 2:
        return None
    line, above = near[:2]
    deep, before = _indent(lines[line]), _indent(lines[above])
    valued = _WITH_VALUE.fullmatch(lines[above].strip())
    if deep > before and valued is not None:
        message = f"is indented deeper than `{valued[1]}` above it, which has a value; align them"
        return Slip(line, message)
    known = {_indent(lines[number]) for number in near[1:]}
    if deep < before and deep not in known:
        message = f"is indented by {deep}, like no line above it; align it with the keys beside it"
        return Slip(line, message)
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
