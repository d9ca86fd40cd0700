"""What was measured, as a table with the source of every number."""

from __future__ import annotations

import math

from benchmarks.experiments.measured import Span, measured

from filasse.references import cite


def measured_table() -> str:
    """All points that the figures of the page Experiments show."""
    lines = [
        "| what | horizontal axis | vertical axis | source | number seen in |",
        "|---|---|---|---|---|",
    ]
    for study in measured().values():
        for point in study.points:
            across, up = _cell(point.across, study.across), _cell(point.up, study.up)
            source, seen = cite(point.source), point.checked or "not checked"
            lines.append(f"| {point.what} | {across} | {up} | {source} | {seen} |")
    return "\n".join(lines)


def _cell(span: Span | None, axis: str) -> str:
    """A range with the name and the unit of its axis; nothing where no number is given."""
    if span is None:
        return ""
    name, _, unit = axis.partition(" [")
    return f"{name}: {_text(span)} {unit.rstrip(']')}".rstrip()


def _text(span: Span) -> str:
    low, high = span
    if math.isinf(low):
        return f"below {high:g}"
    if math.isinf(high):
        return f"above {low:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
