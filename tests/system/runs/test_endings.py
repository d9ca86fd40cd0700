"""Every way a run can go and end, on the coarse slab."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from filasse.config import load_config
from filasse.estimates.verdict import verdict
from filasse.output.run_result import RunResult
from filasse.report.run_facts import overview
from filasse.simulation import mesh_of
from filasse_meshes import export_mesh

type Run = Callable[..., RunResult]

BLOCKED = (
    "lithium.mouth=sealed",
    "interface.kinetics=linear",
    "interface.film_resistance=200 ohm cm^2",
    "geometry.flaws.0.length=10 um",
    "protocol.stop_time=20 h",
    "growth.max_steps=1",
)
"""A crack that nothing leaves: its pressure tends to what the overpotential can hold."""


def final(result: RunResult, column: str) -> float:
    return float(result.series[column].iloc[-1])


def test_arrest(run: Run) -> None:
    result = run("protocol.current_density=0.2 mA/cm^2")
    assert result.reason == "arrested"
    assert 0 < final(result, "flaw1.K_eq/K_c") < 1
    assert final(result, "time") < 3600


def test_end_of_the_protocol(run: Run) -> None:
    result = run("protocol.stop_time=2 s")
    assert result.reason == "end_of_protocol"
    assert final(result, "time") == pytest.approx(2, rel=1e-9)


def test_a_side_in_the_way_is_no_arrest(run: Run) -> None:
    result = run(
        "geometry.flaws=[{path: [[26 um, 0 um], [37 um, 22 um]]}]",
        "mechanics.sides=roller",
        "growth.max_steps=6",
    )
    assert result.reason == "blocked"
    assert final(result, "flaw1.x") == pytest.approx(38, abs=0.1)
    met = result.events[result.events["event"] == "met"]
    assert final(result, "time") == met["time"].iloc[0]
    assert met[["tip", "obstacle"]].to_numpy().tolist() == [["flaw1", "side"]]
    log = (result.folder.root / "filasse.log").read_text()
    assert "flaw1 is held up by a side of the slab: it can grow no further" in log
    facts = {fact.name: fact.value for fact in overview(result)}
    assert "held up by a side" in facts[f"At {met['time'].iloc[0]:.5g} s"]


def test_a_tip_that_may_grow_keeps_the_run_going(run: Run) -> None:
    """One flaw is held up, the other still approaches K_c: the run ends once that one rests."""
    result = run(
        "geometry.flaws=[{path: [[26 um, 0 um], [37 um, 22 um]]}, {position: 10 um, length: 3 um}]",
        "mechanics.sides=roller",
        "growth.max_steps=6",
    )
    series = result.series
    assert result.reason == "blocked"
    assert final(result, "flaw2.K_eq/K_c") < 1
    ratios, times = series["flaw2.K_eq/K_c"], series["time"]
    late = times > 0.5 * times.iloc[-1]
    assert np.ptp(ratios[late]) < 1e-2
    assert times.iloc[-1] < 100  # of an hour


NARROW = (
    "electrolyte.fracture_toughness=0.6 MPa m^0.5",
    "protocol.current_density=12 mA/cm^2",
    "growth.step=4 um",
    "growth.method=one_step",  # where it ends is asked, not when
    "numerics.time_tolerance=1e-2",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sides", "width", "position", "reason"),
    [
        ("roller", 60, 20, "blocked"),
        ("roller", 80, 36, "short_circuit"),
        ("free", 120, 20, "blocked"),
        ("free", 40, 20, "short_circuit"),
    ],
)
def test_what_validate_says_of_narrow_slabs_is_so(
    config: Path, run: Run, sides: str, width: int, position: int, reason: str
) -> None:
    """A straight flaw near a side, and not in the middle, does not go across."""
    flaw = f"{{position: {position} um, length: 8 um}}"
    changes = (
        f"geometry={{width: {width} um, thickness: 40 um, flaws: [{flaw}]}}",
        f"mechanics.sides={sides}",
        *NARROW,
    )
    told = " ".join(verdict(load_config(config, changes)).lines)
    result = run(*changes)
    assert result.reason == reason
    assert ("`blocked`" in told) == (reason == "blocked")
    assert ("short circuit" in told) == (reason == "short_circuit")


def test_enough_steps(run: Run) -> None:
    result = run("growth.max_steps=1")
    assert result.reason == "max_steps"
    assert final(result, "growth_step") == 1


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("end_of_protocol", ("protocol.stop_time=2 s",)),
        ("max_steps", ("growth.max_steps=1",)),
        ("spalled", ("geometry.flaws=[{path: [[20 um, 0 um], [23 um, 3 um], [28 um, 2.2 um]]}]",)),
    ],
)
def test_fields_show_the_end(run: Run, reason: str, changes: tuple[str, ...]) -> None:
    result = run(*changes, "output.fields_every=1000")
    assert result.reason == reason
    assert result.growth_steps[-1] == final(result, "growth_step")


def test_constant_voltage(run: Run) -> None:
    result = run("protocol.current_density=null", "protocol.voltage=0.2 V", "growth.max_steps=1")
    assert result.reason == "max_steps"
    assert np.ptp(result.series["voltage"]) < 1e-12
    assert np.ptp(result.series["current_density"]) > 0


def test_flawless_slab(run: Run) -> None:
    result = run("geometry.flaws=[]", "protocol.current_density=100 mA/cm^2")
    assert result.reason == "end_of_protocol"
    assert np.ptp(result.series["voltage"]) < 1e-9
    assert result.tips == ()


def test_two_flaws(run: Run) -> None:
    result = run(
        "geometry.flaws=[{position: 12 um, length: 10 um}, {position: 28 um, length: 14 um}]",
        "protocol.current_density=8 mA/cm^2",
        "growth.max_steps=2",
    )
    assert result.tips == ("flaw1", "flaw2")
    lengths = [final(result, f"{tip}.length") for tip in result.tips]
    # One after the other by a twentieth of a step: beside a quarter the other is critical too soon.
    assert lengths == pytest.approx([10.2, 14.2])
    assert result.series["lithium_balance"].max() < 1e-6


def test_inclined_flaw(run: Run) -> None:
    result = run("geometry.flaws.0.angle=20 deg", "growth.max_steps=1")
    assert result.series["flaw1.K_II"].abs().max() > 0
    tip = result.series[["flaw1.x", "flaw1.y"]].iloc[0]
    lean = np.arctan2(tip["flaw1.x"] - 20, tip["flaw1.y"])
    assert np.degrees(lean) == pytest.approx(20)


def test_mesh_of_the_user(run: Run, config: Path, tmp_path: Path) -> None:
    step = ("growth.step=10 um", "growth.max_steps=1")  # tips set out by a quarter of it
    own = run(*step)
    path = tmp_path / "user.msh"
    export_mesh(mesh_of(load_config(config)), path)
    before = config.read_text().splitlines()
    lines = [f"  mesh_file: {path}" if "flaws:" in line else line for line in before]
    lines = [line for line in lines if not line.startswith(("  width", "  thickness"))]
    config.write_text("\n".join(lines))
    imported = run(*step)
    for column in ("time", "voltage", "flaw1.K_I", "flaw1.length"):
        assert final(imported, column) == pytest.approx(final(own, column), rel=1e-6)


def stress_intensity(run: Run, current: float, toughness: float = 1.0) -> float:
    """K in the end [MPa m^0.5]; a run that grows has none."""
    result = run(
        *BLOCKED,
        f"protocol.current_density={current} A/m^2",
        f"electrolyte.fracture_toughness={toughness} MPa m^0.5",
    )
    return final(result, "flaw1.K_I") if result.reason == "arrested" else np.inf


def test_pressure_obeys_nernst(run: Run) -> None:
    """A blocked crack holds p = F i R/V_m, R of all that its current would have to pass."""
    result = run(*BLOCKED, "protocol.current_density=1 A/m^2")
    charge_transfer = 8.314462618 * 298.15 / (96485.33212 * 25.7)
    pressure = 96485.33212 / 13.0e-6 * (200e-4 + charge_transfer)
    assert final(result, "flaw1.max_pressure") == pytest.approx(pressure / 1e6, rel=0.01)


def test_stress_intensity_follows_the_current(run: Run) -> None:
    first, second = (stress_intensity(run, current, toughness=3.0) for current in (1.0, 2.0))
    assert second / first == pytest.approx(2, rel=1e-3)


@pytest.mark.parametrize("toughness", [0.5, 1.0, 2.0])
def test_critical_current_follows_the_toughness(run: Run, toughness: float) -> None:
    critical = toughness * 1.0 / stress_intensity(run, 1.0)
    assert stress_intensity(run, 0.98 * critical, toughness) == pytest.approx(
        0.98 * toughness, rel=1e-3
    )
    assert stress_intensity(run, 1.02 * critical, toughness) == np.inf


def test_mobile_lithium_follows_the_tip(run: Run) -> None:
    """Its front crosses all the new nodes of a step at once."""
    result = run(
        "lithium.flow=mobile",
        "lithium.mouth=sealed",
        "geometry.flaws.0.length=10 um",
        "protocol.current_density=50 mA/cm^2",
        "growth.max_steps=2",
    )
    assert result.reason == "max_steps"
    assert final(result, "flaw1.dry_length") == pytest.approx(0, abs=1e-6)
    assert result.series["lithium_balance"].max() < 1e-6


def test_tiny_first_step_is_no_arrest(run: Run) -> None:
    result = run("numerics.initial_time_step=1e-8 s", "growth.max_steps=1")
    assert result.reason == "max_steps"


def test_voltage_may_jump(run: Run) -> None:
    """Without any resistance, nodes that fill up or run dry make the voltage jump."""
    result = run(
        "interface.kinetics=ideal",
        "interface.film_resistance=0 ohm cm^2",
        "geometry.flaws.0.length=10 um",
        "protocol.current_density=50 mA/cm^2",
        "growth.max_steps=1",
    )
    assert result.reason == "max_steps"
