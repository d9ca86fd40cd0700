"""The longest flaw of every sample, drawn from the sizes of all flaws."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from filasse.calibration.ensembles.document import LoadedEnsemble
from filasse.calibration.study.tables import Column, read_table
from filasse.config.reading.translate import did_you_mean
from filasse.units import UnitError, convert

type FloatArray = npt.NDArray[np.float64]
type Longer = Callable[[FloatArray], FloatArray]
"""Length [m] that a share of all flaws exceeds, from that share."""


def sizes(loaded: LoadedEnsemble) -> Longer:
    """The distribution of flaw lengths.

    Raises:
        ConfigError: the table cannot be used.
    """
    from scipy import stats

    flaws = loaded.content.flaws
    if flaws.distribution == "table":
        return _table(loaded)
    assert flaws.scale is not None and flaws.shape is not None
    law = {
        "pareto": stats.pareto(flaws.shape, scale=flaws.scale),
        "lognormal": stats.lognorm(flaws.shape, scale=flaws.scale),
        "weibull": stats.weibull_min(flaws.shape, scale=flaws.scale),
    }[flaws.distribution]
    return lambda share: np.asarray(law.isf(share), dtype=np.float64)


def _table(loaded: LoadedEnsemble) -> Longer:
    flaws = loaded.content.flaws
    table = read_table(loaded.path.parent / flaws.file)

    def numbers(name: str, key: str, unit: str) -> FloatArray:
        if name not in table.columns:
            known = did_you_mean(name, table.columns)
            raise loaded.refuse(("flaws", key), f"names no column of {flaws.file}; {known}")
        try:
            return plain_numbers(table.columns[name], unit)
        except UnitError as error:
            message = f"names the column {name!r} of {flaws.file}, which {error}"
            raise loaded.refuse(("flaws", key), message) from None

    lengths = numbers(flaws.column, "column", "m")
    weights = numbers(flaws.weight, "weight", "") if flaws.weight else np.ones_like(lengths)
    order = np.argsort(-lengths)
    exceeded = np.cumsum(weights[order]) / weights.sum()

    def longer(share: FloatArray) -> FloatArray:
        place = np.minimum(np.searchsorted(exceeded, share), len(lengths) - 1)
        return np.asarray(lengths[order][place], dtype=np.float64)

    return longer


def plain_numbers(column: Column, unit: str) -> FloatArray:
    """Positive numbers of a column in a unit; empty cells are left out.

    Raises:
        UnitError: a cell is a bound or not positive, or the unit is of another kind.
    """
    cells = [cell for cell in column.cells if cell is not None]
    if not cells or any(not cell.is_exact or cell.low <= 0 for cell in cells):
        raise UnitError("has cells that are no positive numbers; delete them")
    if unit and not column.unit:
        raise UnitError(f"has no unit; write it into the header, such as [{unit}]")
    factor = convert(1.0, column.unit, unit) if unit else 1.0
    return np.array([cell.low for cell in cells]) * factor


def longest_flaws(loaded: LoadedEnsemble, longer: Longer, area: float) -> FloatArray:
    """Length of the longest flaw of every sample [m]; 0 in one without flaws.

    A sample has a Poisson number n of flaws; of n flaws the longest is exceeded by a share
    1 - U^(1/n) of all, U even between 0 and 1.

    Args:
        loaded: the ensemble.
        longer: distribution of the lengths.
        area: of a sample [m^2].
    """
    content = loaded.content
    rng = np.random.default_rng(content.seed)
    levels = rng.random(content.samples)
    counts = rng.poisson(min(content.flaws.density * area, 1e12), content.samples)
    found = np.zeros(content.samples)
    some = counts > 0
    found[some] = longer(-np.expm1(np.log(levels[some]) / counts[some]))
    if not math.isfinite(found.max()):
        raise loaded.refuse(("flaws",), "gives infinite lengths; choose a larger shape")
    return found
