"""The command ``filasse impedance``."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from filasse.cli.commands import filasse, overrides_option
from filasse.cli.console.output_file import OutputFile
from filasse.cli.console.screen import say, show_table
from filasse.cli.exit_messages import tell

if TYPE_CHECKING:
    from filasse.spectroscopy import ImpedanceSpectrum

FOLDER = click.Path(path_type=Path)


@filasse.command()
@click.argument("folder", type=FOLDER)
@click.option("--from", "first", default="1 mHz", show_default=True, help="Lowest frequency.")
@click.option("--to", "last", default="1 MHz", show_default=True, help="Highest frequency.")
@click.option("--points", default=10, show_default=True, help="Frequencies per decade.")
@click.option("--checkpoint", type=int, metavar="STEP", help="Time step; the newest by default.")
@click.option("--start", is_flag=True, help="The start of the run in place of a checkpoint.")
@click.option("--end", is_flag=True, help="The state in which the run has ended.")
@overrides_option
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON; write no files.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=OutputFile(),
    help="Write .csv, .json, .png, .pdf or .svg instead of the files in FOLDER. Repeatable.",
)
def impedance(
    folder: Path,
    first: str,
    last: str,
    points: int,
    checkpoint: int | None,
    start: bool,
    end: bool,
    overrides: tuple[str, ...],
    as_json: bool,
    outputs: tuple[Path, ...],
) -> int:
    """Impedance of the run in FOLDER at its last checkpoint: spectrum and equivalent circuit.

    Writes impedance.csv and figures/impedance.png there. Of the configuration, only
    double_layer_capacitance of interface and counter_electrode can be changed by --set.
    """
    from filasse.parallel import guarded_main

    debug = bool(click.get_current_context().find_root().params["debug"])

    def last_words(error: BaseException) -> int:
        return tell(error, lambda message: say(message, err=True), debug)

    def main() -> int:
        state: dict[str, Any] = {"checkpoint": checkpoint, "at_start": start, "at_end": end}
        state |= {"overrides": overrides}
        _tell_of(folder, (first, last, points), state, as_json, outputs)
        return 0

    return guarded_main(main, last_words)


def _tell_of(
    folder: Path,
    frequencies: tuple[str, str, int],
    state: Mapping[str, Any],
    as_json: bool,
    outputs: tuple[Path, ...],
) -> None:
    """Compute the spectrum on every rank, for all compile together; the first tells of it."""
    from filasse.cli.console.screen import working
    from filasse.cli.ranks import is_first_rank
    from filasse.parallel import on_root, world
    from filasse.spectroscopy import spectrum_of_run
    from filasse.spectroscopy.frequencies import log_frequencies
    from filasse.spectroscopy.spectrum_files import check_spectrum_file

    wanted = log_frequencies(*frequencies)
    for path in outputs:
        check_spectrum_file(path)
    _reject_sweep(folder)
    with working("computing") if is_first_rank() else nullcontext(_silent) as watch:
        watch(f"{len(wanted)} frequencies")
        spectrum = spectrum_of_run(folder, wanted, **state)
    on_root(world(), _deliver, spectrum, folder, as_json, outputs)


def _deliver(
    spectrum: "ImpedanceSpectrum", folder: Path, as_json: bool, outputs: tuple[Path, ...]
) -> None:
    """Show the spectrum, and write it."""
    from filasse.output.folder.run_folder import RunFolder
    from filasse.spectroscopy.spectrum_files import json_text, save_in, save_spectrum

    if as_json:
        click.echo(json_text(spectrum))
    else:
        _show(spectrum)
    for path in outputs:
        save_spectrum(spectrum, path)
    written = outputs if outputs or as_json else save_in(spectrum, RunFolder.at(folder))
    for path in written:
        say(path, err=as_json)


def _silent(text: str) -> None:
    """What the other ranks say."""


def _reject_sweep(folder: Path) -> None:
    from filasse.errors import UsageError
    from filasse.sweep import SweepFolder

    if SweepFolder(folder).manifest.exists():
        raise UsageError(f"{folder} is a sweep; name the folder of one of its runs")


def _show(spectrum: "ImpedanceSpectrum") -> None:
    from rich.table import Table

    at = spectrum.condition
    table = Table(
        *("quantity", "value", "unit", "what it is"),
        title=f"Impedance at t = {at.time:.6g} s, {at.current_density / 10:.4g} mA/cm^2, "
        f"{at.voltage * 1e3:.5g} mV, {at.temperature:.5g} K",
    )
    for name, value, unit, meaning in _rows(spectrum):
        table.add_row(name, "-" if value is None else f"{value:.5g}", unit, meaning)
    show_table(table)
    for note in spectrum.notes:
        say(f"Note: {note}", err=True)


def _rows(spectrum: "ImpedanceSpectrum") -> Iterator[tuple[str, float | None, str, str]]:
    """Name, value, unit and meaning of the circuit's numbers."""
    from filasse.spectroscopy.spectrum import OHM_CM2, UF_CM2

    circuit = spectrum.circuit
    resistances = {
        "electrolyte": (circuit.electrolyte, "ionic conduction"),
        "layers": (circuit.layers, "films, coatings and contact, in series"),
        "R_0": (circuit.high_frequency, "both: where the arc begins"),
        "R_ct": (circuit.charge_transfer, "charge transfer of both electrodes: width of the arc"),
        "films": (circuit.films, "lithium flowing in cracks, and its pressure"),
        "R_dc": (circuit.direct, "all of it: slope of the stationary voltage"),
    }
    for name, (value, meaning) in resistances.items():
        yield name, None if value is None else value * OHM_CM2, "ohm cm^2", meaning
    capacitance = circuit.capacitance
    shown = None if capacitance is None else capacitance * UF_CM2
    yield "C", shown, "uF/cm^2", "capacitance of the arc, 1/(2 pi f_top R_ct)"
    yield "f_top", circuit.top, "Hz", "top of the arc"
