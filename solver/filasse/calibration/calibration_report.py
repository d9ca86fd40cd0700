"""The page of a calibration."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from filasse.calibration.calibration_figures import CAPTIONS, draw_calibration
from filasse.calibration.calibration_folder import CalibrationFolder
from filasse.calibration.calibration_result import (
    Calibration,
    chance_text,
    predictions,
    row_name,
)
from filasse.calibration.inference.diagnosis import Found
from filasse.calibration.study.checked_study import Study
from filasse.calibration.study.study_document import ParameterEntry
from filasse.calibration.study.table_text import whole_text
from filasse.config.reading.load import check_document
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.writers.event_log import now
from filasse.report.answers import assumed
from filasse.report.page import filled_page, picture_of
from filasse.sweep.plan import with_changes
from filasse.units import format_quantity

_POWER_LAW = "contact_power_law"
"""Observable in which neither cracks nor materials take part."""


class EmulatorRow(NamedTuple):
    """How well an emulator does, in words."""

    data: str
    state: str
    points: str
    ratio: str
    explained: str
    look: str
    word: str


def write_calibration_report(
    result: Calibration, folder: CalibrationFolder, emulator: Sequence[EmulatorRow] = ()
) -> Path:
    """Draw the figures and write the page."""
    pictures = [
        picture_of(path, CAPTIONS[path.stem]) for path in draw_calibration(result, folder.figures)
    ]
    sampled, study = result.sampled, result.study
    page = filled_page(
        "calibration.html",
        title=study.title,
        told=(folder.root.resolve().name, now()),
        state="converged" if sampled.is_converged else "not converged",
        found=[_found(item) for item in result.found],
        notes=result.notes,
        rows=list(_rows(result)),
        remarks={data.name: "\n".join(data.remarks) for data in study.datasets if data.remarks},
        pictures=pictures,
        emulator=list(emulator),
        assumed=list(_assumed(study)),
        sampling=_sampling(result),
        inputs=_inputs(result),
    )
    write_atomically(folder.report, page)
    return folder.report


def _assumed(study: Study) -> Iterator[str]:
    """What the posterior stands on besides data and priors."""
    if study.content.model == "run":
        yield "Predictions are runs of the base configuration, with these values changed."
    else:
        yield (
            "Predictions are closed forms for the base configuration, steady and without a mesh; "
            "`model: run` puts simulations in their place."
        )
    laws = dict.fromkeys((data.kind, data.observable.meaning) for data in study.datasets)
    yield from (f"{kind.replace('_', ' ').capitalize()}: {text}" for kind, text in laws)
    if any(kind == _POWER_LAW for kind, _ in laws):
        reference = format_quantity(study.constants["contact.pressure"], "Pa", "MPa")
        yield f"contact.resistance is that at p_ref = contact.pressure = {reference}."
    if any(kind != _POWER_LAW for kind, _ in laws):
        config = check_document(with_changes(study.base, ()), str(study.base_path))
        yield from assumed(config, config.own_materials)
    yield from map(_prior, study.content.parameters)
    for entry in study.content.data:
        scale = " on a logarithmic scale" if entry.scale == "log" else ""
        yield f"Errors of {entry.name}: {entry.error}{scale}, normal, independent from row to row."


def _prior(entry: ParameterEntry) -> str:
    """The prior of a parameter in words."""
    limits = f"between {entry.low} and {entry.high}"
    forms = {
        "uniform": f"even {limits}",
        "loguniform": f"even in its logarithm {limits}",
        "normal": f"normal, mean {entry.mean}, standard deviation {entry.deviation}",
        "lognormal": f"normal in its logarithm, median {entry.median}, known within a factor of "
        f"{entry.factor}",
    }
    return f"Prior of {entry.name or entry.key}: {forms[entry.prior]}."


def _found(item: Found) -> dict[str, str]:
    return {
        "name": item.name,
        "unit": item.unit,
        "median": f"{item.median:.4g}",
        "interval": f"{item.low:.4g} to {item.high:.4g}",
        "prior": f"{item.prior_low:.4g} to {item.prior_high:.4g}",
        "width": f"{100 * item.width:.0f} %",
        "word": item.word,
        "look": "good" if item.word == "learnt" else "bad" if ":" in item.word else "",
    }


def _rows(result: Calibration) -> Iterator[dict[str, str]]:
    table = predictions(result)
    for place, row in enumerate(table.to_dict("records")):
        yield {
            "name": str(row["data"]),
            "at": row_name(result.study, place).partition(", ")[2],
            "measured": measured_text(row),
            "predicted": f"{row['measured_5']:.4g} to {row['measured_95']:.4g}",
            "chance": chance_text(float(row["chance"])),
            "look": "bad" if result.predictive.surprises[place] else "",
            "role": "held out" if row["held_out"] else "",
        }


def measured_text(row: Any) -> str:
    """Value, bound or range of a row of the predictions, with its unit."""
    low, high = float(row["low"]), float(row["high"])
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    if low == high:
        return f"{low:.4g}{unit}"
    if math.isinf(high):
        return f"above {low:.4g}{unit}"
    return (
        f"below {high:.4g}{unit}"
        if low <= 0 or math.isinf(low)
        else f"{low:.4g} to {high:.4g}{unit}"
    )


def _sampling(result: Calibration) -> str:
    sampled, score = result.sampled, result.score
    text = (
        f"Sampled by an affine-invariant ensemble (emcee): {sampled.steps} steps of all walkers, "
        f"autocorrelation time {sampled.autocorrelation:.0f} steps, about "
        f"{sampled.independent:.0f} independent points, {100 * sampled.acceptance:.0f} % of the "
        f"proposals accepted. Expected log density of new data (WAIC): {score.waic:.4g}"
    )
    unseen = "" if math.isnan(score.held_out) else f"; of the held-out data: {score.held_out:.4g}"
    return f"{text}{unseen}. Of two hypotheses on the same data the larger number predicts better."


def _inputs(result: Calibration) -> dict[str, str]:
    study = result.study
    files = [study.path, study.base_path]
    files += [study.path.parent / entry.file for entry in study.content.data]
    return {path.name: whole_text(path) for path in dict.fromkeys(files)}
