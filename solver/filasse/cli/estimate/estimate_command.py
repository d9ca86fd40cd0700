"""The command `filasse estimate`: which mechanism is fastest, without a mesh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from filasse.cli.commands import CONFIG, filasse, overrides_option
from filasse.cli.console.screen import say
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filasse.estimates.expectations import Expectation
    from filasse.estimates.mechanisms import Assumed, PlatingCell

ALL = "cell"

USED: dict[str, tuple[str, ...]] = {
    "whisker": ("whisker_", "shell_"),
    "leakage": ("electronic_", "pore_", "seed_", "surface_"),
    "polymer": ("salt_", "transference_"),
    "front": (
        *("lithium_", "electrode_", "surface_", "wavelength"),
        *("salt_", "transference_"),
    ),
    ALL: ("whisker_radius", "whisker_modulus", "roughness", "electrolyte_", "relaxation_"),
}
"""Beginnings of the names of the assumptions that a topic uses; the comparison has most."""
USED[ALL] += tuple(
    key for topic, keys in USED.items() if topic != ALL for key in keys if key != "whisker_"
)


class Topics(click.Group):
    """Topics by name; whatever else comes first is the configuration of the whole comparison."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default topic in front where none is named."""
        if len(args) > 1 and self._is_no_topic(args[0]) and not args[1].startswith("-"):
            known = ", ".join(self.commands)
            raise click.UsageError(f"unknown topic {args[0]!r}; known: {known}", ctx)
        named = args and args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else [ALL, *args])

    def _is_no_topic(self, word: str) -> bool:
        """Whether a word is neither a topic, nor an option, nor a file."""
        return not (word in self.commands or word.startswith("-") or Path(word).exists())


@filasse.group(cls=Topics, subcommand_metavar="[TOPIC] CONFIG")
def estimate() -> None:
    """Say by closed forms what lithium does first in the cell of CONFIG, without a mesh.

    `filasse estimate CONFIG` compares all mechanisms; a topic before CONFIG tells more of one.
    """


def topic(command: Callable[..., None]) -> click.Command:
    """A topic: its configuration, and the options that all have."""
    assume = click.option(
        "--assume",
        "given",
        multiple=True,
        metavar="KEY=VALUE",
        help="What CONFIG does not have, for instance --assume roughness='2 um'. Repeatable.",
    )
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, with units.")
    config = click.argument("config", type=CONFIG)
    options = config, overrides_option, assume, as_json
    wrapped: Callable[..., None] = on_first_rank_only(command)
    for option in reversed(options):
        wrapped = option(wrapped)
    name = getattr(command, "__name__", "").removesuffix("_topic")
    return estimate.command(name)(wrapped)


@topic
def cell_topic(config: Path, overrides: tuple[str, ...], **options: Any) -> None:
    """Compare all mechanisms, the fastest first (the default topic)."""
    from filasse.cli.console.screen import show_table
    from filasse.cli.estimate.estimate_tables import (
        comparison_data,
        comparison_lines,
        comparison_table,
    )
    from filasse.estimates.caveats import left_out_of_estimates
    from filasse.estimates.mechanisms import mechanisms

    cell, inputs = _cell(ALL, config, overrides, options["given"])
    rows = mechanisms(cell)
    if options["as_json"]:
        _print_json(comparison_data(config, cell, rows, inputs))
        return
    show_table(comparison_table(cell, rows))
    say("\n".join((*left_out_of_estimates(cell.config), *comparison_lines(rows))))
    _show_inputs(inputs)


@topic
def whisker_topic(config: Path, overrides: tuple[str, ...], **options: Any) -> None:
    """A whisker in its shell: stress, buckling, bursting."""
    from filasse.estimates.mechanisms import whisker_lines

    _show_topic("whisker", "Whisker", config, overrides, options, whisker_lines)


@topic
def leakage_topic(config: Path, overrides: tuple[str, ...], **options: Any) -> None:
    """Lithium plated inside by electrons that leak (Han)."""
    from filasse.estimates.mechanisms import leakage_lines

    _show_topic("leakage", "Electronic leakage", config, overrides, options, leakage_lines)


@topic
def polymer_topic(config: Path, overrides: tuple[str, ...], **options: Any) -> None:
    """The salt of a polymer: limiting current and Sand's time."""
    from filasse.estimates.mechanisms import salt_lines

    _show_topic("polymer", "Concentration polarisation", config, overrides, options, salt_lines)


def front_topic(
    config: Path, overrides: tuple[str, ...], figure: Path | None, **options: Any
) -> None:
    """Stability of a flat front, and its map."""
    from filasse.estimates.mechanisms import front_lines

    cell = _show_topic("front", "Flat front", config, overrides, options, front_lines)
    if figure is not None:
        from filasse.plot.stability_map import plot_stability_map

        plot_stability_map(cell, figure)
        say(f"wrote {figure}", err=bool(options["as_json"]))


topic(
    click.option(
        "--figure",
        type=click.Path(path_type=Path),
        help="Draw the map, modulus against wavelength: .png, .pdf or .svg.",
    )(front_topic)
)


def _cell(
    name: str, path: Path, overrides: tuple[str, ...], given: tuple[str, ...]
) -> tuple[PlatingCell, tuple[Assumed, ...]]:
    from filasse.config.reading.load import read_config
    from filasse.estimates.mechanisms import assumptions, cell_of, told

    config = read_config(path, overrides).config  # its notes are of runs: validate tells them
    inputs = assumptions(config, given)
    every = told(inputs, config, given)
    used = tuple(item for item in every if item.name.startswith(USED[name]))
    for item in every:
        if item.origin == "given" and item not in used:
            say(f"Note: {_no_effect(item.name, name)}", err=True)
    return cell_of(config, inputs), used


def _no_effect(key: str, name: str) -> str:
    """That a topic does not use an assumption, and which does."""
    topics = (topic for topic, keys in USED.items() if key.startswith(keys))
    asked = " or ".join(f"`filasse estimate {topic}`" for topic in topics)
    of = "the comparison" if name == ALL else f"`filasse estimate {name}`"
    return f"--assume {key} has no effect on {of}; ask {asked}, or delete it"


def _show_topic(
    name: str,
    title: str,
    config: Path,
    overrides: tuple[str, ...],
    options: dict[str, Any],
    lines: Callable[[PlatingCell], Iterator[Expectation]],
) -> PlatingCell:
    """Show one topic, and the assumed values that it rests on."""
    from filasse.cli.console.screen import show_table
    from filasse.cli.estimate.estimate_tables import topic_data, topic_table
    from filasse.estimates.caveats import left_out_of_estimates

    cell, inputs = _cell(name, config, overrides, options["given"])
    found = tuple(lines(cell))
    if options["as_json"]:
        _print_json(topic_data(config, cell, found, inputs))
        return cell
    show_table(topic_table(title, cell, found))
    for line in left_out_of_estimates(cell.config):
        say(line)
    _show_inputs(inputs)
    return cell


def _show_inputs(inputs: tuple[Assumed, ...]) -> None:
    from filasse.cli.console.screen import show_table
    from filasse.cli.estimate.estimate_tables import input_table

    show_table(input_table(inputs))


def _print_json(data: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
