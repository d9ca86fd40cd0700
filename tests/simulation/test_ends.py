"""Criteria that end a run beside its physics and its protocol."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.builders.configs import load, write
from tests.builders.synthetic_runs import record_at

import filasse
from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError
from filasse.records.run_record import Record
from filasse.simulation.ends import deepest, end_criteria

__all__ = ["load", "write"]

type Load = Callable[..., Config]

COARSE = {
    "geometry": {
        "width": "40 um",
        "thickness": "40 um",
        "flaws": [{"position": "20 um", "length": "28 um"}],
    },
    "electrolyte": {"material": "LLZO"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "2 um", "short_circuit_distance": "2 um"},
    "mesh": {"tip": "0.5 um", "lip": "2 um", "far": "8 um"},
    "output": {"figures": False, "fields_every": 0},
}


LONG = {"growth.step": "8 um"}
"""So that the voltage falls from the first advance on, which is of a quarter of it."""


def test_none_by_default(load: Load) -> None:
    assert end_criteria(load()).criteria == ()


def test_of_a_configuration(load: Load) -> None:
    record = record_at()
    assert end_criteria(load("protocol.stop_voltage=1 uV")).reason(record) is None
    depth, voltage = deepest(record), record.voltage
    just = depth * (1 + 1e-12)  # steps add up to it but for their last digits
    deep = end_criteria(load("geometry.flaws.0.length=1 um", f"growth.max_depth={just} m"))
    assert deep.reason(record) is EndReason.MAX_DEPTH
    assert deep.reason(record_at(tips=())) is None
    fallen = end_criteria(load(f"protocol.stop_voltage={voltage} V"))
    assert fallen.reason(record) is None  # it has not been above
    assert fallen.reason(record_at(voltage=2 * voltage)) is None
    assert fallen.reason(record_at(current_density=-1.0)) is None
    assert fallen.reason(record) is EndReason.STOP_VOLTAGE
    assert end_criteria(load(f"protocol.stop_voltage={voltage} V"), None, [2 * voltage]).reason(
        record
    ) is (EndReason.STOP_VOLTAGE)


def test_own_errors_are_told_as_such(load: Load) -> None:
    criteria = end_criteria(load(), lambda record: record.no_such_thing)  # type: ignore[attr-defined]
    with pytest.raises(FilasseError, match=r"stop_when failed at t = .* AttributeError"):
        criteria.reason(record_at())


def run(folder: Path, changes: Mapping[str, Any], **options: Any) -> filasse.Run:
    return filasse.simulate(filasse.load_config(COARSE, changes), folder, **options)


@pytest.mark.slow
def test_a_run_ends_at_a_depth_and_goes_on_from_there(tmp_path: Path) -> None:
    """With the last advance complete, as with any other; a larger depth lets it go on."""
    ended = run(tmp_path / "run", {"growth.max_depth": "29 um"})
    assert ended.reason is EndReason.MAX_DEPTH
    assert ended.record is not None
    assert ended.record.tips[0].y == pytest.approx(29e-6)  # but for the last digits
    assert ended.record.tips[0].k_ratio == pytest.approx(1, abs=1e-5)
    options = {"growth.max_depth": "33 um"}
    shorter = run(tmp_path / "shorter", {"growth.max_depth": "28.6 um"}).record
    assert shorter is not None and shorter.time < ended.record.time
    assert shorter.tips[0].y == pytest.approx(28.6e-6)  # in the middle of a step
    assert shorter.tips[0].k_ratio == pytest.approx(1, abs=1e-5)
    further = run(tmp_path / "run", options, resume=True)
    assert further.reason is EndReason.MAX_DEPTH
    straight = run(tmp_path / "straight", options)
    series = [(r.folder / "series.csv").read_bytes() for r in (further, straight)]
    assert series[0] == series[1]


@pytest.mark.slow
def test_a_run_ends_at_the_step_that_its_user_says(tmp_path: Path) -> None:
    def enough(record: Record) -> bool:
        return record.time_step >= 5

    ended = run(tmp_path / "run", {"growth.max_steps": 0}, stop_when=enough)
    assert ended.reason is EndReason.STOP_WHEN
    result = filasse.open_run(ended.folder)
    assert (result.reason, len(result.series)) == (EndReason.STOP_WHEN, 5)
    whole = run(tmp_path / "run", {"growth.max_steps": 0}, resume=True)
    assert whole.reason is EndReason.MAX_STEPS


@pytest.mark.slow
def test_a_run_ends_at_a_voltage(tmp_path: Path) -> None:
    ended = run(tmp_path / "run", {"protocol.stop_voltage": "125 mV", **LONG})
    assert ended.reason is EndReason.STOP_VOLTAGE
    voltages = filasse.open_run(ended.folder).series["voltage"].to_numpy()
    assert voltages[-1] <= 0.125 < voltages.max()
    assert voltages[-2] > 0.125


@pytest.mark.slow
def test_a_run_that_goes_on_knows_that_the_voltage_was_higher(tmp_path: Path) -> None:
    """It never rises above the limit again, which it had been above before it was stopped."""
    first = run(tmp_path / "run", {"growth.max_steps": 3, **LONG})
    before = filasse.open_run(first.folder).series["voltage"].to_numpy()
    limit = before.max() - 1e-6
    assert before[-1] < limit
    options = {"protocol.stop_voltage": f"{limit} V", "growth.max_steps": 5, **LONG}
    ended = run(tmp_path / "run", options, resume=True)
    assert ended.reason is EndReason.STOP_VOLTAGE
    after = filasse.open_run(ended.folder).series["voltage"].to_numpy()
    assert after.max() == before.max()
    assert after[-1] < limit
