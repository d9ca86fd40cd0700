"""How long a calibration will take, roughly, before it starts."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from filasse.calibration.models.design import design
from filasse.calibration.models.direct import DirectModel
from filasse.calibration.study.checked_study import Study, state_document
from filasse.config.reading.load import check_document
from filasse.config.rules.findings import time_text
from filasse.estimates.cost import expected_cost

PATIENCE = 120.0
"""Time of sampling above which an emulator is advised [s]."""

_TRIED = 3
"""Points at which a closed form is timed; the first pays for what is kept."""


class Effort(NamedTuple):
    """What a calibration costs.

    Attributes:
        seconds: of one core, roughly; for closed forms that are sampled directly at most.
        lines: the same in words, with what would be cheaper.
    """

    seconds: float
    lines: tuple[str, ...]


def expected_effort(study: Study) -> Effort:
    """Estimate the time of a study: closed forms are tried at a few points, runs are not."""
    return _of_runs(study) if study.content.model == "run" else _of_estimates(study)


def _of_runs(study: Study) -> Effort:
    points, states = study.content.runs, len(study.states)
    middle = [float(p.prior.value(np.array(0.5))) for p in study.parameters]
    documents = [state_document(study, state, middle) for state in study.states]
    configs = [check_document(document, str(study.base_path)) for document in documents]
    seconds = points * sum(expected_cost(config).time for config in configs)
    line = (
        f"{points} points of the design x {states} states = {points * states} runs, roughly "
        f"{time_text(seconds, 2)} of one core (if all of them short); -j runs several at a time"
    )
    return Effort(seconds, (line,))


def _of_estimates(study: Study) -> Effort:
    direct, points = DirectModel(study), design(study)[:_TRIED]
    direct.predict(points[:1])
    begin = time.process_time()
    timed = points[1 - _TRIED :]  # all of a design that has no more
    direct.predict(timed)
    each = (time.process_time() - begin) / len(timed)
    if study.uses_emulator:
        seconds = study.content.runs * each
        line = f"closed forms at {study.content.runs} points of the design: {_about(seconds)}"
        return Effort(seconds, (f"{line}, then some seconds for the emulator and its posterior",))
    evaluations = study.content.sampler.steps * study.walkers
    seconds = evaluations * each
    lines = [
        f"closed forms, {1e3 * each:.2g} ms each, at no more than {evaluations} points of the "
        f"posterior: at most {_about(seconds)}"
    ]
    if seconds > PATIENCE:
        least = study.content.runs * each
        lines.append(
            f"`emulator: gaussian_process` asks for them at {study.content.runs} points (`runs`): "
            f"{_about(least)}, and tells its own error"
        )
    return Effort(seconds, tuple(lines))


def _about(seconds: float) -> str:
    return f"about {time_text(max(seconds, 1.0), 2)}"
