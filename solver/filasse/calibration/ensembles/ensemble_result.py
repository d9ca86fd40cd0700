"""The result of an ensemble: samples, their Weibull fits, and tables of them."""

from __future__ import annotations

from collections.abc import Mapping
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

    def plot(self) -> ShownFigure:
        """Histogram, Weibull plot, and medians by area."""
        from filasse.calibration.ensembles.ensemble_figure import draw

        return draw(self)

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
        said = "".join(f"<p>{escape(line)}</p>" for line in (*self.told, *self.caveats))
        return f"<p><b>{escape(self.title)}</b></p>{table}{said}"
