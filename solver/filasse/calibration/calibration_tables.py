"""What `calibrate` returns: the result of a calibration as tables, figures and a line of text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from filasse.calibration.calibration_folder import CalibrationFolder
from filasse.calibration.calibration_result import Calibration, posterior_table, predictions

if TYPE_CHECKING:
    from filasse.plot.style import ShownFigure


@dataclass(frozen=True, repr=False)
class Calibrated:
    """A finished calibration.

    Attributes:
        folder: where all of it is written.
        result: all numbers.
    """

    folder: Path
    result: Calibration

    @property
    def parameters(self) -> pd.DataFrame:
        """One row per value: median, ends of the 90 % interval, prior, and how much was learnt."""
        table = pd.DataFrame([item._asdict() for item in self.result.found])
        return table.rename(columns={"word": "learnt"}).set_index("name")

    @property
    def posterior(self) -> pd.DataFrame:
        """Points of the posterior, one row each, with units in the names of the columns."""
        return posterior_table(self.result)

    @property
    def predictions(self) -> pd.DataFrame:
        """Data and predictions, one row each."""
        return predictions(self.result)

    @property
    def sensitivities(self) -> pd.DataFrame:
        """Sobol indices over the prior: one row per set of data and parameter."""
        names = self.result.study.names
        rows = [
            {"data": item.data, "parameter": name, "first": first, "total": total}
            for item in self.result.sensitivities
            for name, first, total in zip(names, item.first, item.total, strict=False)
        ]
        return pd.DataFrame(rows, columns=["data", "parameter", "first", "total"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before believing it, the gravest first."""
        return self.result.notes

    @property
    def is_converged(self) -> bool:
        """Whether the chain is long against its memory."""
        return self.result.sampled.is_converged

    @property
    def report(self) -> Path:
        """The page."""
        return CalibrationFolder(self.folder).report

    def plot_posterior(self) -> ShownFigure:
        """Every value and every pair of values after the data."""
        from filasse.calibration.calibration_figures import posterior

        return posterior(self.result)

    def plot_predictions(self) -> ShownFigure:
        """Data beside what the posterior predicts."""
        from filasse.calibration.calibration_figures import draw_predictions as drawn

        return drawn(self.result)

    def plot_sensitivity(self) -> ShownFigure:
        """Which value the spread of each set of data comes from."""
        from filasse.calibration.calibration_figures import sensitivity

        return sensitivity(self.result)

    def __repr__(self) -> str:
        found = [f"{i.name} {_interval(i.low, i.high, i.unit)}" for i in self.result.found]
        return "\n".join([f"<Calibrated {self.folder}: {'; '.join(found)}>", *self._doubts()])

    def _repr_html_(self) -> str:
        table: str = self.parameters.to_html(float_format="{:.4g}".format)
        doubts = "".join(f"<p>{escape(line)}</p>" for line in self._doubts())
        return f"<p><b>{escape(self.result.study.title)}</b></p>{table}{doubts}"

    def _doubts(self) -> Iterator[str]:
        yield from map("Note: {}".format, self.notes)


@dataclass(frozen=True, repr=False)
class Hypotheses:
    """Calibrations of several ideas of a cell on the same data.

    Attributes:
        by_name: of each hypothesis.
    """

    by_name: Mapping[str, Calibrated]

    @property
    def table(self) -> pd.DataFrame:
        """How well each predicts, the best first: log densities, of which larger is better."""
        rows = {
            name: {
                "new data (WAIC)": (score := item.result.score).waic,
                "held-out data": score.held_out if math.isfinite(score.held_out) else None,
                "best fit": score.best,
                "rows not explained": int(item.result.predictive.surprises.sum()),
            }
            for name, item in self.by_name.items()
        }
        table = pd.DataFrame.from_dict(rows, orient="index")
        return table.rename_axis("hypothesis").sort_values("new data (WAIC)", ascending=False)

    def __getitem__(self, name: str) -> Calibrated:
        return self.by_name[name]

    def __repr__(self) -> str:
        return f"<Hypotheses>\n{self.table}"

    def _repr_html_(self) -> str:
        said = "<p>A difference of 5 is strong, one of 1 says nothing.</p>"
        return str(self.table.to_html(float_format="{:.4g}".format)) + said


def _interval(low: float, high: float, unit: str) -> str:
    return f"{low:.3g} to {high:.3g}{f' {unit}' if unit else ''}"
