"""The commands. Nothing heavy is imported before a command runs."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from filasse.cli.console.output_file import OutputFile
from filasse.cli.console.screen import say
from filasse.cli.exit_messages import tell
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.config import Config
    from filasse.config.reading.load import Loaded

CONFIG = click.Path(path_type=Path)
overrides_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a value, for instance --set geometry.flaws.0.length='5 um'. Repeatable.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="filasse", prog_name="filasse")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug on the screen.")
def filasse(debug: bool) -> None:
    """Simulate lithium filaments that crack solid electrolytes."""
    if click.get_current_context().invoked_subcommand != run.name:  # it imports most
        _collect_garbage()


def _collect_garbage() -> None:
    """Look for garbage from now on, but not among the modules that are there by now."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@filasse.command()
@click.argument("config", type=CONFIG)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Results folder.")
@overrides_option
@click.option("--overwrite", is_flag=True, help="Replace the results of an earlier run.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in the folder.")
@click.option(
    "--from",
    "start_from",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Start from where the run in FOLDER ended, with other parameters.",
)
@click.option("--max-walltime", metavar="TIME", help="Stop with a checkpoint before, e.g. `2 h`.")
@click.option("--force", is_flag=True, help="Start a run that seems too large for the machine.")
def run(
    config: Path,
    output: Path | None,
    overrides: tuple[str, ...],
    overwrite: bool,
    resume: bool,
    start_from: Path | None,
    max_walltime: str | None,
    force: bool,
) -> int:
    """Run the simulation in CONFIG; results go to results/NAME of CONFIG by default."""
    from filasse.errors import UsageError
    from filasse.parallel import guarded_main

    debug = bool(click.get_current_context().find_root().params["debug"])

    def last_words(error: BaseException) -> int:
        return tell(error, lambda message: say(message, err=True), debug)

    if overwrite and resume:
        raise UsageError("--overwrite and --resume exclude each other; choose one")
    folder = output or Path("results") / config.stem
    limit = _seconds(max_walltime)
    options: dict[str, Any] = {"overwrite": overwrite, "resume": resume}
    options |= {"max_walltime": limit, "start_from": start_from, "source": str(config)}
    return guarded_main(lambda: _simulate(config, overrides, folder, force, options), last_words)


def _seconds(time: str | None) -> float | None:
    """Read the value of --max-walltime [s]."""
    from filasse import units
    from filasse.errors import UsageError

    try:
        seconds = None if time is None else units.parse_quantity(time, "s")
    except units.UnitError as error:
        raise UsageError(f"--max-walltime {time!r} {error}; write for instance `2 h`") from error
    if seconds is not None and seconds < 0:
        raise UsageError(f"--max-walltime {time!r} is negative; write for instance `2 h`")
    return seconds


def _simulate(
    path: Path,
    overrides: tuple[str, ...],
    folder: Path,
    force: bool,
    options: dict[str, Any],
) -> int:
    from filasse.estimates.memory import reject_too_large
    from filasse.simulation import simulate

    _collect_garbage()
    loaded = _load(path, overrides, quiet=True)  # the log of the run tells the notes
    if not force:
        reject_too_large(loaded.config)
    simulate(loaded.config, folder, **options)
    return 0


@filasse.command()
@click.argument("config", type=CONFIG, required=False)
@overrides_option
@click.option("--print", "show", is_flag=True, help="Print the complete configuration.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of configurations.")
@on_first_rank_only
def validate(config: Path | None, overrides: tuple[str, ...], show: bool, schema: bool) -> None:
    """Check CONFIG, of one run or of a sweep, and say what theory expects of it."""
    if schema:
        from filasse.config.writing.schema import schema_text

        click.echo(schema_text())
        return
    if config is None:
        raise click.UsageError("Missing argument 'CONFIG'.")
    if not (overrides or show) and _varies(config):
        _validate_sweep(config)
        return
    loaded = _load(config, overrides)
    if show:
        from filasse.config.writing.dump import annotated_yaml

        click.echo(annotated_yaml(loaded.config, loaded.document), nl=False)
        return
    from filasse.cli.drawn_slab import slab_lines
    from filasse.estimates.memory import fits, reject_too_large
    from filasse.output.own_watchers import check_own_code

    check_own_code(loaded.config)
    # A mesh that is far too large would take all the memory that there is.
    lines = list(slab_lines(loaded.config)) if fits(loaded.config) else []
    say("\n".join([f"{config}: {'fine' if fits(loaded.config) else 'is too large'}", *lines]))
    _print_expectations(loaded.config)
    reject_too_large(loaded.config)


def _varies(path: Path) -> bool:
    """Whether a file is that of a sweep."""
    from filasse.config.reading.load import is_sweep
    from filasse.config.reading.yaml_document import read_document

    return is_sweep(read_document(path))


def _validate_sweep(path: Path) -> None:
    from filasse.cli.console.console_tables import run_notes, verdict_table
    from filasse.cli.console.screen import show_table
    from filasse.output.own_watchers import check_own_code
    from filasse.sweep.plan import plan_sweep

    plan = plan_sweep(path)
    for run in plan.runs:
        check_own_code(run.config)
    for note in run_notes(plan):
        say(f"Note: {note}", err=True)
    say(f"{path}: fine, {len(plan.runs)} runs")
    show_table(verdict_table(plan))


def _print_expectations(config: "Config") -> None:
    from filasse.cli.console.console_tables import expectation_table
    from filasse.cli.console.screen import show_table
    from filasse.estimates.expectations import expectations
    from filasse.estimates.verdict import verdict

    show_table(expectation_table(expectations(config)))
    for line in verdict(config).lines:
        click.echo(line)


@filasse.command()
@click.argument("config", type=CONFIG)
@overrides_option
@click.option("--stats", is_flag=True, help="Print numbers and qualities of the cells (default).")
@click.option("--show", is_flag=True, help="Open a window with the mesh.")
@click.option("-o", "--output", type=OutputFile(), help="Write it: .png, .msh, .vtu, ...")
@on_first_rank_only
def mesh(
    config: Path, overrides: tuple[str, ...], stats: bool, show: bool, output: Path | None
) -> None:
    """Build the mesh of CONFIG."""
    from filasse.cli.mesh_command import save_mesh, show_mesh, stats_lines
    from filasse.simulation import mesh_of

    built = mesh_of(_load(config, overrides).config)
    if output is not None:
        save_mesh(built, output)
        say(f"wrote {output}")
    if show:
        show_mesh(built)
    if stats or not (show or output):
        say("\n".join(stats_lines(built)))


@filasse.command()
@on_first_rank_only
def info() -> None:
    """Print versions and features, and how to get what is missing."""
    from filasse.cli.info import info_lines

    for line in info_lines():
        click.echo(line)


def _load(path: Path, overrides: tuple[str, ...], quiet: bool = False) -> "Loaded":
    """Read a configuration; odd but allowed settings are told on stderr."""
    from filasse.config.reading.load import read_config

    loaded = read_config(path, overrides)
    for note in () if quiet else loaded.config.notes:
        say(f"Note: {note}", err=True)
    return loaded
