"""What commands show: lines and tables, whatever stands in the texts of others."""

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from filasse.plain_text import plain

if TYPE_CHECKING:
    from rich.table import Table

PLAIN_WIDTH = 120


def say(text: object, *, err: bool = False) -> None:
    """Show a line.

    Args:
        text: the line, or several.
        err: on stderr rather than stdout.
    """
    click.echo(plain(text), err=err)


def show_table(table: "Table") -> None:
    """Print a table; in a pipe or a file it is as wide as a wide terminal."""
    from filasse.cli.console.plain_console import PlainConsole

    console = PlainConsole()
    if not console.is_terminal:
        console = PlainConsole(width=PLAIN_WIDTH)
    console.print(table)


def word(path: object) -> str:
    """A path as one word of a command line that the user may copy."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Show on stderr that something goes on: a spinner on a terminal, lines elsewhere.

    Args:
        what: is being done, for instance ``drawing``.

    Yields:
        Takes the name of what comes next.
    """
    from filasse.cli.console.plain_console import PlainConsole

    console = PlainConsole(stderr=True)
    if not sys.stderr.isatty():
        yield lambda item: say(f"{what} {item}", err=True)
        return
    with console.status(what) as status:
        yield lambda item: status.update(plain(f"{what} {item}"))
