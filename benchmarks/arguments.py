"""What a benchmark is given on the command line; `--help` prints what it does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container


def arguments[T](text: str | None, kind: Callable[[str], T]) -> tuple[T, ...]:
    """What follows the name of a benchmark.

    Args:
        text: the docstring of its module, for `--help`.
        kind: makes a value of a word, or raises ValueError.
    """
    given = sys.argv[1:]
    if "--help" in given:
        print(text)
        sys.exit(0)
    try:
        return tuple(map(kind, given))
    except ValueError as error:
        print(f"{error}; --help tells what can be given.", file=sys.stderr)
        sys.exit(2)


def one_of(known: Container[str]) -> Callable[[str], str]:
    """Takes words that are known."""

    def checked(word: str) -> str:
        if word not in known:
            raise ValueError(f"{word!r} is unknown")
        return word

    return checked
