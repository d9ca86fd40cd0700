"""Conservation, watched while a run goes on: which balances a state breaks."""

from __future__ import annotations

from collections.abc import Iterator

from filasse.measures import measures
from filasse.records.record import Record

LIMIT = 1e-6
"""Relative error of a balance that is worth a warning; runs without faults stay below 1e-8."""

MEANINGS = {
    "lithium_balance": "lithium in the cracks is not what was plated less what was returned",
    "current_balance": "the currents of both electrodes differ",
}
"""What is wrong if a column of series.csv leaves its limit; an anode tells of its own."""


def breaches(record: Record) -> Iterator[tuple[str, str]]:
    """Balances that a state breaks: names of their columns, each with a warning.

    Args:
        record: of an accepted state.
    """
    errors = {
        "lithium_balance": record.lithium_balance,
        "current_balance": record.current_balance,
    }
    meanings = dict(MEANINGS)
    for balance in filter(lambda one: one.breach, measures(record.anode)):
        errors[f"anode.{balance.name}"] = getattr(record.anode, balance.name)
        meanings[f"anode.{balance.name}"] = balance.breach
    for name, error in errors.items():
        if not error <= LIMIT:  # not a number is a breach too
            yield (
                name,
                f"{name} is {error:.1e} at t = {record.time:.6g} s, more than {LIMIT:.0e}: "
                f"{meanings[name]}. Do not trust the results from here on; please report it "
                "with config.yaml.",
            )
