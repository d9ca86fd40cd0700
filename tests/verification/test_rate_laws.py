"""Advances by rate laws: a life in closed form, Griffith's limit, and the error that runs tell."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.builders.plane_growth import LIMITS, growth, problem
from tests.builders.slabs import LLZO, MODEL, UM, edge_crack, sizes

from filasse.config import Config
from filasse.output.run_result import open_run
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.growth_laws import Subcritical
from filasse.simulation import simulate

pytestmark = pytest.mark.slow

START, RATIO = 5 * UM, 0.8
"""Length and K/K_c of an edge crack that lives until K = K_c."""
SPEED = 1e-11
"""So slow that the time until the pressure is there does not count [m/s]."""
STEP = START * (RATIO**-2 - 1) / 4
HOLD = Drive(voltage=24.25e-3)
"""By which K is that part of K_c at the start."""
CONDUCTIVE = replace(LLZO, conductivity=(1e6,))
"""So conductive that the crack feels the whole voltage."""

LAW = {"kind": "power", "speed": 5e-6, "exponent": 20.0}

DEPTH, LIMIT = 30 * UM, 58.515
"""Time at that depth by v = (K/K_c)^20 5 um/s without an error [s]: 58.514 and 58.516 s with steps
of 1 and 0.5 um and cells that follow them."""

HELD_LIMIT = 35.78
"""Time at a depth of 22 um by the same law with a threshold of 0.9 [s]: 36.06, 35.90 and 35.82 s
with steps of 2, 1 and 0.5 um, extrapolated."""


@functools.cache
def life(exponent: float) -> tuple[float, float, float]:
    """Time at the last crack below K_c, that in closed form, and the estimated error [s]."""
    slab = edge_crack(START, 400 * START, 400 * START)
    limits = replace(LIMITS, stop_time=1e12, max_step=1e12, time_tolerance=1e-2)
    law = Subcritical(speed=SPEED, exponent=exponent)
    rule = GrowthRule(STEP, 1e-9, law=law, is_two_step=True)
    ends: list[tuple[float, float, float]] = []
    model, ratio = replace(problem(MODEL, HOLD, limits=limits), growth=rule), 0.0
    for passage in growth(slab, model, sizes, lambda _: STEP, solid=CONDUCTIVE):
        state, tip = passage.outcome.state, passage.outcome.records[-1].tips[0]
        ratio = ratio or tip.k_ratio
        if tip.k_ratio >= 0.999:
            break
        length = passage.slab.cracks[0].path[-1][1]
        power = exponent - 2
        exact = 1 - (START / length) ** (power / 2)
        exact *= 2 * START / (power * SPEED * ratio**exponent)
        ends.append((passage.time, exact, state.history.accuracy.total or 0.0))
    return ends[-1]


@pytest.mark.parametrize("exponent", [10.0, 20.0, 30.0])
def test_life_under_constant_pressure_advance_by_advance(exponent: float) -> None:
    """t = 2 a0 [1 - (a0/a)^(n/2 - 1)]/[(n - 2) v0 k^n], with steps of a seventh of the crack."""
    time, exact, estimate = life(exponent)
    assert time == pytest.approx(exact, rel=5e-3)  # found 1.2e-3, 1.5e-3, 1.7e-3
    assert 0.5 < estimate / (exact - time) < 2.0  # found 0.84, 0.85, 0.82


CURRENT_LIMIT = 35.28
"""The same by v = (K/K_c)^20 i/(2 mA/cm^2) 5 um/s [s]: 35.58 and 35.38 s with steps of 4 and 2 um,
extrapolated."""

ONE = ((25 * UM, 16 * UM),)
"""Position and length of a flaw [m]."""


def plated(
    folder: Path,
    depth: float,
    flaws: tuple[tuple[float, float], ...] = ONE,
    width: float = 50 * UM,
    toughness: float = 1e6,
    thickness: float = 40 * UM,
    current: float = 20.0,
    **law: Any,
) -> Any:
    """The series of a small slab of LLZO whose flaws are plated until one has a depth [m]."""
    tree: dict[str, Any] = {
        "geometry": {
            "width": width,
            "thickness": thickness,
            "flaws": [{"position": x, "length": length} for x, length in flaws],
        },
        "electrolyte": {"material": "LLZO", "fracture_toughness": toughness},
        "interface": {"film_resistance": 2e-3},
        "protocol": {"stop_time": 36000.0, "current_density": current},
        "growth": {"step": 4 * UM, "max_depth": depth, "law": law},
        "mesh": {"tip": 0.4 * UM, "lip": 2 * UM, "far": 3 * UM, "anode": 2 * UM},
        "output": {"figures": False, "fields_every": 0},
    }
    simulate(Config.model_validate(tree), folder)
    return open_run(folder).series


def test_a_tip_that_lithium_holds_back(tmp_path: Path) -> None:
    """K^20 changes by e^7 over a step at a given volume of lithium, and by some per cent in all."""
    last = plated(tmp_path / "run", DEPTH, **LAW).iloc[-1]
    missing = LIMIT - last["time"]
    assert abs(missing) < 0.008 * LIMIT  # found 0.41 s
    assert 0.5 < last["time_error"] / missing < 2.0  # found 1.07
    assert last["lithium_balance"] < 1e-9


def test_a_tip_slides_along_the_threshold(tmp_path: Path) -> None:
    """Where lithium cannot follow the speed there, K stays: Griffith's criterion with that K_c."""
    held = plated(tmp_path / "held", 22 * UM, threshold=0.9, **LAW)
    griffith = plated(tmp_path / "griffith", 22 * UM, toughness=0.9e6, kind="griffith")
    one, other = (series.groupby("growth_step").last() for series in (held, griffith))
    assert one["flaw1.K_eq/K_c"].to_numpy() == pytest.approx(0.9, rel=1e-5)
    assert one["flaw1.length"].to_numpy() == pytest.approx(other["flaw1.length"], rel=1e-9)
    assert one["time"].to_numpy() == pytest.approx(other["time"], rel=1e-4)  # found 3e-5
    missing = HELD_LIMIT - one["time"].iloc[-1]
    assert abs(missing) < 0.02 * HELD_LIMIT  # found 0.57 s
    assert 0.5 < one["time_error"].iloc[-1] / missing < 2.0  # found 0.77
    assert one["lithium_balance"].iloc[-1] < 1e-9


def test_a_law_that_asks_for_the_current(tmp_path: Path) -> None:
    """Whether a tip has arrived depends on the current at the end of the step."""
    law = LAW | {"current_exponent": 1.0, "reference_current_density": 20.0}
    last = plated(tmp_path / "run", 22 * UM, **law).iloc[-1]
    missing = CURRENT_LIMIT - last["time"]
    assert abs(missing) < 0.012 * CURRENT_LIMIT  # found 0.3 s
    assert 0.5 < last["time_error"] / missing < 2.0  # found 0.95


def test_griffith_is_the_limit_of_steep_laws(tmp_path: Path) -> None:
    """(0.2 to 0.3 um/s over 0.3 um/s)^(1/500) leaves K within 0.1 % of K_c."""
    steep = plated(tmp_path / "steep", 20 * UM, kind="power", speed=0.3e-6, exponent=500.0)
    griffith = plated(tmp_path / "griffith", 20 * UM, kind="griffith")
    one, other = (series.groupby("growth_step").last() for series in (steep, griffith))
    assert one["flaw1.length"].to_numpy() == pytest.approx(other["flaw1.length"], rel=1e-9)
    assert one["time"].to_numpy() == pytest.approx(other["time"], rel=3e-3)  # found 2e-3
    assert one["time_error"].iloc[-1] == pytest.approx(other["time_error"].iloc[-1], rel=0.05)


TWO = (25 * UM, 16 * UM), (55 * UM, 15 * UM)
"""Positions and lengths of two flaws in a slab of 80 um [m]."""


def test_unequal_cracks_advance_together(tmp_path: Path) -> None:
    """Each as far as it goes in the same time: K changes little, and both forget how they began.

    One by one, each stood before the end of its crack while the other went, at 0.3 to 0.98 K_c.
    """
    ends = plated(tmp_path / "run", 20.8 * UM, TWO, 80 * UM, **LAW).groupby("growth_step").last()
    for name in ("flaw1", "flaw2"):
        grown = ends[f"{name}.length"].diff().iloc[1:-1]  # the last ends at the depth
        assert (grown > 0.5).all()  # micrometres, in every advance
        assert ends[f"{name}.K_eq/K_c"].iloc[1:-1].between(0.8, 0.9).all()
    assert ends["flaw1.length"].iloc[-1] > ends["flaw2.length"].iloc[-1] > 19


TOGETHER = 45.2, 9.38
"""Time when the first of two cracks is 24 um long by Griffith's criterion, K_c of 0.9 MPa m^0.5
[s], at 2 mA/cm^2 and at 8 in a thinner slab: 45.61, 45.31, 45.14 and 45.28 s and
9.58, 9.42, 9.38 and 9.38 s with steps of 4, 2, 1 and 0.5 um."""


@pytest.mark.parametrize("high", [False, True])
def test_griffiths_tips_advance_together(tmp_path: Path, high: bool) -> None:
    """One by one the second stood at 0.36 to 0.9 K_c, and at high currents both by turns."""
    cell = {"thickness": 36 * UM, "current": 80.0} if high else {}
    run = plated(tmp_path, 25 * UM, TWO, 80 * UM, toughness=0.9e6, kind="griffith", **cell)
    ends = run.groupby("growth_step").last()
    both = ends[["flaw1.K_eq/K_c", "flaw2.K_eq/K_c"]].iloc[1:]
    assert both.min(axis=None) > 0.95  # found 0.97
    assert both.max(axis=None) < 1 + 1e-5
    time, told = (
        float(np.interp(24, ends["flaw1.length"], ends[name])) for name in ("time", "time_error")
    )
    missing = TOGETHER[high] - time
    assert abs(missing) < 0.025 * time  # found -0.41 and -0.20 s
    assert 0.5 < told / missing < 2.0  # found 0.89 and 1.10
    assert len(ends) <= 8
    assert ends["lithium_balance"].max() < 1e-9
    last = ends.iloc[-1]  # one of them goes along, and tells how fast, too
    assert last[["flaw1.speed", "flaw2.speed"]].min() > 0.2


def test_equal_cracks_stay_equal(tmp_path: Path) -> None:
    """Two at the same distance from the sides, which advance by the same steps."""
    equal = (20 * UM, 16 * UM), (60 * UM, 16 * UM)
    ends = plated(tmp_path / "run", 22 * UM, equal, 80 * UM, toughness=0.9e6, kind="griffith")
    ends = ends.groupby("growth_step").last()
    assert ends["flaw1.length"].to_numpy() == pytest.approx(ends["flaw2.length"], rel=1e-9)
    assert ends["flaw1.K_eq/K_c"].to_numpy() == pytest.approx(ends["flaw2.K_eq/K_c"], rel=2e-3)
