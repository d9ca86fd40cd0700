"""What is measured, from the results of one run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from filasse.calibration.models.observables import OBSERVABLES
from filasse.end_reason import EndReason
from filasse.errors import FilasseError
from filasse.output.run_result import RunResult
from filasse.spectroscopy.spectrum import ImpedanceSpectrum
from filasse.units import convert


class NoValue(ValueError):  # noqa: N818 - carries the reason to where all are listed
    """A run does not give an observable; the text says why."""


class ObservedValue(NamedTuple):
    """Value of an observable in SI units, and whether it is only known to be at least that."""

    value: float
    at_least: bool = False


_STANDS = frozenset({EndReason.ARRESTED})
"""Ends after which nothing changes under a constant current or voltage, and no crack grows."""

_AS_IT_GROWS = frozenset(
    {
        EndReason.SHORT_CIRCUIT,
        EndReason.SPALLED,
        EndReason.FROM_INSIDE,
        EndReason.MAX_STEPS,
    }
)
"""Ends at the moment in which a crack grows: `growth.max_steps` more times than it may."""

_GROWING = frozenset(
    {
        EndReason.SHORT_CIRCUIT,
        EndReason.SPALLED,
        EndReason.FROM_INSIDE,
        EndReason.BLOCKED,
        EndReason.MAX_STEPS,
        EndReason.MAX_DEPTH,
        EndReason.STOP_VOLTAGE,
        EndReason.STOP_WHEN,
    }
)
"""Ends while cracks may grow: they are at least as long at any later time."""


def value_of_run(name: str, run: RunResult, at: float) -> ObservedValue:
    """Value of an observable in SI units.

    Args:
        name: of the observable.
        run: a finished run.
        at: time [s] or frequency [Hz] of a curve's point.

    Raises:
        NoValue: the run does not give it.
    """
    try:
        source = OBSERVABLES[name].source("run")
        if source == "series":
            return _at_time(name, run, at)
        if source == "outcome":
            return _OUTCOMES[name](run)
        return ObservedValue(_impedance(name, run, at))
    except FilasseError as error:
        raise NoValue(str(error)) from error


def _si(run: RunResult, column: str, unit: str) -> pd.Series[float]:
    shown = run.series.attrs["units"][column]
    return run.series[column] * convert(1.0, shown, unit)


def _in_row(run: RunResult, column: str, unit: str, row: int) -> ObservedValue:
    return ObservedValue(float(_si(run, column, unit).iloc[row]))


def _length(run: RunResult) -> pd.Series[float]:
    """Length of the longest crack [m], row by row."""
    if not run.tips:
        raise NoValue("the run has no crack")
    lengths = [_si(run, f"{tip}.length", "m") for tip in run.tips]
    return pd.concat(lengths, axis=1).max(axis=1)


_COLUMNS: Mapping[str, Callable[[RunResult], pd.Series[float]]] = {
    "voltage": lambda run: _si(run, "voltage", "V"),
    "current_density": lambda run: _si(run, "current_density", "A/m^2"),
    "crack_length": _length,
}


def _at_time(name: str, run: RunResult, time: float) -> ObservedValue:
    """A column at a time, between two rows linearly; after the end what is still known of it."""
    times = _si(run, "time", "s").to_numpy()
    values = _COLUMNS[name](run).to_numpy()
    if time < times[0]:
        raise NoValue(f"its first row comes after the first measured time, {time:g} s")
    if time <= times[-1] * (1 + 1e-9):
        return ObservedValue(float(np.interp(time, times, values)))
    is_length, last = name == "crack_length", float(values[-1])
    if run.reason in _STANDS and (is_length or not run.info["config"]["protocol"]["steps"]):
        return ObservedValue(last)
    if run.reason in _GROWING and is_length:
        return ObservedValue(last, at_least=True)
    raise NoValue(f"it ended ({run.reason}) before the last measured time")


def _not_until(run: RunResult) -> float:
    """Time until which what never happened in a run is known not to have happened [s].

    A run that stopped early tells nothing of what comes after; one at rest would have stayed so.
    """
    end = float(_si(run, "time", "s").iloc[-1])
    stop = run.info["config"]["protocol"]["stop_time"]
    return max(end, float(stop or end)) if run.reason in _STANDS else end


def _time_to_short(run: RunResult) -> ObservedValue:
    if run.reason is EndReason.SHORT_CIRCUIT:
        return _in_row(run, "time", "s", -1)
    return ObservedValue(_not_until(run), at_least=True)


def _first_growth(run: RunResult) -> int | None:
    """Row of the first advance; None if nothing grew.

    Steps are counted from the row after an advance, which a run that ends with one does not have.
    """
    grown = np.flatnonzero(run.series["growth_step"].to_numpy() > 0)
    if len(grown):
        return int(grown[0])
    return len(run.series) - 1 if run.reason in _AS_IT_GROWS else None


def _time_to_growth(run: RunResult) -> ObservedValue:
    row = _first_growth(run)
    if row is None:
        return ObservedValue(_not_until(run), at_least=True)
    return _in_row(run, "time", "s", row)


def _current_at_growth(run: RunResult) -> ObservedValue:
    row = _first_growth(run)
    if row is None:
        raise NoValue("nothing grew: the ramp ends too early")
    return _in_row(run, "current_density", "A/m^2", row)


def _current_at_short(run: RunResult) -> ObservedValue:
    if run.reason is not EndReason.SHORT_CIRCUIT:
        raise NoValue(f"no short circuit, but {run.reason}: the ramp ends too early")
    return _in_row(run, "current_density", "A/m^2", -1)


_OUTCOMES: Mapping[str, Callable[[RunResult], ObservedValue]] = {
    "time_to_short": _time_to_short,
    "time_to_growth": _time_to_growth,
    "current_at_growth": _current_at_growth,
    "current_at_short": _current_at_short,
    "final_voltage": lambda run: _in_row(run, "voltage", "V", -1),
    "final_length": lambda run: ObservedValue(float(_length(run).iloc[-1])),
}


def _impedance(name: str, run: RunResult, frequency: float) -> float:
    """Of the state at the end of a run."""
    if name == "high_frequency_resistance":
        return _spectrum(run.folder.root, 1.0).circuit.high_frequency
    if name == "charge_transfer_resistance":
        return _spectrum(run.folder.root, 1.0).circuit.charge_transfer
    value = complex(_spectrum(run.folder.root, frequency).impedance[0])
    found = value.real if name == "impedance_real" else -value.imag
    if not math.isfinite(found):
        raise NoValue("its impedance is not finite")
    return found


@lru_cache(maxsize=512)
def _spectrum(root: Path, frequency: float) -> ImpedanceSpectrum:
    from filasse.spectroscopy import spectrum_of_run

    return spectrum_of_run(root, np.array([frequency]), at_end=True)
