"""Does the run add up: lithium, current and charge, checked from its series."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from filasse.output.run_result import RunResult
from filasse.plot.style import COLOURS, time_unit
from filasse.records.balance_watch import LIMIT
from filasse.report.interactive_curves import styled

_SEEN = 1e-18


class Balance(NamedTuple):
    """One check.

    Attributes:
        name: What must add up.
        meaning: In one sentence.
        error: Largest relative error of the run.
        allowed: Largest error that is not worth a worry.
    """

    name: str
    meaning: str
    error: float
    allowed: float

    @property
    def holds(self) -> bool:
        """Whether the error is small enough; an error that is not a number never is."""
        return bool(self.error <= self.allowed)


_COLUMNS = {
    "Lithium": ("lithium_balance", "Lithium in cracks = plated there - returned to the anode"),
    "Current": ("current_balance", "Current into the slab = current out of it"),
    "Foil": (
        "anode.lithium_balance",
        "Lithium of the foil = at the start + plated on it + squeezed into it",
    ),
}

LEAST_CURRENT = 1e-3
"""Current density against which the charge of a run at rest is told [A/m^2]."""


def balances(result: RunResult) -> list[Balance]:
    """Return the balances of a run.

    Args:
        result: Run with at least one time step.
    """
    found = [
        Balance(name, meaning, float(result.series[column].abs().max(skipna=False)), LIMIT)
        for name, (column, meaning) in _COLUMNS.items()
        if column in result.series
    ]
    return [*found, _charge(result)]


def _charge(result: RunResult) -> Balance:
    """Add the charge up again, from current, step sizes and electrode area alone."""
    geometry = result.info["config"]["geometry"]
    area: float = geometry["width"] * (geometry.get("depth") or 1.0)
    current = result.series["current_density"] * 10.0
    passed = (current * result.series["step_size"]).cumsum() * area
    found, leaks = result.series["plated_charge"], "leaked_charge" in result.series
    if leaks:  # electrons that cross the slab plate nothing
        found = found + result.series["leaked_charge"]
    if result.info.get("from"):  # another run had plated before
        passed += found.iloc[0] - passed.iloc[0]
    least = LEAST_CURRENT * area * float(result.series["step_size"].sum())
    largest = max(float(passed.abs().max()), least, 1e-300)
    error = float((passed - found).abs().max(skipna=False)) / largest
    charge = "Plated and leaked charge" if leaks else "Plated charge"
    meaning = f"{charge} = current × time, added up again from the table"
    return Balance("Charge", meaning, error, 1e-3)


def draw_balances(result: RunResult) -> go.Figure:
    """Draw the relative errors of lithium, current and the foil against time.

    Args:
        result: Run with at least one time step.
    """
    unit, length = time_unit(result.series["time"].max())
    figure = go.Figure()
    for index, (name, (column, _)) in enumerate(_COLUMNS.items()):
        if column not in result.series:
            continue
        line: dict[str, Any] = {"color": COLOURS[index], "width": 1.4}
        error = np.maximum(result.series[column].abs().to_numpy(), _SEEN)
        time = (result.series["time"] / length).to_numpy()
        figure.add_trace(go.Scatter(x=time, y=error, name=name, line=line, meta=column))
    styled(figure, height=300)
    figure.update_xaxes(title_text=f"Time [{unit}]")
    figure.update_yaxes(title_text="Relative error", type="log", exponentformat="power")
    return figure
