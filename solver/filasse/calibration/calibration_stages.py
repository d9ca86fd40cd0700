"""A calibration from the study to its report: every stage goes on where an earlier try stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from filasse.calibration.calibration_folder import CalibrationFolder
from filasse.calibration.calibration_report import EmulatorRow, write_calibration_report
from filasse.calibration.calibration_result import Calibration, conclude, save_calibration
from filasse.calibration.inference.sampling import sample_posterior
from filasse.calibration.models.data_model import Model
from filasse.calibration.models.design import design
from filasse.calibration.models.direct import DirectModel
from filasse.calibration.models.emulator import (
    Emulator,
    Outputs,
    Quality,
    TooFewValues,
    emulator_notes,
)
from filasse.calibration.study.checked_study import Study

type Watch = Callable[[str], None]


class Ready(NamedTuple):
    """A model that can be asked, and what is to be said about it.

    Attributes:
        model: the model.
        qualities: of its emulators.
        notes: what a reader must know.
    """

    model: Model
    qualities: list[Quality]
    notes: tuple[str, ...]


def estimated(study: Study, watch: Watch) -> Ready:
    """The model of closed forms, or an emulator of it."""
    direct = DirectModel(study)
    if not study.uses_emulator:
        if direct.is_slow:
            watch(
                "slowly: defaults follow from a parameter; `emulator: gaussian_process` is faster"
            )
        return Ready(direct, [], ())
    watch(f"{study.content.runs} points of the design")
    points = design(study)
    return emulated(study, points, Outputs.known(direct.predict(points).mean), watch)


def emulated(
    study: Study, points: np.ndarray, outputs: Outputs, watch: Watch, notes: Sequence[str] = ()
) -> Ready:
    """An emulator of what a model gave at the points of a design.

    Raises:
        UsageError: too few points gave something; tells why, as the notes do.
    """
    watch("emulators")
    try:
        emulator = Emulator(study, points, outputs)
    except TooFewValues as error:
        raise error.because(notes) from error
    qualities = emulator.qualities
    return Ready(emulator, qualities, (*notes, *emulator_notes(study, qualities)))


def infer(
    study: Study, ready: Ready, folder: CalibrationFolder, watch: Watch = lambda text: None
) -> Calibration:
    """Find the posterior of a study, and write everything about it.

    Args:
        study: the study.
        ready: the model.
        folder: where the results go, claimed and locked.
        watch: told what is going on.
    """
    sampled = sample_posterior(study, ready.model, folder.chain, watch)
    watch("predictions")
    result = conclude(study, ready.model, sampled, ready.notes)
    save_calibration(result, folder)
    watch("report")
    write_calibration_report(result, folder, list(_rows(study, ready.qualities)))
    return result


def _rows(study: Study, qualities: list[Quality]) -> Iterator[EmulatorRow]:
    for item in qualities:
        state = ", ".join(f"{c.value}" for c in study.states[item.state].changes) or "all"
        ratio = "inferred" if np.isnan(item.ratio) else f"{item.ratio:.2g}"
        explained = f"{100 * item.explained:.1f} %"
        look, word = ("good", "good enough") if item.is_good else ("bad", "not good enough")
        yield EmulatorRow(item.data, state, str(item.points), ratio, explained, look, word)
