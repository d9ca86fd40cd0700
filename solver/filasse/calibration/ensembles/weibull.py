"""Weibull statistics of critical currents."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


class WeibullFit(NamedTuple):
    """P_f(i) = 1 - exp[-(A/A_0) (i/i_s)^M].

    Attributes:
        modulus: M; large for samples that are alike.
        scale: i_s [A/m^2], below which 63 % of samples of the area A_0 fail.
        area: A_0 [m^2].
        error: standard deviation of M by the number of samples.
    """

    modulus: float
    scale: float
    area: float
    error: float

    def failing(self, current: FloatArray, area: float) -> FloatArray:
        """Share of samples that fail up to a current, any shape.

        Args:
            current: [A/m^2].
            area: of a sample [m^2].
        """
        exponent = area / self.area * (current / self.scale) ** self.modulus
        return np.asarray(-np.expm1(-exponent), dtype=np.float64)

    def median(self, area: float) -> float:
        """Current that half of the samples of an area bear [A/m^2]."""
        return float(self.scale * (math.log(2) * self.area / area) ** (1 / self.modulus))

    def quantile(self, share: float) -> float:
        """Current up to which a share of the samples of the area A_0 fails [A/m^2]."""
        return float(self.scale * (-math.log1p(-share)) ** (1 / self.modulus))

    def log_likelihood(self, low: FloatArray, high: FloatArray) -> float:
        """Of measured values, bounds and ranges of samples of the area A_0.

        Args:
            low: lower bounds [A/m^2], shape (n,); 0 or -inf where there is none.
            high: upper bounds, equal to `low` where the value is known, shape (n,).
        """
        from scipy.stats import weibull_min

        law = weibull_min(self.modulus, scale=self.scale)
        exact = low == high
        known = law.logpdf(low[exact]).sum()
        with np.errstate(divide="ignore"):
            share = law.cdf(high[~exact]) - law.cdf(np.maximum(low[~exact], 0.0))
            above = np.isposinf(high[~exact])
            bounds = np.where(above, law.logsf(np.maximum(low[~exact], 0.0)), np.log(share)).sum()
        return float(known + bounds)


def fit(low: FloatArray, high: FloatArray, area: float) -> WeibullFit:
    """Maximum likelihood; bounds count as what they are.

    Args:
        low: lower bounds of the critical currents [A/m^2], shape (n,).
        high: upper bounds; infinite where a sample did not fail, shape (n,).
        area: of a sample [m^2].
    """
    from scipy.stats import CensoredData, weibull_min

    exact, above = low == high, np.isposinf(high)
    unit = float(np.median(low[exact])) if exact.any() else 1.0
    data = CensoredData(
        uncensored=low[exact] / unit,
        right=low[above & ~exact] / unit,
        left=high[~exact & ~above & (low <= 0)] / unit,
        interval=np.stack([low, high], axis=1)[~exact & ~above & (low > 0)] / unit,
    )
    modulus, _, scale = weibull_min.fit(data, floc=0)
    error = 0.78 * modulus / math.sqrt(max(1, int(exact.sum())))
    return WeibullFit(float(modulus), float(scale * unit), area, float(error))
