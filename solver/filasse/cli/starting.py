"""The command that writes a first configuration: init."""

import sys
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from filasse.cli.commands import filasse
from filasse.cli.console.screen import say, word
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.estimates.starter import Choices

KINDS = {
    "thickness": ("m", "50 um"),
    "flaw": ("m", "10 um"),
    "film_resistance": ("ohm m^2", "20 ohm cm^2"),
    "temperature": ("K", "25 degC"),
    "current": ("A/m^2", "2 mA/cm^2"),
}
"""Unit and example of every choice that is a quantity."""

ASKED = {
    "material": "Electrolyte (`filasse materials` lists the presets)",
    "thickness": "Thickness of the slab",
    "flaw": "Length of the flaw",
    "film_resistance": "Resistance of the interface beside the charge transfer",
    "current": "Current density (leave it empty for twice the critical one)",
}


@filasse.command()
@click.argument("file", type=click.Path(path_type=Path), default="filament.yaml")
@click.option("--material", metavar="NAME", help="Preset of the electrolyte; LLZO by default.")
@click.option("--thickness", metavar="LENGTH", help="Of the slab; 50 um by default.")
@click.option("--flaw", metavar="LENGTH", help="Length of the flaw; 10 um by default.")
@click.option("--film-resistance", metavar="R", help="Of the interface; 20 ohm cm^2 by default.")
@click.option("--temperature", metavar="T", help="Of the cell; 25 degC by default.")
@click.option("--current", metavar="I", help="Twice the critical current by default.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given is the default.")
@on_first_rank_only
def init(file: Path, yes: bool, **given: str | None) -> None:
    """Write FILE, a first configuration with comments that grows a filament.

    On a terminal it asks for what no option gives. An existing file is never overwritten.
    """
    from filasse.errors import OutputError, UsageError
    from filasse.estimates.starter import Choices, starter
    from filasse.estimates.verdict import verdict

    if file.exists():
        raise UsageError(f"{file} exists, and nothing is overwritten; give another name")
    if not file.parent.is_dir():
        raise OutputError(f"There is no folder {file.parent}. Make it, or give another file.")
    choices = replace(Choices(), **{key: text for key, text in given.items() if text is not None})
    if not yes and is_terminal():
        choices = _asked(choices, {key for key, text in given.items() if text is None})
    _check(choices)
    text, config = starter(choices, str(file))
    _write(file, text)
    say(f"wrote {file}")
    for line in verdict(config).lines:
        say(line)
    say(f"Next: filasse run {word(file)}")


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _asked(choices: "Choices", open_keys: set[str]) -> "Choices":
    """The choices after asking for those that are open; Enter takes the default."""
    for item in fields(choices):
        if item.name in open_keys and item.name in ASKED:
            before = getattr(choices, item.name)
            text = click.prompt(
                ASKED[item.name],
                default=before,
                show_default=bool(before),
                value_proc=partial(_answer, item.name),
            )
            choices = replace(choices, **{item.name: text})
    return choices


def _answer(key: str, text: str) -> str:
    """An answer that makes sense; otherwise click shows why not, and asks again."""
    from filasse.errors import FilasseError

    try:
        _check_one(key, text.strip(), repr(text.strip()))
    except FilasseError as error:
        raise click.UsageError(str(error)) from error
    return text.strip()


def _check(choices: "Choices") -> None:
    """Reject what is no quantity of the right kind, by the name of its option."""
    for item in fields(choices):
        text = getattr(choices, item.name)
        _check_one(item.name, text, f"--{item.name.replace('_', '-')} {text!r}")


def _check_one(key: str, text: str, name: str) -> None:
    """Reject a choice that makes no sense, by the name that the user knows it by."""
    from filasse import materials, units
    from filasse.errors import UsageError

    if key == "material":
        materials.load(text, "electrolyte")
    elif text or key != "current":
        unit, example = KINDS[key]
        try:
            units.parse_quantity(text, unit)
        except units.UnitError as error:
            raise UsageError(f"{name} {error}; write for instance `{example}`") from error


def _write(file: Path, text: str) -> None:
    from filasse.output.folder.atomic_files import disk_errors

    with disk_errors(file), file.open("x", encoding="utf-8") as stream:
        stream.write(text)
