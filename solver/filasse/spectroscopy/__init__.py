"""Electrochemical impedance spectroscopy of a state that a run has come to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.spectroscopy.checkpointed import Saved, condensed_again, saved
from filasse.spectroscopy.circuit import circuit_of
from filasse.spectroscopy.linearised import Linearised
from filasse.spectroscopy.spectrum import Condition, ImpedanceSpectrum
from filasse.timeloop.frozen_geometry import FrozenGeometry

__all__ = ["ImpedanceSpectrum", "spectrum_of_run"]

type FloatArray = npt.NDArray[np.float64]


def spectrum_of_run(
    folder: Path | str,
    frequencies: FloatArray,
    *,
    checkpoint: int | None = None,
    at_start: bool = False,
    at_end: bool = False,
    overrides: Sequence[str] = (),
    laws: Laws = CONFIGURED,
) -> ImpedanceSpectrum:
    """The impedance of a state of a run; a collective call, in which every rank does all of it.

    Args:
        folder: run folder.
        frequencies: [Hz], shape (k,).
        checkpoint: time step of the checkpoint; the newest by default.
        at_start: the start of the run in place of a checkpoint.
        at_end: the state in which the run has ended in place of a checkpoint.
        overrides: changes of double layers; see `checkpointed.saved`.
        laws: of the user's own: those of the run.

    Raises:
        FilasseError: the folder, the checkpoint, the mesh or a solve is at fault.
    """
    where: dict[str, Any] = {"checkpoint": checkpoint, "at_start": at_start, "at_end": at_end}
    known = saved(folder, **where, overrides=overrides, laws=laws)
    with condensed_again(known) as (geometry, state):
        return _spectrum(known, geometry, state, frequencies)


def _spectrum(
    known: Saved, geometry: FrozenGeometry, state: State, frequencies: FloatArray
) -> ImpedanceSpectrum:
    system = geometry.system_at(state)
    linearised = Linearised(system, state.film)
    values = [linearised.whole.impedance(2 * np.pi * f) for f in frequencies.tolist()]
    return ImpedanceSpectrum(
        frequency=frequencies,
        impedance=np.array(values),
        circuit=circuit_of(linearised),
        condition=_condition(system, state),
        title=known.config.title,
        notes=tuple(_notes(known, geometry, linearised)),
    )


def _condition(system: CoupledSystem, state: State) -> Condition:
    electric = system.electric
    areas = electric.areas[electric.counter]
    return Condition(
        time=state.time,
        growth_step=state.totals.growth_steps,
        current_density=-float(areas @ state.film.current[electric.counter] / areas.sum()),
        voltage=system.voltage(state.film),
        temperature=system.model.anode.temperature,
    )


def _notes(known: Saved, geometry: FrozenGeometry, linearised: Linearised) -> list[str]:
    notes = []
    if known.result.state == "running":
        notes.append("the run goes on; this is the state that it saved last")
    if geometry.is_short_circuited:
        notes.append("a filament counts as a short circuit here: its metallic contact is left out")
    if not linearised.is_steady:
        notes.append(
            "some of the films are filled in part, so no direct current leaves them as they are: "
            "there is no resistance of the films, and low frequencies are those of a moment"
        )
    if known.config.anode.about.stands_still:
        notes.append(known.config.anode.about.stands_still)
    return notes
