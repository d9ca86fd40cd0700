"""The result of a calibration: all numbers, as files and for reading."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from filasse.calibration.calibration_folder import CalibrationFolder
from filasse.calibration.inference.diagnosis import (
    Found,
    Pair,
    Sensitivity,
    alike,
    correlations,
    found,
    sensitivities,
    shown_values,
    unit_of,
)
from filasse.calibration.inference.predictive import Predictive, Score, predictive
from filasse.calibration.inference.sampling import Sampled
from filasse.calibration.models.data_model import Model
from filasse.calibration.study.checked_study import Study
from filasse.calibration.study.datasets import Dataset
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.folder.provenance import versions

NO_EFFECT = 1e-3
"""Total Sobol index below which nothing depends on a parameter."""


@dataclass(frozen=True)
class Calibration:
    """What came of a study.

    Attributes:
        study: the study.
        sampled: points of the posterior.
        found: intervals of all that was sampled.
        alike: pairs that the data cannot tell apart.
        sensitivities: of the data, over the prior.
        predictive: predictions of all rows.
        score: how well it predicts.
        notes: what a reader must know before believing it, the gravest first.
    """

    study: Study
    sampled: Sampled
    found: tuple[Found, ...]
    alike: tuple[Pair, ...]
    sensitivities: tuple[Sensitivity, ...]
    predictive: Predictive
    score: Score
    notes: tuple[str, ...]


def conclude(
    study: Study, model: Model, sampled: Sampled, notes: tuple[str, ...] = ()
) -> Calibration:
    """Draw all conclusions from the posterior.

    Args:
        study: the study.
        model: predicts its data.
        sampled: points of the posterior.
        notes: of the stages before.
    """
    prediction, score = predictive(study, model, sampled)
    known, pairs = found(study, sampled), alike(study, sampled)
    shares = sensitivities(study, model)
    own = tuple(_notes(study, sampled, known, pairs, prediction))
    own = (*_without_effect(study, shares), *own)
    parts = known, pairs, shares, prediction, score
    return Calibration(study, sampled, *parts, (*notes, *own))


def _without_effect(study: Study, shares: tuple[Sensitivity, ...]) -> Iterator[str]:
    """Parameters on which no data depend: no measurement of this kind tells them."""
    told = [item.total for item in shares if item.total]
    if len(told) < len(shares):
        return  # of some data the indices are not known
    for index, item in enumerate(study.parameters):
        if all(total[index] < NO_EFFECT for total in told):
            yield (
                f"{item.name} is not identifiable: no data here depend on it. Its interval is that "
                "of its prior; leave it out, or add data that depend on it."
            )


def _notes(
    study: Study,
    sampled: Sampled,
    known: tuple[Found, ...],
    pairs: tuple[Pair, ...],
    prediction: Predictive,
) -> Iterator[str]:
    if not sampled.is_converged:
        yield (
            f"The chain has not converged: {sampled.steps} steps are "
            f"{sampled.steps / sampled.autocorrelation:.0f} autocorrelation times, 50 are wanted. "
            "Raise sampler.steps and run the same command again: it goes on."
        )
    for row in np.flatnonzero(prediction.surprises).tolist():
        yield (
            f"{row_name(study, row)} is not explained: the chance of such a value is "
            f"{chance_text(float(prediction.chance[row]))}. The model lacks something, or "
            "the error is larger than was said."
        )
    for item in known:
        if item.word.startswith(("not learnt", "at the edge")):
            yield f"{item.name} is {item.word}."
    for data in study.datasets:
        if data.empty:
            rows = "1 row has" if data.empty == 1 else f"{data.empty} rows have"
            yield f"{data.name}: {rows} no measured value, and {len(data.low)} have one."
    for pair in pairs:
        sense = "together" if pair.correlation > 0 else "against each other"
        yield (
            f"{pair.first} and {pair.second} cannot be told apart: they move {sense} (rank "
            f"correlation {pair.correlation:.2f}); only their combination is known."
        )


def chance_text(chance: float) -> str:
    """A probability in per cent; below 0.01 % no tail of a normal distribution is to be trusted."""
    if chance < 1e-4:
        return "below 0.01 %"
    return f"{100 * chance:.2g} %" if chance < 0.995 else "100 %"


def row_name(study: Study, row: int) -> str:
    """A row of the data in words."""
    for data, part in zip(study.datasets, study.slices, strict=True):
        if part.start <= row < part.stop:
            place = row - part.start
            label = data.labels[place] or axis_label(data.axis[place], data.observable.axis)
            return f"{data.name}, {label}" if label else f"{data.name}, row {place + 1}"
    raise IndexError(row)


def axis_label(value: float, axis: tuple[str, str] | None) -> str:
    """A time or a frequency in words."""
    return "" if axis is None or math.isnan(value) else f"{axis[0]} {value:.4g} {axis[1]}"


def save_calibration(result: Calibration, folder: CalibrationFolder) -> None:
    """Write tables and numbers."""
    points = posterior_table(result).to_csv(index=False, float_format="%.8g")
    write_atomically(folder.posterior, points)
    write_atomically(
        folder.predictions, predictions(result).to_csv(index=False, float_format="%.8g")
    )
    write_atomically(folder.result, json.dumps(_plain(as_json(result)), indent=1) + "\n")


def posterior_table(result: Calibration) -> pd.DataFrame:
    """Points of the posterior, one row each, in the units that people use."""
    study = result.study
    names = [
        f"{name} [{unit}]" if (unit := unit_of(study, i)) else name
        for i, name in enumerate(study.names)
    ]
    return pd.DataFrame(shown_values(study, result.sampled.quantiles), columns=names)


def predictions(result: Calibration) -> pd.DataFrame:
    """Data and predictions, one row each, in the units that people use."""
    parts = zip(result.study.datasets, result.study.slices, strict=True)
    return pd.concat([_predictions(data, rows, result.predictive) for data, rows in parts])


def _predictions(data: Dataset, rows: slice, made: Predictive) -> pd.DataFrame:
    bands = {"model": made.model, "measured": made.measured}
    values = {
        f"{name}_{level}": data.in_shown(band[k, rows])
        for name, band in bands.items()
        for k, level in enumerate((5, 50, 95))
    }
    return pd.DataFrame(
        {
            "data": data.name,
            "observable": data.kind,
            "unit": data.observable.shown,
            "condition": data.labels,
            "axis": data.axis,
            "low": data.in_shown(data.low),
            "high": data.in_shown(data.high),
            **values,
            "chance": made.chance[rows],
            "held_out": data.held_out,
        }
    )


def as_json(result: Calibration) -> dict[str, Any]:
    """All numbers as plain data."""
    sampled = result.sampled
    return {
        "title": result.study.title,
        "versions": versions(),
        "parameters": [item._asdict() for item in result.found],
        "alike": [item._asdict() for item in result.alike],
        "rank_correlations": correlations(sampled).tolist(),
        "sensitivities": [item._asdict() for item in result.sensitivities],
        "score": result.score._asdict(),
        "sampler": {
            "steps": sampled.steps,
            "autocorrelation": sampled.autocorrelation,
            "acceptance": sampled.acceptance,
            "independent": sampled.independent,
            "converged": bool(sampled.is_converged),
        },
        "notes": list(result.notes),
    }


def _plain(value: Any) -> Any:
    """Plain data without NaN and infinity, which JSON has not."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
