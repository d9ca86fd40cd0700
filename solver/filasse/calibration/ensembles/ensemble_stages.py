"""From the sizes of flaws to critical currents of samples, for every hypothesis."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.calibration.ensembles.ensemble_document import LoadedEnsemble
from filasse.calibration.ensembles.ensemble_result import Ensemble, HypothesisOutcome
from filasse.calibration.ensembles.population import column_of, longest_flaws, population
from filasse.calibration.ensembles.weibull import fit
from filasse.calibration.models.closed_forms import NoEstimate, estimate_of
from filasse.calibration.study.measurement_tables import TableCell, read_table
from filasse.config import Config
from filasse.config.reading.load import check_document, read_anchored
from filasse.config.reading.yaml_document import Document
from filasse.errors import ConfigError
from filasse.estimates.caveats import left_out
from filasse.sweep.axes import Change
from filasse.sweep.plan import with_changes
from filasse.units import UnitError

type FloatArray = npt.NDArray[np.float64]

KEY = "geometry.flaws.0.length"
LENGTHS = 16
"""Lengths at which the closed form is asked for; in between the logarithms are interpolated."""

LEAST = 10
"""Samples that fail, below which nothing is fitted."""


ALIKE = 1e-6
"""Relative spread of critical currents that is rounding."""


def draw_samples(loaded: LoadedEnsemble) -> Ensemble:
    """Draw samples, and find the critical current of each by the closed form.

    Raises:
        ConfigError: the base, a table or a hypothesis cannot be used.
    """
    content = loaded.content
    base_path = (loaded.path.parent / content.base).resolve()
    base = with_changes(read_anchored(base_path), _changes(content.set, f"{loaded.path}: set"))
    low, high = _measured(loaded)
    sizes = population(loaded)
    areas = (content.area, *content.other_areas)
    flaws = {area: longest_flaws(loaded, sizes, area) for area in areas}
    ideas: list[tuple[str, Mapping[str, Any]]] = [(h.name, h.set) for h in content.hypotheses]
    outcomes, caveats = [], dict[str, None]()
    for name, values in ideas or [("base", {})]:
        document = with_changes(base, _changes(values, f"{loaded.path}: hypothesis {name}"))
        _check_fits(loaded, document, str(base_path), max(float(f.max()) for f in flaws.values()))
        currents = _currents(document, str(base_path), flaws)
        outcomes.append(_outcome(loaded, name, currents, low, high))
        longest = max(float(found.max()) for found in flaws.values())
        caveats |= dict.fromkeys(left_out(_configured(document, str(base_path), longest)))
    fitted = fit(low, high, content.area) if (low == high).sum() > 2 else None
    parts = tuple(outcomes), low, high, fitted, tuple(caveats), sizes.told
    return Ensemble(loaded, *parts)


def _changes(values: Mapping[str, Any], where: str) -> list[Change]:
    return [Change(key, value, where) for key, value in values.items()]


def _currents(
    document: Document, name: str, flaws: Mapping[float, FloatArray]
) -> dict[float, FloatArray]:
    """Critical current of every sample of every area [A/m^2]."""
    every = np.concatenate(list(flaws.values()))
    if not every.any():  # no sample has a flaw
        return {area: np.full(len(found), np.inf) for area, found in flaws.items()}
    ends = every[every > 0].min(), every.max()
    lengths = np.geomspace(ends[0], ends[1], LENGTHS) if ends[0] < ends[1] else np.array(ends[:1])
    critical = np.array([_critical(document, name, length) for length in lengths.tolist()])
    known = np.isfinite(critical)
    if not known.any():
        return {area: np.full(len(found), np.inf) for area, found in flaws.items()}
    x, y = np.log(lengths[known]), np.log(critical[known])
    found = {}
    for area, longest in flaws.items():
        with np.errstate(divide="ignore"):
            logarithms = np.log(longest)
        # Below the shortest length that fails at all, nothing fails.
        fails = logarithms >= x[0] - 1e-9
        found[area] = np.where(fails, np.exp(np.interp(logarithms, x, y)), np.inf)
    return found


def _configured(document: Document, name: str, length: float) -> Config:
    """The cell with a flaw of a length [m]."""
    where = "a flaw of the ensemble"
    return check_document(
        with_changes(document, [Change(KEY, f"{1e6 * length:.9g} um", where)]), name
    )


def _check_fits(loaded: LoadedEnsemble, document: Document, name: str, longest: float) -> None:
    """Reject flaws that the cell has no room for.

    Raises:
        ConfigError: tells how to make room.
    """
    if longest == 0.0:
        return
    try:
        _configured(document, name, longest)
    except ConfigError as error:
        size = f"{math.ceil(1e4 * longest)} mm"
        remedy = ""
        if KEY in str(error):
            kept = ("width", "thickness", "depth")
            sides = (side for side in kept if document.data["geometry"].get(side) is not None)
            given = ", ".join(f"geometry.{side}: {size}" for side in sides)
            remedy = (
                f"\n  A slab ten times as large has room: `set: {{{given}}}` in {loaded.path}, "
                "with the flaw in its middle "
                "(geometry.flaws.0.position). Or is the area too large? A fitted law has no "
                "longest flaw."
            )
        text = f"the longest flaw of a sample, {1e6 * longest:.3g} um: {error}{remedy}"
        raise ConfigError(text) from None


def _critical(document: Document, name: str, length: float) -> float:
    """Critical current of the cell with a flaw of a length [A/m^2]."""
    config = _configured(document, name, length)
    try:
        current = estimate_of("critical_current", config, {})
    except NoEstimate as reason:
        raise ConfigError(f"{name}: the critical current {reason}") from None
    if current <= 0:
        raise ConfigError(
            f"{name}: the stack pressure alone cracks a flaw of {1e6 * length:.3g} um; lower "
            "mechanics.stack_pressure"
        )
    return current


def _outcome(
    loaded: LoadedEnsemble,
    name: str,
    currents: dict[float, FloatArray],
    low: FloatArray,
    high: FloatArray,
) -> HypothesisOutcome:
    area = loaded.content.area
    first = currents[area]
    fails = np.isfinite(first)
    if fails.sum() < LEAST:
        raise ConfigError(
            f"{loaded.path}: {name}: only {fails.sum()} of {len(first)} samples fail at any "
            "current; give more flaws (flaws.density), longer ones, or a larger area"
        )
    largest = float(first[fails].max())
    if float(first[fails].min()) > largest * (1 - ALIKE):
        raise ConfigError(
            f"{loaded.path}: {name}: all samples fail at the same current, "
            f"{largest / 10:.4g} mA/cm^2, so that they have no Weibull modulus; each has the "
            "longest flaw that was measured, say: `fit: pareto` (under flaws) draws longer ones "
            "from a law fitted to those measured; or give more lengths, or a smaller area"
        )
    weibull = fit(np.where(fails, first, largest), np.where(fails, first, np.inf), area)
    likelihood = weibull.log_likelihood(low, high) if len(low) else None
    return HypothesisOutcome(name, currents, weibull, likelihood)


def _measured(loaded: LoadedEnsemble) -> tuple[FloatArray, FloatArray]:
    """Bounds of the measured critical currents [A/m^2]."""
    entry = loaded.content.measured
    if entry is None:
        return np.empty(0), np.empty(0)
    table = read_table(loaded.path.parent / entry.file)
    column = column_of(loaded, table, "measured", "column", entry.column)
    try:
        factor = column.factor("A/m^2")
    except UnitError as error:
        message = f"names a column that {error}; write `{entry.column} [mA/cm^2]`"
        raise loaded.reject(("measured", "column"), message) from None
    cells: list[TableCell] = [cell for cell in column.cells if cell is not None]
    for cell in cells:
        if cell.high <= 0:
            raise ConfigError(f"{cell.where}: {entry.column} is not above 0; check the table")
    return np.array([c.low for c in cells]) * factor, np.array([c.high for c in cells]) * factor
