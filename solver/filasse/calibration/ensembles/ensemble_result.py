"""The result of an ensemble: samples, their Weibull fits, and tables of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from filasse.calibration.ensembles.ensemble_document import LoadedEnsemble
from filasse.calibration.ensembles.weibull import WeibullFit

if TYPE_CHECKING:
    from filasse.plot.style import ShownFigure

type FloatArray = npt.NDArray[np.float64]

FEW_VALUES = 10
"""Different critical currents below which a law of continuous ones means nothing."""

MISSES = 0.1
"""Relative difference of a drawn quantile from that of the fit from which the law does not hold."""

MA_CM2 = 0.1
"""mA/cm^2 in one A/m^2."""


class HypothesisOutcome(NamedTuple):
    """What a hypothesis gives.

    Attributes:
        name: of the hypothesis.
        currents: critical currents of the samples by area [A/m^2], shape (n_samples,) each;
            infinite for samples that never fail.
        weibull: fitted to those of the first area.
        log_likelihood: of the measured currents; None without any.
    """

    name: str
    currents: Mapping[float, FloatArray]
    weibull: WeibullFit
    log_likelihood: float | None

    def median(self, area: float) -> float:
        """Of the samples that were drawn [A/m^2]."""
        return float(np.quantile(self.currents[area], 0.5, method="nearest"))

    @property
    def never(self) -> float:
        """Share of the samples of the first area that fail at no current."""
        return float(np.isinf(self.currents[self.weibull.area]).mean())

    def ill_fitted(self) -> str:
        """Say why the Weibull law is not that of the samples it was fitted to, if it is not."""
        drawn = self.currents[self.weibull.area]
        failing = drawn[np.isfinite(drawn)]
        values = len(np.unique(np.round(np.log(failing), 6)))
        missed = [
            f"the drawn {100 * share:.0f} % quantile is {seen * MA_CM2:.3g} mA/cm², the law's "
            f"{law * MA_CM2:.3g}"
            for share, seen, law in self._quantiles(drawn)
            if np.isfinite(seen) and abs(law / seen - 1) > self._allowed(share, len(drawn))
        ]
        if values >= FEW_VALUES and not missed:
            return ""
        few = [f"its samples have only {values} different critical currents"]
        reasons = (*(few if values < FEW_VALUES else []), *missed)
        return (
            f"{self.name}: the Weibull law does not describe the samples it is fitted to: "
            f"{'; '.join(reasons)}. Trust the samples, not modulus, ± and ln likelihood; a `fit`, "
            "or more lengths under `flaws`, give samples that a law can describe."
        )

    def _quantiles(self, drawn: FloatArray) -> Iterator[tuple[float, float, float]]:
        """Shares of failed samples, and their currents as drawn and by the law [A/m^2]."""
        for share in (0.5, 0.1, 0.9):
            seen = float(np.quantile(drawn, share, method="nearest"))
            yield share, seen, self.weibull.quantile(share)

    def _allowed(self, share: float, samples: int) -> float:
        """Relative miss of a quantile that says nothing: small, or by chance (3 sigma)."""
        chance = math.sqrt(share / (1 - share) / samples) / -math.log1p(-share)
        return max(MISSES, 3 * chance / self.weibull.modulus)

    def strangers(self, low: FloatArray, high: FloatArray) -> str:
        """Say which measured cells lie outside all samples of the first area, if any do.

        Args:
            low: lower bounds of the cells [A/m^2], shape (n,).
            high: upper bounds, shape (n,).
        """
        drawn = self.currents[self.weibull.area]
        failing = drawn[np.isfinite(drawn)]
        below = int((high < failing.min()).sum())
        # What is only known to survive may be a sample that never fails.
        above = int((low > np.where(np.isinf(high), drawn.max(), failing.max())).sum())
        if not below and not above:
            return ""
        sides = [f"{n} {word}" for n, word in ((below, "below"), (above, "above")) if n]
        ends = f"{failing.min() * MA_CM2:.3g} to {failing.max() * MA_CM2:.3g} mA/cm²"
        return (
            f"{self.name}: of {len(low)} measured cells, {' and '.join(sides)} all samples "
            f"({ends}), where ln likelihood rests on the Weibull law alone: flaws and values of "
            "the cell do not explain them."
        )


@dataclass(frozen=True, repr=False)
class Ensemble:
    """All hypotheses, and what was measured.

    Attributes:
        loaded: the file.
        outcomes: of the hypotheses.
        low: lower bounds of the measured critical currents [A/m^2], shape (n,).
        high: upper bounds, equal to `low` where the value is known, shape (n,).
        measured: their fit; None if there are too few.
        caveats: what the closed form leaves out.
        told: where the sizes of the flaws are from.
    """

    loaded: LoadedEnsemble
    outcomes: tuple[HypothesisOutcome, ...]
    low: FloatArray
    high: FloatArray
    measured: WeibullFit | None
    caveats: tuple[str, ...]
    told: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """For tables and figures."""
        return self.loaded.content.title or self.loaded.path.stem

    @property
    def areas(self) -> tuple[float, ...]:
        """All areas of electrodes, the samples' own first [m^2]."""
        return (self.loaded.content.area, *self.loaded.content.other_areas)

    @property
    def table(self) -> pd.DataFrame:
        """One row per hypothesis: Weibull modulus and scale, medians by area, likelihood."""
        rows = {item.name: self._row(item) for item in self.outcomes}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("hypothesis")

    @property
    def currents(self) -> pd.DataFrame:
        """Critical current of every sample [mA/cm^2], one column per hypothesis and area."""
        return pd.DataFrame(
            {
                f"{item.name}, {1e4 * area:g} cm^2 [mA/cm^2]": found * MA_CM2
                for item in self.outcomes
                for area, found in item.currents.items()
            }
        )

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against a fitted law, and what measured cells say against a hypothesis."""
        told = [item.ill_fitted() for item in self.outcomes]
        told += [item.strangers(self.low, self.high) for item in self.outcomes]
        return tuple(text for text in told if text)

    def plot(self) -> ShownFigure:
        """Histogram, Weibull plot, and medians by area."""
        from filasse.calibration.ensembles.ensemble_figure import draw_ensemble

        return draw_ensemble(self)

    def _row(self, item: HypothesisOutcome) -> dict[str, Any]:
        row = {
            "Weibull modulus": item.weibull.modulus,
            "standard deviation": item.weibull.error,
            "i_s [mA/cm^2]": item.weibull.scale * MA_CM2,
            "never fail": item.never,
        }
        for area in self.areas:
            row[f"median at {1e4 * area:g} cm^2 [mA/cm^2]"] = item.median(area) * MA_CM2
        if item.log_likelihood is not None:
            row["ln likelihood"] = item.log_likelihood
        return row

    def __repr__(self) -> str:
        return f"<Ensemble {self.title}>\n{self.table.T}"

    def _repr_html_(self) -> str:
        table: str = self.table.to_html(float_format="{:.4g}".format)
        lines = *self.told, *self.doubts, *self.caveats
        said = "".join(f"<p>{escape(line)}</p>" for line in lines)
        return f"<p><b>{escape(self.title)}</b></p>{table}{said}"
