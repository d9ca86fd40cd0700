"""Observers that are told now and then."""

from pathlib import Path
from typing import Any

import pytest
from tests.builders.synthetic_runs import record_at

from filasse import every
from filasse.config import Config
from filasse.errors import UsageError
from filasse.output import Observer, RunStart
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record


def told(watch: Observer, records: list[Record], resumed_at: float | None = None) -> None:
    watch.on_start(RunStart(Path(), Config.model_construct(), resumed_at))
    for record in records:
        watch.on_step(record)
        watch.on_growth(record, None)


STEPS = [record_at(number, growth_step=number // 2) for number in range(1, 8)]
"""At 10 s, 20 s, ..."""


def test_a_function_is_told_of_every_third_step() -> None:
    seen: list[int] = []
    told(every(lambda record: seen.append(record.time_step), steps=3), STEPS)
    assert seen == [3, 6]


@pytest.mark.parametrize(
    ("interval", "since", "steps"),
    [
        ("25 s", None, [3, 5]),
        (10, None, [1, 2, 3, 4, 5, 6, 7]),
        ("0.5 s", None, [1, 2, 3, 4, 5, 6, 7]),
        ("1 min", None, [6]),
        ("25 s", 30.0, [5]),
    ],
)
def test_of_the_first_step_in_every_interval(
    interval: Any, since: float | None, steps: list[int]
) -> None:
    seen: list[int] = []
    watch = every(lambda record: seen.append(record.time_step), time=interval)
    told(watch, [step for step in STEPS if step.time > (since or 0)], since)
    assert seen == steps


def test_of_every_second_growth_step() -> None:
    seen: list[int] = []
    told(every(lambda record: seen.append(record.time_step), growth_steps=2), STEPS)
    assert seen == [1, 4, 5]


class Diary(Observer):
    def __init__(self) -> None:
        self.notes: list[Any] = []

    def on_start(self, start: RunStart) -> None:
        self.notes.append("start")

    def on_step(self, record: Record) -> None:
        self.notes.append(record.time_step)

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        self.notes.append("growth")


def test_an_observer_is_told_of_all_else() -> None:
    diary = Diary()
    told(every(diary, steps=2), STEPS[:2])
    assert diary.notes == ["start", "growth", 2, "growth"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give one of steps, time and growth_steps"),
        ({"steps": 1, "time": 1}, "give one of steps, time and growth_steps"),
        ({"steps": 0}, "steps is 0; give a positive number"),
        ({"steps": 1.5}, "steps is 1.5"),
        ({"time": "1 um"}, "write for instance '10 s'"),
        ({"time": float("inf")}, "time is inf"),
    ],
)
def test_mistakes_are_told(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        every(print, **options)


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(UsageError, match="neither an observer nor a function"):
        every(3, steps=1)  # type: ignore[arg-type]
