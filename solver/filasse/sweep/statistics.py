"""What a sweep says as a whole: the scatter of times to short, and critical currents."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from filasse.records.field_snapshot import FloatArray
from filasse.sweep.ccd import GROWS, KEY, STAYS
from filasse.sweep.sweep_columns import varied_columns


class WeibullPlot(NamedTuple):
    """Times to short on Weibull paper.

    Attributes:
        times: sorted [s], shape (n,).
        share: of the runs that have shorted by then, as median ranks [-], shape (n,).
        modulus: slope of the line through them; None if all times are the same.
        scale: time by which 63 % have shorted [s]; None without a modulus.
    """

    times: FloatArray
    share: FloatArray
    modulus: float | None
    scale: float | None

    def fitted(self, times: FloatArray) -> FloatArray:
        """Hazard ln(-ln(1 - F)) of the fitted line at some times."""
        if self.modulus is None or self.scale is None:
            return np.full_like(times, np.nan)
        return np.asarray(self.modulus * np.log(times / self.scale))


class Critical(NamedTuple):
    """Bracket of a critical current, in the unit of the table.

    Attributes:
        name: values of the other keys, "all runs" without any.
        value: the other key's value, if it is a single number.
        low: largest current without growth or short; NaN if all grow.
        high: smallest current with it; NaN if none grows.
    """

    name: str
    value: float
    low: float
    high: float


def weibull(table: pd.DataFrame) -> WeibullPlot | None:
    """Rank the times to short; runs that never short count as survivors.

    Median ranks by Benard's formula F_i = (i - 0.3) / (n + 0.4); a straight line is a Weibull
    distribution, its slope the modulus. None with fewer than three shorts, and for a sweep whose
    values are chosen rather than drawn: its times are no sample of anything.
    """
    if not _is_drawn(table):
        return None
    times = np.sort(table["time_to_short [s]"].dropna().to_numpy(dtype=np.float64))
    if len(times) < 3:
        return None
    share: FloatArray = (np.arange(1.0, len(times) + 1.0) - 0.3) / (len(table) + 0.4)
    if times[-1] <= times[0]:
        return WeibullPlot(times, share, None, None)
    slope, level = np.polyfit(np.log(times), hazard(share), 1)
    return WeibullPlot(times, share, float(slope), float(np.exp(-level / slope)))


def _is_drawn(table: pd.DataFrame) -> bool:
    """Tell seeds, or a Latin hypercube in which no value comes twice, from chosen values."""
    keys = varied_columns(table)
    seeds = any(key.endswith("seed") for key in keys)
    return seeds or (len(keys) > 1 and all(table[key].is_unique for key in keys))


def hazard(share: FloatArray) -> FloatArray:
    """Height of a share on Weibull paper, ln(-ln(1 - F))."""
    return np.asarray(np.log(-np.log1p(-share)))


def current_column(table: pd.DataFrame) -> str | None:
    """Return the column of the current density if it varies."""
    found = [key for key in varied_columns(table) if key.partition(" [")[0] == KEY]
    return found[0] if found else None


def critical_currents(table: pd.DataFrame) -> list[Critical]:
    """Bracket the critical current for every combination of the other changed values.

    Returns:
        One bracket per combination; those with one end only have NaN for the other, those whose
        runs contradict each other are left out. Empty unless the current varies.
    """
    current = current_column(table)
    if current is None:
        return []
    others = [key for key in varied_columns(table) if key != current]
    groups = table.groupby(others, dropna=False) if others else [(("all runs",), table)]
    found = [_bracket(key, rows, current) for key, rows in groups]
    return [item for item in found if not item.low >= item.high]


def _bracket(key: tuple[object, ...], rows: pd.DataFrame, current: str) -> Critical:
    low = rows.loc[rows["reason"].isin(STAYS), current].max()
    high = rows.loc[rows["reason"].isin(GROWS), current].min()
    single = key[0] if len(key) == 1 else None
    value = float(single) if isinstance(single, int | float | np.number) else np.nan
    name = ", ".join(f"{part:.4g}" if isinstance(part, float) else str(part) for part in key)
    return Critical(name, value, float(low), float(high))
