import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from filasse.output.console.progress import fraction_done, growth_step_line, short_line
from filasse.records.run_record import Record

type MakeRecord = Callable[..., Record]


def test_half_way_of_the_leading_tip_is_half_done(make_record: MakeRecord) -> None:
    first, now = make_record(1, 0), make_record(2, 8)
    assert fraction_done(first, now, goal=20e-6, stop_time=1e9) == pytest.approx(0.5)


def test_time_counts_when_it_is_ahead(make_record: MakeRecord) -> None:
    first, now = make_record(1, 0), make_record(8, 1)
    assert fraction_done(first, now, goal=20e-6, stop_time=100.0) == pytest.approx(0.8)


def test_without_tips_time_alone_counts(make_record: MakeRecord) -> None:
    record = make_record(5, tips=())
    assert fraction_done(record, record, goal=20e-6, stop_time=100.0) == pytest.approx(0.5)


def test_resumed_where_only_the_contact_is_left(make_record: MakeRecord) -> None:
    there = make_record(2, 30)
    goal = there.tips[0].y
    assert fraction_done(there, there, goal=goal, stop_time=1e9) == 1.0


def test_never_more_than_done(make_record: MakeRecord) -> None:
    first, now = make_record(1, 0), make_record(2, 30)
    assert fraction_done(first, now, goal=20e-6, stop_time=1e9) == 1.0


def test_one_line_tells_a_growth_step(make_record: MakeRecord) -> None:
    assert growth_step_line(make_record(3, 2)) == (
        "growth 2: t = 30 s, 50 mV, 1 mA/cm^2; flaw1 6 um long, 0.2 um/s, 300 MPa, dry 0.5 um"
    )


def test_of_many_tips_a_line_tells_those_that_move_and_the_highest(make_record: MakeRecord) -> None:
    record = make_record(3, 2)
    (tip,) = record.tips
    heights, moves = [7.0, 1.0, 9.0, 2.0, 3.0, 8.0], [False, True, False, False, True, False]
    tips = tuple(
        replace(tip, name=f"flaw{i}", y=y, speed=1e-6 * moving)
        for i, (y, moving) in enumerate(zip(heights, moves, strict=True), 1)
    )
    line = growth_step_line(replace(record, tips=tips))
    assert re.findall(r"flaw\d", line) == ["flaw2", "flaw3", "flaw5", "flaw6"]
    assert line.endswith("; 2 other tips")
    assert "other" not in growth_step_line(replace(record, tips=tips[:4]))


def test_lines_without_tips(make_record: MakeRecord) -> None:
    record = make_record(3, tips=())
    assert short_line(record) == "t = 30 s, 50 mV"
    assert growth_step_line(record) == "growth 0: t = 30 s, 50 mV, 1 mA/cm^2"
