"""What an interphase breaks is told once, however often a run is stopped and goes on."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from filasse.output.folder.run_folder import RunFolder
from filasse.output.writers.recorders import EventRecorder
from filasse.records.interphase_record import BreakawayRecord, cracked_thickness
from filasse.records.run_record import Record

type MakeRecord = Callable[..., Record]


def layered(make_record: MakeRecord, time_step: int, largest: float) -> Record:
    values = dict.fromkeys((field.name for field in fields(BreakawayRecord)), 0.0)
    values |= {"largest_thickness": largest, "critical_thickness": 5e-8}
    return make_record(time_step, interphase=BreakawayRecord(**values))


def told(folder: RunFolder, *records: Record) -> list[int]:
    """Time steps of the events of breakaway, once a part of a run has written its records."""
    recorder = EventRecorder(folder)
    for record in records:
        recorder.on_step(record)
    recorder.events.close()
    events = [json.loads(line) for line in folder.events.read_text().splitlines()]
    cracked = [event for event in events if event["event"] == "breakaway"]
    assert all(event["critical_thickness"] == 5e-8 for event in cracked)
    return [event["time_step"] for event in cracked]


def test_it_is_told_once_however_a_run_goes_on(tmp_path: Path, make_record: MakeRecord) -> None:
    """The first record after a restart may be the first that is cracked, or a later one."""
    folder = RunFolder(tmp_path)
    steps = [layered(make_record, step, 1.3e-8 * step) for step in range(1, 8)]
    assert told(folder, *steps[:3]) == []
    assert told(folder, *steps[3:5]) == [4]
    assert told(folder, *steps[5:]) == [4]


def test_what_its_stress_can_break_is_told_once(tmp_path: Path, make_record: MakeRecord) -> None:
    """Also where the first record after a restart is the first of which it is true."""
    folder = RunFolder(tmp_path)
    for first, last in ((1, 3), (4, 5), (6, 8)):
        recorder = EventRecorder(folder)
        for step in range(first, last + 1):
            whole = layered(make_record, step, 1e-9).interphase
            assert isinstance(whole, BreakawayRecord)
            ratios = {"layer_ratio": 0.26 * step, "electrolyte_ratio": 0.17 * step}
            recorder.on_step(make_record(step, interphase=replace(whole, **ratios)))
        recorder.events.close()
    events = map(json.loads, folder.events.read_text().splitlines())
    assert [(e["breaks"], e["time_step"]) for e in events] == [("layer", 4), ("electrolyte", 6)]


def test_nothing_cracks_below_its_thickness(make_record: MakeRecord) -> None:
    assert cracked_thickness(make_record()) is None
    assert cracked_thickness(layered(make_record, 1, 4.9e-8)) is None
    assert cracked_thickness(layered(make_record, 1, 5e-8)) == pytest.approx(5e-8)
