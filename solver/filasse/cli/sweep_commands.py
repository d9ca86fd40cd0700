"""The commands about many runs: sweep, status, collect, ccd."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from filasse.cli.commands import CONFIG, filasse, overrides_option
from filasse.cli.console.screen import say
from filasse.cli.ranks import on_first_rank_only

if TYPE_CHECKING:
    from filasse.sweep.critical import CurrentTrial

FOLDER = click.Path(path_type=Path)


@filasse.command()
@click.argument("sweep_file", metavar="SWEEP", type=CONFIG)
@click.option("-o", "--output", type=FOLDER, help="Folder; results/NAME of SWEEP by default.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Runs at a time.")
@click.option("--retry-failed", is_flag=True, help="Try the runs again that failed twice.")
@click.option("--list", "only_list", is_flag=True, help="List the runs and start nothing.")
@click.option("--slurm", is_flag=True, help="Write a job array for SLURM and start nothing.")
@click.option("--template", type=FOLDER, help="Job script to fill in with --slurm.")
@on_first_rank_only
def sweep(
    sweep_file: Path,
    output: Path | None,
    jobs: int,
    retry_failed: bool,
    only_list: bool,
    slurm: bool,
    template: Path | None,
) -> None:
    """Run one configuration with many values; the same command goes on with a broken sweep."""
    from filasse.cli.sweeping import run_planned, write_slurm
    from filasse.errors import UsageError
    from filasse.sweep import SweepFolder, plan_sweep

    if template is not None and not slurm:
        raise UsageError("--template is for --slurm; add it, or leave the template out")
    plan = plan_sweep(sweep_file)
    folder = SweepFolder(output or Path("results") / sweep_file.stem)
    if only_list:
        say("\n".join(run.name for run in plan.runs))
    elif slurm:
        write_slurm(folder, plan, jobs, template)
    else:
        run_planned(folder, plan, jobs, retry_failed)


@filasse.command()
@click.argument("folder", type=FOLDER)
@on_first_rank_only
def status(folder: Path) -> None:
    """Show how far the run or the runs of the sweep in FOLDER are."""
    from filasse.cli.run_status import show_run
    from filasse.cli.sweeping import show_status
    from filasse.sweep import SweepFolder

    sweep = SweepFolder(folder)
    if sweep.manifest.exists():
        show_status(sweep)
    else:
        show_run(folder)


@filasse.command()
@click.argument("folder", type=FOLDER)
@click.option("-o", "--output", type=FOLDER, help="Table, .csv or .parquet; FOLDER/table.csv.")
@on_first_rank_only
def collect(folder: Path, output: Path | None) -> None:
    """Gather the results of the sweep in FOLDER in one table."""
    from filasse.sweep import SweepFolder
    from filasse.sweep import collect as gather
    from filasse.sweep.sweep_table import save_table

    paths = SweepFolder(folder)
    table = gather(paths)
    save_table(table, output or paths.table)
    say(f"wrote {output or paths.table}: {len(table)} runs")


@filasse.command()
@click.argument("config", type=CONFIG)
@click.option("-o", "--output", type=FOLDER, help="Folder; results/ccd_NAME by default.")
@overrides_option
@click.option(
    "--until",
    type=click.Choice(["growth", "short"]),
    default="growth",
    show_default=True,
    help="What a critical current does: make the filament grow, or short the cell.",
)
@click.option(
    "--tolerance", metavar="SHARE", default="5 %", show_default=True, help="Width of the bracket."
)
@click.option("--max-runs", type=click.IntRange(2), default=20, help="Give up after so many.")
@on_first_rank_only
def ccd(
    config: Path,
    output: Path | None,
    overrides: tuple[str, ...],
    until: str,
    tolerance: str,
    max_runs: int,
) -> None:
    """Find the critical current density of CONFIG in few runs."""
    from filasse.sweep import SweepFolder
    from filasse.sweep.ccd import critical_current

    folder: SweepFolder = SweepFolder(output or Path("results") / f"ccd_{config.stem}")
    found = critical_current(
        config,
        folder,
        overrides=overrides,
        to_the_end=until == "short",
        tolerance=_share(tolerance),
        max_runs=max_runs,
        watch=_tell,
    )
    low, high = (found.low or 0.0) / 10.0, (found.high or 0.0) / 10.0
    say(
        f"critical current density {found.middle / 10.0:.4g} mA/cm^2, between {low:.4g} and "
        f"{high:.4g} mA/cm^2 ({len(found.trials)} runs in {folder.root})"
    )


def _tell(trial: "CurrentTrial") -> None:
    outcome = "grows" if trial.critical else "stays"
    reached = "" if trial.ratio is None else f", K/K_c up to {trial.ratio:.4g}"
    say(f"{trial.current / 10.0:.8g} mA/cm^2: {outcome}{reached}")


def _share(text: str) -> float:
    """Read the value of --tolerance."""
    from filasse import units
    from filasse.errors import UsageError

    try:
        number, unit = units.split_quantity(text)
        value = units.convert(number, unit, "percent") / 100.0 if unit else number
    except units.UnitError as error:
        raise UsageError(f"--tolerance {text!r} {error}; write for instance `5 %`") from error
    if not 1e-4 <= value <= 1.0:
        raise UsageError(f"--tolerance {text!r} is not between 0.01 % and 100 %")
    return value
