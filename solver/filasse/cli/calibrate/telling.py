"""What ``filasse calibrate`` shows of a study and of its result."""

import math
from collections.abc import Sequence

import numpy as np
from rich.table import Table

from filasse.calibration.calibration_report import measured_text
from filasse.calibration.calibration_result import Calibration, predictions
from filasse.calibration.expected_effort import expected_effort
from filasse.calibration.study.checked_study import Study
from filasse.cli.console.screen import say, show_table

_LEVELS = np.array([0.05, 0.5, 0.95])


def show_study(study: Study) -> None:
    """Print parameters, priors and data."""
    table = Table(title=f"{study.title}: what is to be found")
    for heading in ("name", "key", "prior, 5 %", "50 %", "95 %", "unit", "data"):
        table.add_column(heading, overflow="fold")
    for item in study.parameters:
        levels = [item.in_shown(float(v)) for v in item.prior.value(_LEVELS)]
        numbers = [f"{level:.4g}" for level in levels]
        acts_on = ", ".join(sorted(item.data)) or "all"
        table.add_row(item.name, item.key, *numbers, item.shown, acts_on)
    show_table(table)
    table = Table(title="from these data")
    heads = "data", "observable", "rows", "empty", "bounds", "held out", "error", "states"
    for heading in heads:
        table.add_column(heading, overflow="fold")
    for data, rows in zip(study.datasets, study.slices, strict=True):
        states = len(set(study.state_of[rows].tolist()))
        error = "inferred" if data.is_inferred else "given"
        counts = len(data.low), data.empty, int((~data.exact).sum()), int(data.held_out.sum())
        table.add_row(data.name, data.kind, *map(str, counts), error, str(states))
    show_table(table)
    for line in expected_effort(study).lines:
        say(line)


def show_result(result: Calibration) -> None:
    """Print what was found and what is doubtful."""
    table = Table(title=result.study.title)
    for heading in ("value", "median", "90 % interval", "unit", "prior, 90 %", "width"):
        table.add_column(heading, overflow="fold")
    for item in result.found:
        interval = f"{item.low:.4g} to {item.high:.4g}"
        prior = f"{item.prior_low:.4g} to {item.prior_high:.4g}"
        width = f"{100 * item.width:.0f} %"
        table.add_row(item.name, f"{item.median:.4g}", interval, item.unit, prior, width)
    show_table(table)
    _show_held_out(result)
    for note in result.notes:
        say(f"Note: {note}", err=True)


def _show_held_out(result: Calibration) -> None:
    table = predictions(result)
    held = table[table["held_out"]]
    for row in held.to_dict("records"):
        predicted = f"{row['measured_5']:.4g} to {row['measured_95']:.4g}"
        at = f" at {row['condition']}" if row["condition"] else ""
        say(f"held out: {row['data']}{at}: {measured_text(row)}, predicted {predicted}")


def show_comparison(results: Sequence[Calibration]) -> None:
    """Print how well each hypothesis predicts; larger is better."""
    table = Table(title="hypotheses: log densities, of which larger is better")
    for heading in ("hypothesis", "new data (WAIC)", "held-out data", "best fit", "not explained"):
        table.add_column(heading, overflow="fold")
    for item in sorted(results, key=lambda result: -result.score.waic):
        score, misfits = item.score, int(item.predictive.surprises.sum())
        unseen = "-" if math.isnan(score.held_out) else f"{score.held_out:.4g}"
        row = f"{score.waic:.4g}", unseen, f"{score.best:.4g}", f"{misfits} rows"
        table.add_row(item.study.idea, *row)
    show_table(table)
    say("A difference of 5 is strong, one of 1 says nothing.")
