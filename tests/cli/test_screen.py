"""Titles, names and messages of others on the terminal."""

import io

import click
import pytest
from rich.table import Table

from filasse.cli.console.plain_console import PlainConsole
from filasse.cli.console.screen import say, word
from filasse.plain_text import plain

HOSTILE = "\x1b[2J[bold red]x[/] :smile: \u202eevil\r\x07\x9b1m\udcff"
SPELLED = r"\x1b[2J[bold red]x[/] :smile: \u202eevil\r\x07\x9b1m\udcff"


def test_what_could_steer_a_terminal_is_spelled_out() -> None:
    assert plain(HOSTILE) == SPELLED
    assert plain("µ 10\u2009µm √m\n\t<b>") == "µ 10\u2009µm √m\n\t<b>"


def test_tables_show_texts_as_they_are() -> None:
    table = Table("[red]head", title=HOSTILE)
    table.add_row(HOSTILE)
    file = io.StringIO()
    PlainConsole(file=file, width=120).print(table)
    assert file.getvalue().count(SPELLED) == 2
    assert "[red]head" in file.getvalue()


def test_lines_show_texts_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say(HOSTILE, err=True)
    out, err = capsys.readouterr()
    assert out == err == click.unstyle(f"{SPELLED}\n")


def test_words_of_a_command() -> None:
    assert word("a b") == "'a b'"
    assert word("-x/job.slurm") == "./-x/job.slurm"
