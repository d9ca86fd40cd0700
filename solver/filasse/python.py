"""filasse from Python: files, dictionaries or configurations in, results out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filasse.config import Config
from filasse.config.reading.load import warn_of_notes
from filasse.config.reading.sources import Overrides, Source, as_texts, checked
from filasse.errors import FilasseError, UsageError
from filasse.units import UnitError, parse_quantity

if TYPE_CHECKING:
    import pandas as pd

    from filasse.output.observer import Observer
    from filasse.output.run_result import RunResult
    from filasse.parameters.own_laws import Laws
    from filasse.records.run_record import Record
    from filasse.simulation import Run
    from filasse.spectroscopy.spectrum import ImpedanceSpectrum

_WORDS = {
    "--resume": "resume=True",
    "--overwrite": "overwrite=True",
    "--max-walltime": "max_walltime",
    "--set ": "overrides: ",
    "--from": "start_from",
    "--retry-failed": "retry_failed=True",
    "add --start": "give at_start=True",
    " with -o": "",
}
"""What messages say to people at a terminal, and the same for callers in Python."""


def load_config(source: Source | None = None, overrides: Overrides = (), **sections: Any) -> Config:
    """Read and check a configuration; what looks odd but is allowed is logged as a warning.

    Args:
        source: a YAML file; the same content as a dictionary; or a configuration to change.
        overrides: changes, as `"geometry.flaws.0.length=5 um"`, several of them in a list, or
            as a dictionary `{"geometry.flaws.0.length": "5 um"}`.
        **sections: the sections of a configuration, `protocol={"current_density": "1 mA/cm^2"}`;
            beside a source, changes to it.

    Returns:
        The configuration in SI units, with every default filled in.

    Raises:
        ConfigError: lists every problem with its place, value and remedy.
    """
    with in_python_words():
        if isinstance(source, Config) and not (overrides or sections):
            return source
        config = checked(source, overrides, sections)
    warn_of_notes(config)
    return config


def simulate(
    config: Source,
    folder: str | Path,
    overrides: Overrides = (),
    *,
    overwrite: bool = False,
    resume: bool = False,
    max_walltime: float | str | None = None,
    observers: Sequence[Observer] = (),
    laws: Laws | None = None,
    stop_when: Callable[[Record], bool] | None = None,
    start_from: str | Path | Run | RunResult | None = None,
) -> Run:
    """Run a configuration; a collective call under MPI.

    Args:
        config: a YAML file, its content as a dictionary, or a configuration of `load_config`.
        folder: where the results go.
        overrides: changes, as for `load_config`.
        overwrite: replace the results of an earlier run.
        resume: go on from the last checkpoint in the folder.
        max_walltime: stop with a checkpoint before this time is over: seconds, or text like `2 h`.
        observers: your own, told what happens beside those that write the results.
        laws: your own laws of creep and growth, in place of the configuration's.
        stop_when: a function of the record of an accepted step; the run ends once it is true.
        start_from: another run, or its folder: this one starts from where that one ended.

    Returns:
        Why and where it ended; `open_run(folder)` reads the results.

    Raises:
        StoppedEarly: asked by a signal, Ctrl-C or the wall time; a checkpoint is there to go on.
        FilasseError: the configuration, the mesh, a solve or the folder is at fault.
    """
    from filasse.output.console.notebook import watchers
    from filasse.simulation import simulate as run

    checked = load_config(config, overrides)
    source = str(config) if isinstance(config, str | Path) else None
    with in_python_words():
        if overwrite and resume:
            raise UsageError("overwrite and resume exclude each other; choose one")
        limit = _seconds(max_walltime)
        options: dict[str, Any] = {"overwrite": overwrite, "resume": resume}
        watching = (*observers, *watchers())
        options |= {"source": source, "max_walltime": limit, "observers": watching}
        if stop_when is not None and not callable(stop_when):
            raise UsageError(f"stop_when is {stop_when!r}, not a function of a record")
        options |= {"stop_when": stop_when}
        options |= {"start_from": None if start_from is None else folder_of(start_from)}
        if laws is not None:
            options["laws"] = laws
        return run(checked, folder, **options)


def open_run(folder: str | Path) -> RunResult:
    """Open the results of a run, finished or still going on.

    Args:
        folder: where the run writes.

    Raises:
        OutputError: the folder holds no run.
    """
    from filasse.output.run_result import open_run as read

    if not isinstance(folder, str | Path):
        raise UsageError(f"a run is opened by its folder, not by {folder!r}")
    with in_python_words():
        return read(folder)


def compare(runs: Sequence[str | Path | Run | RunResult]) -> pd.DataFrame:
    """Several runs in one table, one row each.

    Args:
        runs: their folders, or what `simulate` or `open_run` returned.

    Returns:
        The keys of their configurations that differ, as text with units, and their results, with
        the units in the names of the columns; the index is the folder.

    Raises:
        UsageError: there are none.
        OutputError: a folder holds no run.
    """
    from filasse.sweep.compared_runs import compared

    if not isinstance(runs, Sequence) or isinstance(runs, str) or len(runs) == 0:
        raise UsageError("compare takes a list of runs, with one at least")
    return compared([open_run(folder_of(run)) for run in runs])


def impedance(
    run: str | Path | Run | RunResult,
    frequencies: Sequence[float | str] | float | str | None = None,
    overrides: Overrides = (),
    *,
    checkpoint: int | None = None,
    at_start: bool = False,
    at_end: bool = False,
    laws: Laws | None = None,
) -> ImpedanceSpectrum:
    """Linear response of a cell to alternating currents, in the state of a checkpoint.

    A collective call under MPI, in which every rank computes all of it.

    Args:
        run: folder of a run, or what `simulate` or `open_run` returned.
        frequencies: one or more, in Hz, or as text with a unit; `1 mHz` to `1 MHz` by default, ten
            a decade.
        overrides: changes of double layers, such as
            `{"interface.double_layer_capacitance": "10 uF/cm^2"}`.
        checkpoint: time step of the checkpoint; the newest by default.
        at_start: the start of the run in place of a checkpoint.
        at_end: the state in which the run has ended in place of a checkpoint.
        laws: your own laws, if `simulate` was given any: the same ones.

    Raises:
        OutputError: the folder holds no run or no such checkpoint.
        UsageError: a frequency is none, a change is not one of a double layer, or laws of the run
            are missing.
    """
    from filasse.spectroscopy import spectrum_of_run
    from filasse.spectroscopy.frequencies import HIGHEST, LOWEST, listed, log_frequencies

    with in_python_words():
        wanted = log_frequencies(LOWEST, HIGHEST) if frequencies is None else listed(frequencies)
        changes = as_texts(overrides)
        state: dict[str, Any] = {"checkpoint": checkpoint, "at_start": at_start, "at_end": at_end}
        if laws is not None:
            state["laws"] = laws
        return spectrum_of_run(folder_of(run), wanted, overrides=changes, **state)


@contextmanager
def in_python_words() -> Iterator[None]:
    """Let known errors speak of arguments rather than of options of the command line."""
    try:
        yield
    except FilasseError as error:
        text = str(error)
        for option, argument in _WORDS.items():
            text = text.replace(option, argument)
        error.args = (text, *error.args[1:])
        raise


def folder_of(run: str | Path | Run | RunResult) -> str | Path:
    """The folder of a run."""
    if isinstance(run, str | Path):
        return run
    folder = getattr(run, "folder", None)
    root = folder if isinstance(folder, Path) else getattr(folder, "root", None)
    if not isinstance(root, Path):
        raise UsageError(
            f"a run is its folder or what simulate or open_run returns, not {type(run).__name__}"
        )
    return root


def check_count(name: str, count: int, meaning: str) -> None:
    """Reject what is no number of things.

    Raises:
        UsageError: names the argument.
    """
    if not isinstance(count, Integral) or isinstance(count, bool) or count < 1:
        raise UsageError(f"{name} is {count!r}; give {meaning}, 1 or more")


def _seconds(time: float | str | None) -> float | None:
    try:
        seconds = parse_quantity(time, "s") if isinstance(time, str) else time
    except UnitError as error:
        raise UsageError(f"max_walltime {time!r} {error}; write for instance '2 h'") from error
    if seconds is None or (isinstance(seconds, Real) and seconds >= 0):
        return seconds
    raise UsageError(f"max_walltime is {time!r}; give seconds from 0 on, or text like '2 h'")
