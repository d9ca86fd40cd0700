"""The page of an ensemble."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from filasse.calibration.ensembles.ensemble_result import (
    MA_CM2,
    MISSES,
    Ensemble,
    HypothesisOutcome,
)
from filasse.calibration.study.table_text import whole_text
from filasse.output.writers.event_log import now
from filasse.report.page import filled_page, picture_of

STRONG = 5.0
"""Difference of log-likelihoods from which data speak for a hypothesis."""

CAPTION = (
    "Left: critical currents of the samples, and measured cells on the axis (arrows are bounds). "
    "Next to it the shares that fail, on axes on which a "
    "Weibull law is a straight line: points are samples, lines the fit, black circles measured "
    "cells. Right, if there are several areas: medians as drawn (points) and by the law (dashed)."
)


def page(ensemble: Ensemble, figure: Path) -> str:
    """The text of the page.

    Args:
        ensemble: the result.
        figure: its picture.
    """
    loaded = ensemble.loaded
    return filled_page(
        "ensemble.html",
        title=ensemble.title,
        told=(loaded.path.name, now()),
        head=list(ensemble.table.columns),
        rows=[(name, [_number(v) for v in row]) for name, row in _rows(ensemble)],
        measured=_measured(ensemble),
        notes=list(_notes(ensemble)),
        picture=picture_of(figure, CAPTION),
        assumed=list(_assumed(ensemble)),
        inputs={path.name: whole_text(path) for path in _texts(ensemble)},
    )


def _rows(ensemble: Ensemble) -> Iterator[tuple[str, list[float]]]:
    for name, row in ensemble.table.iterrows():
        yield str(name), row.tolist()


def _number(value: float) -> str:
    return "none" if np.isinf(value) else f"{value:.4g}"


def _measured(ensemble: Ensemble) -> str:
    if not len(ensemble.low):
        return ""
    bounds = int((ensemble.low != ensemble.high).sum())
    cells = f"{len(ensemble.low)} measured cells, of which {bounds} are bounds"
    law = ensemble.measured
    if law is None:
        return f"{cells}: too few for a modulus of their own."
    scale = f"{law.scale * MA_CM2:.4g} mA/cm²"
    return f"{cells}: Weibull modulus {law.modulus:.3g} ± {law.error:.2g}, i_s = {scale}."


def _notes(ensemble: Ensemble) -> Iterator[str]:
    """What a reader must know before believing it."""
    for item in ensemble.outcomes:
        yield from _misses(item)
    yield from _best(ensemble)
    yield from ensemble.doubts
    yield from ensemble.caveats


def _misses(item: HypothesisOutcome) -> Iterator[str]:
    """Where medians at other areas are not those of the fit."""
    for area in item.currents:
        drawn, law = item.median(area), item.weibull.median(area)
        if not np.isfinite(drawn) or abs(drawn / law - 1) <= MISSES or area == item.weibull.area:
            continue
        yield (
            f"{item.name}: at {1e4 * area:g} cm² the samples have a median of "
            f"{drawn * MA_CM2:.3g} mA/cm², the Weibull law of {1e4 * item.weibull.area:g} cm² has "
            f"{law * MA_CM2:.3g}: the modulus must not be carried over to that area."
        )


def _best(ensemble: Ensemble) -> Iterator[str]:
    """Which hypothesis the measured cells speak for, if for any."""
    known = [(i.log_likelihood, i.name) for i in ensemble.outcomes if i.log_likelihood is not None]
    if len(known) < 2:
        return
    (best, name), (second, other) = sorted(known, reverse=True)[:2]
    gap = best - second
    if gap >= STRONG:
        yield f"The measured cells speak for {name}, by {gap:.3g} in ln likelihood over {other}."
    else:
        yield (
            f"The measured cells do not tell {name} from {other}: they differ by {gap:.2g} in ln "
            f"likelihood, where {STRONG:g} would be strong."
        )


def _assumed(ensemble: Ensemble) -> Iterator[str]:
    content = ensemble.loaded.content
    yield from ensemble.told
    yield (
        f"{content.samples} samples of {1e4 * content.area:g} cm², seed {content.seed}. A sample "
        "has a Poisson number of flaws, independent of each other; its longest decides, and is "
        "where the current is that of a slab with this flaw alone."
    )
    yield (
        "The critical current of a flaw is the closed form of `filasse validate`, without runs: a "
        "straight edge crack in plane strain, steady plating, Griffith's criterion."
    )
    yield (
        "± of a modulus is what the number of samples alone leaves open; it does not hold the "
        "error of the model, nor that of the sizes."
    )
    if len(ensemble.low):
        yield (
            "ln likelihood is the sum of the logarithms of the probability densities of the "
            "measured currents [m²/A], and of the probabilities of bounds and ranges, by the "
            "Weibull law that is fitted to the samples of a hypothesis."
        )


def _texts(ensemble: Ensemble) -> Iterator[Path]:
    loaded = ensemble.loaded
    flaws, measured = loaded.content.flaws, loaded.content.measured
    yield loaded.path
    for name in (loaded.content.base, flaws.file, measured.file if measured else ""):
        if name:
            yield loaded.path.parent / name
