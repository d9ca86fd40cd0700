"""A run with output at times that are asked for."""

from pathlib import Path

import numpy as np
import pytest

import filasse

CONFIG = {
    "geometry": {
        "width": "40 um",
        "thickness": "44 um",
        "flaws": [{"position": "20 um", "length": "28 um"}],
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "16 um", "short_circuit_distance": "2 um", "max_steps": 1},
    "mesh": {"tip": "0.5 um", "lip": "2 um", "far": "6 um"},
    "output": {"figures": False, "every": "3 s", "times": ["1 s", "11.5 s"]},
}


@pytest.mark.slow
def test_rows_and_fields_come_there_and_change_nothing(tmp_path: Path) -> None:
    """Before the first advance steps end there; the step of the advance has what is within it.

    It is the first one, of a quarter of a step. At 11.5 s the tip fills with a jump: no part of the
    step of the advance ends there.
    """
    run = filasse.open_run(filasse.simulate(CONFIG, tmp_path / "asked").folder)
    times = run.series["time"].to_numpy()
    wanted = np.sort([1.0, 11.5, *np.arange(3.0, times[-1], 3.0)])
    assert len(wanted) == 8
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
    ends, asked = (s.groupby("growth_step").last() for s in (plain, run.series))
    for name in ("time", "voltage", "plated_charge", "flaw1.length", "lithium_in_cracks"):
        assert asked[name].to_numpy() == pytest.approx(ends[name].to_numpy(), rel=1e-4), name
    rows = run.series[run.series["growth_step"] == 1]
    assert len(rows) == 6
    for name in ("flaw1.K_eq/K_c", "plated_charge", "lithium_in_cracks", "time_step"):
        assert rows[name].is_monotonic_increasing
    assert rows["step_size"].sum() == pytest.approx(asked["time"].diff().iloc[1])
