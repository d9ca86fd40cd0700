"""The error that the growth step makes in the time to the short, and what runs tell of it."""

import functools
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest

from filasse.config import Config, load_config
from filasse.output.run_result import open_run
from filasse.simulation import simulate

WET, DRY, QUICKSTART = 100.115, 14.04, 234.4
"""Times to the short without an error [s]: with steps of 4, 2, 1 and 0.5 um and cells that follow
them the small slab takes 100.74, 100.20, 100.13 and 100.12 s, and 14.51, 14.29, 14.08 and 14.05 s
where the crack runs dry; the quickstart 235.3, 234.7 and 234.6 s with 5, 2 and 1.25 um."""

AFTER_STRIPPING = 160.85
"""The same if the crack is stripped empty on the way [s]: 160.55, 160.83 and 160.85 s."""

UM = 1e-6
FILE = Path(__file__).parents[2] / "configs" / "quickstart.yaml"

STRIPPED = [
    {"current_density": 20.0, "duration": 40.0},
    {"rest": 10.0},
    {"current_density": -20.0, "duration": 15.0, "voltage_limit": -0.3},
    {"current_density": 20.0, "duration": 1000.0},
]


@functools.cache
def ended(kind: str, step: float, method: str = "two_step") -> tuple[float, float, float]:
    """Time to the short of a small slab, the run's estimate of its error [s], lithium lost."""
    flaw, toughness, current = (8 * UM, 0.6e6, 80.0) if kind == "dry" else (16 * UM, 1e6, 20.0)
    protocol: dict[str, Any] = {"stop_time": 36000.0}
    protocol |= {"steps": STRIPPED} if kind == "stripped" else {"current_density": current}
    tree: dict[str, Any] = {
        "geometry": {
            "width": 50 * UM,
            "thickness": 40 * UM,
            "flaws": [{"position": 25 * UM, "length": flaw}],
        },
        "electrolyte": {"material": "LLZO", "fracture_toughness": toughness},
        "interface": {"film_resistance": 2e-3},
        "mechanics": {"sides": "free" if kind == "dry" else "roller"},
        "protocol": protocol,
        "growth": {"step": step * UM, "short_circuit_distance": 2 * UM, "method": method},
        "mesh": {"tip": 0.1 * step * UM, "lip": 0.5 * step * UM, "far": 3 * UM, "anode": 2 * UM},
        "output": {"figures": False, "fields_every": 0},
    }
    return of_run(Config.model_validate(tree))


def of_run(config: Config) -> tuple[float, float, float]:
    """Time at the end of a run, its estimate of the error of that [s], and the lithium lost."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(config, Path(folder) / "run")
        last = open_run(Path(folder) / "run").series.iloc[-1]
    return float(last["time"]), float(last["time_error"]), float(last["lithium_balance"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "step", "limit"), [("wet", 4.0, WET), ("wet", 2.0, WET), ("dry", 4.0, DRY)]
)
def test_the_estimate_is_right_within_a_factor_of_two(kind: str, step: float, limit: float) -> None:
    time, estimate, _ = ended(kind, step)
    assert 0.5 < estimate / (limit - time) < 2.0  # found 0.77, 1.9, 0.55


@pytest.mark.slow
def test_so_is_that_of_the_quickstart_with_long_steps() -> None:
    changes = ("growth.step=5 um", "output.figures=false", "output.fields_every=0")
    time, estimate, _ = of_run(load_config(FILE, changes))
    assert 0.5 < estimate / (QUICKSTART - time) < 2.0  # found 1.1
    assert abs(time / QUICKSTART - 1) < 0.005


@pytest.mark.slow
def test_one_step_tells_its_error_too_and_makes_ten_times_as_much() -> None:
    time, estimate, _ = ended("wet", 4.0, "one_step")
    assert 0.5 < estimate / (WET - time) < 2.0  # found 0.65
    assert abs(WET - ended("wet", 4.0)[0]) < abs(WET - time) / 10  # found 0.63 and 27.6 s


@pytest.mark.slow
def test_observed_order_of_two_steps() -> None:
    errors = [abs(WET - ended("wet", step)[0]) for step in (4.0, 2.0)]
    assert math.log2(errors[0] / errors[1]) > 1.5  # found 2.9
    assert errors[1] < 0.001 * WET
    assert ended("wet", 2.0)[2] < 1e-10


@functools.cache
def polycrystal(step: float) -> tuple[float, float, float, str]:
    """Time and place [um] of a tip 9 um deep that crosses a soft, weak boundary and curves, the
    lithium lost, and the log."""
    tree: dict[str, Any] = {
        "geometry": {
            "width": 24 * UM,
            "thickness": 20 * UM,
            "flaws": [{"position": 12 * UM, "length": 4 * UM}],
            "microstructure": {"seed": 3, "grains": {"mean_size": 6 * UM}},
        },
        "electrolyte": {
            "material": "LLZO",
            "fracture_toughness": 0.4e6,
            "grain_boundary": {"width": 0.2 * UM, "toughness_ratio": 0.6},
        },
        "interface": {"film_resistance": 2e-3},
        "mechanics": {"sides": "free"},
        "protocol": {"current_density": 40.0, "stop_time": 3600.0},
        "growth": {"step": step * UM, "max_depth": 9 * UM},
        "mesh": {
            "tip": 0.05 * UM,
            "lip": 0.4 * UM,
            "far": 2 * UM,
            "anode": 1 * UM,
            "boundary": 1 * UM,
        },
        "output": {"figures": False, "fields_every": 0},
    }
    with tempfile.TemporaryDirectory() as folder:
        simulate(Config.model_validate(tree), Path(folder) / "run")
        last = open_run(Path(folder) / "run").series.iloc[-1]
        log = (Path(folder) / "run" / "filasse.log").read_text()
    place = float(last["flaw1.x"]) / UM
    return float(last["time"]), place, float(last["lithium_balance"]), log


@pytest.mark.slow
@pytest.mark.parametrize("quantity", [0, 1], ids=["time", "path"])
def test_observed_order_in_a_polycrystal(quantity: int) -> None:
    """No outer limit is taken: with 1.2, 0.6 and 0.3 um the differences fall.

    6.5091, 6.4575 and 6.4464 s to x = 11.7296, 11.7001 and 11.7019 um. With 0.4 um, between them,
    it is 6.4495 s and 11.7006 um.
    """
    coarse, middle, fine = (polycrystal(step)[quantity] for step in (1.2, 0.6, 0.3))
    assert math.log2(abs(coarse - middle) / abs(middle - fine)) > 1.5  # found 2.2 and 4.0


@pytest.mark.slow
def test_a_polycrystal_loses_no_lithium_and_tells_that_its_error_may_be_more() -> None:
    *_, lost, log = polycrystal(0.6)
    assert lost < 1e-10
    assert "or more" in log


@pytest.mark.slow
def test_lithium_that_is_stripped_on_the_way() -> None:
    """The current switches in the middle of an advance, which ends where the tip is by then."""
    time, estimate, lost = ended("stripped", 4.0)
    assert abs(time - AFTER_STRIPPING) < abs(estimate) < 0.003 * time  # found 0.30 and 0.43 s
    assert lost < 1e-10
