"""Conservation, watched while a run goes on: which balances a state breaks."""

from __future__ import annotations

from collections.abc import Iterator

from filasse.quantity import columns
from filasse.records.run_record import Record

LIMIT = 1e-6
"""Relative error of a balance that is worth a warning; runs without faults stay below 1e-8."""


def breaches(record: Record) -> Iterator[tuple[str, str]]:
    """Balances that a state breaks: names of their columns, each with a warning.

    Args:
        record: of an accepted state.
    """
    parts = {"": record, "anode.": record.anode, "interphase.": record.interphase}
    for prefix, source in parts.items():
        for column in columns(source.__class__):
            error = getattr(source, column.field)
            if column.breach and not error <= LIMIT:  # not a number is a breach too
                name = f"{prefix}{column.name}"
                yield (
                    name,
                    f"{name} is {error:.1e} at t = {record.time:.6g} s, more than {LIMIT:.0e}: "
                    f"{column.breach}. Do not trust the results from here on; please report it "
                    "with config.yaml.",
                )
