"""A run whose steps end where output is asked for."""

from pathlib import Path

import numpy as np
import pytest

import filasse

CONFIG = {
    "geometry": {
        "width": "40 um",
        "thickness": "40 um",
        "flaws": [{"position": "20 um", "length": "28 um"}],
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um", "max_steps": 1},
    "mesh": {"tip": "0.5 um", "lip": "2 um", "far": "6 um"},
    "output": {"figures": False, "every": "3 s", "times": ["1 s"]},
}


@pytest.mark.slow
def test_steps_end_there_with_rows_and_fields(tmp_path: Path) -> None:
    """Before the first advance and while the crack grows; what is computed stays the same."""
    run = filasse.open_run(filasse.simulate(CONFIG, tmp_path / "asked").folder)
    times = run.series["time"].to_numpy()
    wanted = np.array([1.0, *np.arange(3.0, times[-1], 3.0)])
    assert len(wanted) >= 4
    assert np.abs(times[:, None] - wanted).min(axis=0).max() < 1e-9
    assert run.output_times == pytest.approx(tuple(wanted), rel=1e-9)
    fields = run.fields(time=3.0)
    assert float(fields["slab"].field_data["TimeValue"][0]) == pytest.approx(3.0)
    assert run.growth_steps == (0, 1)
    assert run.series["step_size"].max() <= 3.0
    with pytest.raises(filasse.FilasseError, match="no fields of that time"):
        run.fields(time=4.0)
    quiet = filasse.load_config(CONFIG, ["output={figures: false, fields_every: 0}"])
    plain = filasse.open_run(filasse.simulate(quiet, tmp_path / "plain").folder).series
    first = [s[s["growth_step"] == 0]["time"].iloc[-1] for s in (plain, run.series)]
    assert first[1] == pytest.approx(first[0], rel=2e-3)
