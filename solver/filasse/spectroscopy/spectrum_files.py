"""A spectrum as files."""

from __future__ import annotations

import json
from pathlib import Path

from filasse.errors import UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.run_folder import RunFolder
from filasse.spectroscopy.spectrum import ImpedanceSpectrum
from filasse.spectroscopy.spectrum_figure import ENDINGS, save_figure


def check_spectrum_file(path: Path) -> None:
    """Reject a file that could not be written after all the work.

    Raises:
        UsageError: its ending is unknown.
    """
    endings = (".csv", ".json", *ENDINGS)
    if path.suffix not in endings:
        raise UsageError(f"{path}: give it one of the endings {', '.join(endings)}")


def save_spectrum(spectrum: ImpedanceSpectrum, path: Path) -> None:
    """Write a spectrum as a table, as JSON or as a picture, by the ending of the name.

    Raises:
        UsageError: the ending is unknown.
        OutputError: the file cannot be written.
    """
    check_spectrum_file(path)
    if path.suffix in ENDINGS:
        save_figure(spectrum, path)
    elif path.suffix == ".json":
        write_atomically(path, json_text(spectrum) + "\n")
    else:
        write_atomically(path, csv_text(spectrum))


def save_in(spectrum: ImpedanceSpectrum, folder: RunFolder) -> tuple[Path, ...]:
    """Write table and figure into the folder of the run, replacing older ones."""
    picture = folder.figures / "impedance.png"
    with disk_errors(picture):
        folder.figures.mkdir(exist_ok=True)
    for path in (folder.impedance, picture):
        save_spectrum(spectrum, path)
    return folder.impedance, picture


def csv_text(spectrum: ImpedanceSpectrum) -> str:
    """One row per frequency, header cells with units."""
    table = spectrum.table
    header = [f"{name} [{unit}]" for name, unit in table.attrs["units"].items()]
    return str(table.to_csv(index=False, header=header, float_format="%.10g"))


def json_text(spectrum: ImpedanceSpectrum) -> str:
    """Everything that is known of it."""
    return json.dumps(spectrum.as_json(), indent=2)
