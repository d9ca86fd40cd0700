"""Problems of a configuration: what is wrong, where, with which value, and what to do."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filasse.errors import ConfigError

UNSET = object()

LONGEST = 80
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class ConfigProblem:
    """One problem.

    Attributes:
        key: path to the value, for instance ``("geometry", "flaws", 0, "length")``.
        where: file and line, or the override that brought the value in.
        message: what is wrong, to be read after the key.
        remedy: what to do.
        value: the value found, if there is one.
        default: what holds in its place, as text; empty if that is nothing to tell.
    """

    key: tuple[str | int, ...]
    where: str
    message: str
    remedy: str = ""
    value: Any = UNSET
    default: str = ""

    def __str__(self) -> str:
        """One line for the user."""
        name = ".".join(str(part) for part in self.key)
        subject = " ".join(part for part in (name, self._shown_value()) if part)
        line = (
            f"{self.where}: {subject} {self.message}"
            if subject
            else f"{self.where}: {self.message}"
        )
        return f"{line}; {self.remedy}" if self.remedy else line

    def _shown_value(self) -> str:
        if self.value is UNSET and self.default:
            return f"({self.default} by default)"
        if self.value is UNSET or isinstance(self.value, dict | list | tuple):
            return ""
        return f"= {_shortened(json.dumps(self.value, ensure_ascii=False, default=str))}"


def _shortened(text: str) -> str:
    """A long text without its middle: the end of a path tells which file is meant."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 3]}...{text[-LONGEST // 2 :]}"


def raise_problems(problems: Sequence[ConfigProblem], name: str) -> None:
    """Raise one error that lists every problem; do nothing if there is none."""
    if not problems:
        return
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = "\n".join(f"  {problem}" for problem in sorted(problems, key=_reading_order))
    raise ConfigError(f"{name}: {count}\n{lines}")


def _reading_order(problem: ConfigProblem) -> tuple[int, str]:
    """From the top of the file down; overrides last."""
    line = problem.where.rpartition(":")[2]
    return (int(line), "") if line.isdecimal() else (sys.maxsize, problem.where)
