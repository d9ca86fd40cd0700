"""A run whose interphase cracks: what its files tell, once, however often it was stopped."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import filasse

CELL: dict[str, Any] = {
    "geometry": {"width": "30 um", "thickness": "30 um", "flaws": []},
    "electrolyte": {"material": "LPSCl"},
    "interface": {"interphase": {"material": "LPSCl", "breakaway": True}},
    "protocol": {"steps": [{"rest": "100 h"}], "stop_time": "100 h"},
    "output": {"figures": False, "fields_every": 0},
}
CRITICAL, RATE = 0.3e6**2 / (1.98 * 1e18), 0.2e-18
START = CRITICAL**2 / RATE


def test_a_run_tells_of_its_breakaway_once(tmp_path: Path) -> None:
    run = filasse.open_run(filasse.simulate(CELL, tmp_path / "whole").folder)
    series = run.series
    times = series["time"].to_numpy()
    parabola, line = np.sqrt(RATE * times), CRITICAL + RATE / 2 / CRITICAL * (times - START)
    wanted = np.where(times < START, parabola, line)
    assert times[-1] > 5 * START
    np.testing.assert_allclose(series["interphase.thickness"], 1e9 * wanted, rtol=5e-3)
    ohm_cm2 = np.minimum(wanted, CRITICAL) / 3e-4 * 1e4
    np.testing.assert_allclose(series["interphase.resistance"], ohm_cm2, rtol=5e-3)
    first = times[np.argmax(times >= START)]
    events = run.events[run.events["event"] == "breakaway"]
    assert list(events["time"]) == [pytest.approx(first)]
    assert run.info["breakaway"]["time"] == pytest.approx(first)
    assert run.info["breakaway"]["critical_thickness"] == pytest.approx(CRITICAL)
    assert series["interphase.critical_thickness"].iloc[-1] == pytest.approx(1e9 * CRITICAL)
