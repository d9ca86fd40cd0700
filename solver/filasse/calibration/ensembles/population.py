"""The longest flaw of every sample, drawn from the sizes of all flaws."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.calibration.ensembles.ensemble_document import FlawSizes, LoadedEnsemble
from filasse.calibration.ensembles.flaw_images import flaws_in
from filasse.calibration.study.measurement_tables import (
    MeasurementTable,
    TableCell,
    TableColumn,
    read_table,
)
from filasse.config.reading.config_problems import raise_problems
from filasse.units import UnitError

type FloatArray = npt.NDArray[np.float64]
type Longer = Callable[[FloatArray], FloatArray]
"""Length [m] that a share of all flaws exceeds, from that share."""

TAIL = 0.25
"""Share of the longest flaws, at least, that a power law is fitted to."""


class Population(NamedTuple):
    """All flaws of an electrode.

    Attributes:
        longer: the distribution of their lengths.
        density: flaws per area [1/m^2].
        told: where that is from, in sentences.
    """

    longer: Longer
    density: float
    told: tuple[str, ...] = ()


def population(loaded: LoadedEnsemble) -> Population:
    """The flaws of an ensemble's electrodes.

    Raises:
        ConfigError: the table or the picture cannot be used.
        UsageError: the package that measures pictures is missing.
    """
    flaws = loaded.content.flaws
    density, told = flaws.density or 0.0, tuple[str, ...]()
    if flaws.distribution != "table":
        return Population(_law(flaws), density)
    if flaws.image is not None:
        seen = flaws_in(loaded, flaws.image)
        lengths, weights = seen.lengths, seen.weights
        density, told = flaws.density or seen.density, (seen.told,)
    else:
        lengths, weights, told = _table(loaded)
    longer, fitted = _fitted(lengths, weights, flaws.fit)
    return Population(longer, density, (*told, *fitted))


def _law(flaws: FlawSizes) -> Longer:
    from scipy import stats

    assert flaws.scale is not None and flaws.shape is not None
    law = {
        "pareto": stats.pareto(flaws.shape, scale=flaws.scale),
        "lognormal": stats.lognorm(flaws.shape, scale=flaws.scale),
        "weibull": stats.weibull_min(flaws.shape, scale=flaws.scale),
    }[flaws.distribution]
    return lambda share: np.asarray(law.isf(share), dtype=np.float64)


def _fitted(
    lengths: FloatArray, weights: FloatArray, law: str | None
) -> tuple[Longer, tuple[str, ...]]:
    """The distribution of weighted lengths, or a law in its place, with its numbers in words."""
    measured = _as_measured(lengths, weights)
    if law is None:
        return measured, ()
    shares = weights / weights.sum()
    if law == "lognormal":
        logs = np.log(lengths)
        mean = float(shares @ logs)
        deviation = max(math.sqrt(float(shares @ (logs - mean) ** 2)), 1e-6)
        told = f"fitted: lognormal, median {1e6 * math.exp(mean):.3g} um, shape {deviation:.3g}"
        return _lognormal(mean, deviation), (told,)
    tail = _tail(lengths, shares)
    if tail is None:
        return measured, ("nothing fitted: all flaws are equally long",)
    start, share, exponent = tail
    told = f"fitted: power law of the longest {100 * share:.0f} %, exponent {exponent:.3g}"
    return _pareto(measured, start, share, exponent), (told,)


def _tail(lengths: FloatArray, shares: FloatArray) -> tuple[float, float, float] | None:
    """Where a power law begins [m], the share that it holds, and its exponent.

    A row of a table of counts stands for all flaws nearer to it than to others, so that its
    likelihood is that of the interval between the geometric means with its neighbours; where all
    lengths are different, that goes over into the maximum of Hill's likelihood.
    """
    from scipy.optimize import minimize_scalar

    known, rows = np.unique(lengths, return_inverse=True)
    if len(known) < 2:
        return None
    held = np.bincount(rows, weights=shares)
    first = int(np.flatnonzero(held[::-1].cumsum()[::-1] >= TAIL)[-1])
    first = min(first, len(known) - 2)
    between = np.sqrt(known[1:] * known[:-1])
    ends = np.concatenate([[known[0] ** 2 / between[0]], between, [np.inf]])
    start, held = float(ends[first]), held[first:]
    above = np.log(ends[first:-1] / start)

    def unlikely(log_exponent: float) -> float:
        exceeded = np.append(np.exp(-math.exp(log_exponent) * above), 0.0)
        return -float(held @ np.log(np.maximum(-np.diff(exceeded), 1e-300)))

    found = minimize_scalar(unlikely, bounds=(-3.0, 4.0), method="bounded")
    return start, float(held.sum()), math.exp(float(found.x))


def _as_measured(lengths: FloatArray, weights: FloatArray) -> Longer:
    order = np.argsort(-lengths)
    exceeded = np.cumsum(weights[order]) / weights.sum()

    def longer(share: FloatArray) -> FloatArray:
        place = np.minimum(np.searchsorted(exceeded, share), len(lengths) - 1)
        return np.asarray(lengths[order][place], dtype=np.float64)

    return longer


def _lognormal(mean: float, deviation: float) -> Longer:
    from scipy.stats import lognorm

    law = lognorm(deviation, scale=math.exp(mean))
    return lambda share: np.asarray(law.isf(share), dtype=np.float64)


def _pareto(measured: Longer, start: float, share: float, exponent: float) -> Longer:
    def longer(wanted: FloatArray) -> FloatArray:
        far = start * (np.maximum(wanted, 1e-300) / share) ** (-1 / exponent)
        return np.where(wanted < share, far, measured(wanted))

    return longer


def _table(loaded: LoadedEnsemble) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Lengths [m] and weights of a table, and which of its rows were left out."""
    flaws = loaded.content.flaws
    table = read_table(loaded.path.parent / flaws.file)

    lengths = column_of(loaded, table, "flaws", "column", flaws.column)
    weights = None
    if flaws.weight:
        weights = column_of(loaded, table, "flaws", "weight", flaws.weight)
    filled = [
        row
        for row, cell in enumerate(lengths.cells)
        if cell is not None and (weights is None or weights.cells[row] is not None)
    ]

    def numbers(key: str, taken: TableColumn, unit: str) -> FloatArray:
        try:
            return plain_numbers(taken._replace(cells=_rows(taken, filled)), unit)
        except UnitError as error:
            message = f"names the column {taken.header!r} of {flaws.file}, which {error}"
            raise loaded.reject(("flaws", key), message) from None

    found = numbers("column", lengths, "m")
    shares = np.ones_like(found)
    if weights is not None:
        shares = numbers("weight", weights, "")
    told = _left_out(flaws.file, len(lengths.cells) - len(filled), found)
    return found, shares, (*told, *(f"{flaws.file}: {note}" for note in table.notes))


def column_of(
    loaded: LoadedEnsemble, table: MeasurementTable, section: str, key: str, name: str
) -> TableColumn:
    """A column of a table by what names it, which may be a default.

    Raises:
        ConfigError: the table has no such column, and which it has; or every cell of the column
            that cannot be read.
    """
    if name in table.columns:
        raise_problems(table.columns[name].problems, str(table.path))
        return table.columns[name]
    given = key in getattr(loaded.content, section).model_fields_set
    which = f"`{key}: {name}`" if given else f"`{key}: {name}`, which is the default,"
    numeric = [n for n, c in table.columns.items() if any(c.cells) and not c.problems]
    with_unit = [n for n in numeric if table.columns[n].unit] if key == "column" else []
    remedy = f"give `{key}: {(with_unit or numeric)[0]}`, for instance" if numeric else ""
    message = (
        f"{which} names no column of {table.path.name}, whose columns are "
        f"{', '.join(table.columns)}; {remedy or 'none of them holds numbers alone'}"
    )
    raise loaded.reject((section, key) if given else (section,), message)


def _rows(column: TableColumn, rows: list[int]) -> tuple[TableCell | None, ...]:
    return tuple(column.cells[row] for row in rows)


def _left_out(file: str, empty: int, lengths: FloatArray) -> Iterator[str]:
    """What was read of a table, in words."""
    span = f"{1e6 * lengths.min():.3g} to {1e6 * lengths.max():.3g} um"
    told = f"{file}: {len(lengths)} rows with lengths of {span}"
    yield f"{told}; left out for empty cells: {empty}" if empty else told


def plain_numbers(column: TableColumn, unit: str) -> FloatArray:
    """Positive numbers of a column in a unit; empty cells are left out.

    Raises:
        UnitError: a cell is a bound or not positive, or the unit is of another kind.
    """
    cells = [cell for cell in column.cells if cell is not None]
    if not cells:
        raise UnitError("has no numbers; fill it in")
    for cell in cells:
        if not cell.is_exact or cell.low <= 0:
            raise UnitError(f"has a cell that is no positive number ({cell.where}); correct it")
    if unit and not column.unit:
        shown = "um" if unit == "m" else unit
        raise UnitError(f"has no unit; write it into the header, such as [{shown}]")
    factor = column.factor(unit) if unit else 1.0
    return np.array([cell.low for cell in cells]) * factor


def longest_flaws(loaded: LoadedEnsemble, flaws: Population, area: float) -> FloatArray:
    """Length of the longest flaw of every sample [m]; 0 in one without flaws.

    A sample has a Poisson number n of flaws; of n flaws the longest is exceeded by a share
    1 - U^(1/n) of all, U even between 0 and 1.

    Args:
        loaded: the ensemble.
        flaws: of the electrodes.
        area: of a sample [m^2].
    """
    content = loaded.content
    rng = np.random.default_rng(content.seed)
    levels = rng.random(content.samples)
    counts = rng.poisson(min(flaws.density * area, 1e12), content.samples)
    found = np.zeros(content.samples)
    some = counts > 0
    found[some] = flaws.longer(-np.expm1(np.log(levels[some]) / counts[some]))
    if not math.isfinite(found.max()):
        raise loaded.reject(("flaws",), "gives infinite lengths; choose a larger shape")
    return found
