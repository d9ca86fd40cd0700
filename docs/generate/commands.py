"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from filasse import errors
from filasse.cli.dispatch import (
    BROKEN_PIPE,
    filasse,  # with all commands
)
from filasse.cli.exit_messages import BUG, INTERRUPTED

OUTSIDE = {
    BUG: "A bug: the message names a file to report it with.",
    INTERRUPTED: "Interrupted from the keyboard.",
    BROKEN_PIPE: "The reader of the output, such as `head`, has gone.",
}


def commands_page() -> str:
    """All commands with their options."""
    lines = [
        "# Command line",
        "",
        "Generated from the commands; `filasse COMMAND --help` says the same.",
        "",
    ]
    assert isinstance(filasse, click.Group)
    lines += [*_options(filasse), ""]
    for name in sorted(filasse.commands):
        lines += _section(filasse.commands[name], name)
    return "\n".join(lines)


def _section(command: click.Command, name: str) -> list[str]:
    """A command, and below it the topics that it has."""
    lines = [f"## filasse {name}", "", _help(command), ""]
    lines += [f"    filasse {_usage(command, name)}", "", *_options(command), ""]
    topics = command.commands if isinstance(command, click.Group) else {}
    for topic in sorted(topics):
        lines += _section(topics[topic], f"{name} {topic}")
    return lines


def exit_codes_page() -> str:
    """What the exit codes mean."""
    known = {0: "Done. The run ended as `run.json` says, or the command did what it was asked."}
    for kind in _kinds(errors.FilasseError):
        known.setdefault(kind.exit_code, _help_text(kind.__doc__))
    lines = [f"| {code} | {text} |" for code, text in sorted((known | OUTSIDE).items())]
    return "\n".join(
        [
            "# Exit codes",
            "",
            "Every command ends with one of these; under `mpiexec` all ranks end with the same.",
            "",
            "| code | meaning |",
            "|---|---|",
            *lines,
            "",
            "75 is the code that batch systems know as *try again*: submit the same command with "
            "`--resume`. Each error is one message on standard error that names the file, the key "
            "or the place, the value, and what to do; see "
            "[Troubleshooting](../troubleshooting.md).",
            "",
        ]
    )


def _kinds(root: type[errors.FilasseError]) -> Iterator[type[errors.FilasseError]]:
    yield root
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from _kinds(kind)


def _usage(command: click.Command, name: str) -> str:
    return " ".join([name, *command.collect_usage_pieces(_context(command))])


def _context(command: click.Command) -> click.Context:
    """A command's context as on the command line: it takes the names of --help from the group."""
    root = click.Context(filasse, info_name=filasse.name, **filasse.context_settings)
    return click.Context(command, info_name=command.name, parent=root)


def _help(command: click.Command) -> str:
    return _help_text(command.help)


def _help_text(text: str | None) -> str:
    return " ".join((text or "").split())


def _options(command: click.Command) -> Iterator[str]:
    context = _context(command)
    records = [item.get_help_record(context) for item in command.get_params(context)]
    yield from ("| option | meaning |", "|---|---|")
    for record in records:
        if record is not None:
            yield f"| `{record[0]}` | {_help_text(record[1]).replace('|', chr(92) + '|')} |"
