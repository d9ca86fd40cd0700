"""Runs of slabs with a depth: a half-penny grows, by symmetry, and goes on after a stop."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from filasse.config import Config, load_config
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.solid_growth import SolidGrowth
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

type Made = Callable[[Config], RunResult]

SLAB = """
geometry:
  width: 60 um
  thickness: 50 um
  depth: 60 um
  flaws: [{position: 30 um, length: 10 um}]
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 1 um, max_steps: 2, short_circuit_distance: 5 um}
mesh: {tip: 2 um, far: 20 um, grading: 0.35}
output: {figures: false}
"""


def configured(place: Path, *changes: str) -> Config:
    place.mkdir(parents=True, exist_ok=True)
    (place / "slab.yaml").write_text(SLAB)
    return load_config(place / "slab.yaml", changes)


@pytest.fixture(scope="module")
def grown(made: Made, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return made(configured(tmp_path_factory.mktemp("solid")))


@pytest.mark.slow
def test_a_half_penny_grows(grown: RunResult) -> None:
    """By its step where it goes farthest: at the deepest point at first, then beside it."""
    series = grown.series
    assert grown.reason == "max_steps"
    assert grown.tips == ("flaw1",)
    ends = series.groupby("growth_step").last()
    depth, half = ends["flaw1.length"], ends["flaw1.half_width"]
    assert np.diff(depth)[0] == pytest.approx(1.0, abs=0.02)
    assert 0.9 < np.diff(depth)[1] < 1.05
    assert (np.diff(half) > -0.01).all()  # nodes are spaced again along every front
    assert (np.diff(half) < np.diff(depth)).all()
    assert ends["flaw1.K_eq/K_c"].to_numpy() == pytest.approx([1, 1, 1], abs=1e-4)
    assert (ends["flaw1.area"] > 0.97 * np.pi / 2 * 100).all()


@pytest.mark.slow
def test_multigrid_gives_the_run_of_a_factor(grown: RunResult, tmp_path: Path) -> None:
    """Up to the first advance to 1e-5, as both give K to 1e-5; and so the front that it leads to.

    The next mesh is another one: a mesher is not continuous in its input. On so coarse a one that
    is .5 % in time, as much as from tightening the residual to 1e-8.
    """
    config = configured(tmp_path, "numerics.linear_solver=multigrid", "growth.max_steps=1")
    run = open_run(simulate(config, tmp_path / "run").folder)
    solver = run.info["linear_solver"]
    assert solver["choice"] == "multigrid" and grown.info["linear_solver"]["choice"] == "direct"
    assert solver["columns"] > 30 and solver["expected_seconds"] > 0
    one, other = (each.series[each.series["growth_step"] == 0] for each in (grown, run))
    names = ["time", "voltage", "flaw1.max_pressure", "flaw1.K_eq/K_c", "flaw1.mouth_opening"]
    np.testing.assert_allclose(other[names].iloc[-1], one[names].iloc[-1], rtol=1e-5)
    wanted, found = (each.series.groupby("growth_step").last().loc[1] for each in (grown, run))
    for name in ("flaw1.area", "flaw1.length", "flaw1.half_width"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-6)
    assert found["time"] == pytest.approx(wanted["time"], rel=2e-2)


@pytest.mark.slow
def test_what_is_conserved_and_symmetric(grown: RunResult) -> None:
    series = grown.series
    assert series["lithium_balance"].abs().max() < 1e-9
    assert series["current_balance"].abs().max() < 1e-9
    assert series["flaw1.x"].to_numpy() == pytest.approx(30, abs=0.05)
    assert series["current_density"].to_numpy() == pytest.approx(4, rel=1e-9)
    charge = series["plated_charge"] / (40 * 60e-6 * 60e-6 * series["time"])
    assert charge.to_numpy() == pytest.approx(1, rel=1e-6)


@pytest.mark.slow
def test_pressure_at_which_a_half_penny_grows(grown: RunResult) -> None:
    """At least the even one, 1.03 (2/pi) p sqrt(pi a) = K_c at the deepest point, and a third more.

    Lithium that creeps out takes the pressure down to that of the anode at the mouth, so that more
    is needed inside (1.27 times as much; a prototype under even plating: 1.26).
    """
    first = grown.series.groupby("growth_step").last().iloc[0]
    even = 1e6 / (1.03 * 2 / np.pi * np.sqrt(np.pi * 10e-6)) / 1e6
    assert 1.0 < first["flaw1.max_pressure"] / even < 1.35


@pytest.mark.slow
def test_times_are_those_of_shorter_steps(tmp_path: Path) -> None:
    """185 um^2 are there 3.25 s after growth began with half and a quarter of the steps.

    With cells of 0.7 and 0.5 um. Found 3.16 to 3.30 s on six meshes whose cells differ by 2 %. By
    the largest K along the front it was 2.80 to 2.89 s, and 2.91 s with half the steps.
    """
    ends_at = "growth.max_steps=9", "growth.max_depth=11.7 um"
    config = configured(tmp_path, "geometry.symmetry=xz", "mesh.tip=1 um", *ends_at)
    run = open_run(simulate(config, tmp_path / "run").folder)
    ends = run.series.groupby("growth_step").last()
    assert (run.reason, len(ends)) == ("max_depth", 3)
    assert ends["flaw1.length"].iloc[-1] == pytest.approx(11.7, abs=2e-3)  # and not past a step
    passed = np.interp(185, ends["flaw1.area"], ends["time"]) - ends["time"].iloc[0]
    assert passed == pytest.approx(3.25, rel=0.03)
    assert abs(ends["time_error"].iloc[-1]) < 0.05 * passed


@pytest.mark.slow
def test_a_buried_penny_grows(tmp_path: Path) -> None:
    """Lithium cannot leave it: its pressure is even but for where it is plated, 2 p sqrt(R/pi)."""
    flaw = "geometry.flaws=[{position: 30 um, height: 25 um, length: 10 um, angle: 90 deg}]"
    config = configured(tmp_path, flaw, "growth.max_steps=1")
    series = open_run(simulate(config, tmp_path / "run").folder).series
    ends = series.groupby("growth_step").last()
    even = 1e6 / (2 * np.sqrt(10e-6 / np.pi)) / 1e6
    assert 0.9 < ends["flaw1.max_pressure"].iloc[0] / even < 1.2
    assert ends["flaw1.y"].to_numpy() == pytest.approx(25, abs=0.2)
    assert ends["flaw1.area"].iloc[0] == pytest.approx(np.pi * 100, rel=1e-3)
    assert ends["flaw1.area"].iloc[1] > 1.03 * np.pi * 100
    assert series["lithium_returned"].abs().max() == 0
    assert series["lithium_balance"].abs().max() < 1e-9


LEAKS = (
    "electrolyte.leakage={conductivity: 1e-6 S/cm, activation_energy: 50 kJ/mol}",
    *("growth.max_steps=0", "protocol.stop_time=2 s", "mesh.tip=4 um"),
)
LONG = "geometry.flaws.0.length=20 um"


@pytest.mark.slow
def test_electrons_leak_through_a_body(tmp_path: Path) -> None:
    """Through a flat slab sigma_e V/H, more where metal reaches into it, and all is counted."""
    flat = (*LEAKS, "geometry.flaws=[]", "protocol.current_density=1 mA/cm^2")
    series = open_run(simulate(configured(tmp_path, *flat), tmp_path / "flat").folder).series
    through = 1e-4 * series["voltage"] / 50e-6 / 10  # [mA/cm^2]
    units = series.attrs["units"]
    assert units["leaked_charge"] == "C" and units["plated_charge"] == "C"
    assert series["leakage_current"].to_numpy() == pytest.approx(through.to_numpy(), rel=1e-9)
    result = open_run(simulate(configured(tmp_path, *LEAKS, LONG), tmp_path / "run").folder)
    series, units = result.series, result.series.attrs["units"]
    ratio = series["leakage_current"] / (1e-4 * series["voltage"] / 50e-6 / 10)
    assert ratio.min() > 1.02 and ratio.max() < 2.0
    assert units["leaked_charge"] == "C" and units["dead_lithium"] == "um^3"
    passed = np.diff(series["leaked_charge"]) / np.diff(series["time"]) / 36e-10
    assert passed[-1] == pytest.approx(10 * series["leakage_current"].iloc[-2:].mean(), rel=1e-3)
    assert series["current_balance"].max() < 1e-8
    assert series["lithium_balance"].max() < 1e-9


FINER = "growth.max_steps=1", "mesh.tip=1.5 um"
"""With edges of a fifth of the radius times are so noisy that two whole meshes differ by 3 %."""


@pytest.fixture(scope="module")
def finer(made: Made, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return made(configured(tmp_path_factory.mktemp("finer"), *FINER)).series


@pytest.mark.slow
@pytest.mark.parametrize("symmetry", ["z", "xz"])
def test_a_part_gives_the_results_of_the_whole(
    finer: pd.DataFrame, tmp_path: Path, symmetry: str
) -> None:
    """But for the noise of meshes.

    Around a front in a plane there are half as many cells, and so more noise.
    """
    config = configured(tmp_path, f"geometry.symmetry={symmetry}", *FINER)
    half = open_run(simulate(config, tmp_path / "run").folder).series
    ends, whole = (run.groupby("growth_step").last() for run in (half, finer))
    for name, close in (
        *(("flaw1.length", 5e-3), ("flaw1.half_width", 5e-3), ("flaw1.area", 3e-3)),
        *(("voltage", 5e-4), ("flaw1.max_pressure", 2.5e-2), ("time", 2.5e-2)),
    ):
        assert ends[name].to_numpy() == pytest.approx(whole[name].to_numpy(), rel=close), name
    assert half["flaw1.z"].to_numpy() == pytest.approx(30, abs=1e-9)
    assert half["lithium_balance"].abs().max() < 1e-9
    charge = half["plated_charge"] / (40 * 60e-6 * 60e-6 * half["time"])
    assert charge.to_numpy() == pytest.approx(1, rel=1e-6)  # of the whole electrode


@pytest.mark.slow
def test_a_front_opens_into_a_pore(tmp_path: Path) -> None:
    """It goes around it at once, dry; lithium is conserved, and the run goes on."""
    pore = "{name: void, centre: [30.5 um, 18.2 um], z: 31 um, size: 4 um}"
    changes = f"geometry.microstructure.placed_pores=[{pore}]", "protocol.stop_time=3 s"
    run = simulate(configured(tmp_path, *changes), tmp_path / "run")
    result = open_run(run.folder)
    assert run.reason == "end_of_protocol"
    met = result.events[result.events["event"] == "met"]
    assert met["obstacle"].tolist() == ["pore void"]
    ends = result.series.groupby("growth_step").last()
    assert ends["flaw1.length"].to_numpy() == pytest.approx([10, 18.2 + 2 + 5.4], abs=0.4)
    assert ends["flaw1.dry_length"].iloc[1] > 10
    assert ends["void.filling"].iloc[1] < 1
    assert result.series["lithium_balance"].abs().max() < 1e-9


@pytest.mark.slow
def test_a_front_that_creeps(tmp_path: Path) -> None:
    """By a law of growth it advances below its toughness, which plating lowers."""
    law = "growth.law={kind: power, speed: 20 um/s, exponent: 10}"
    toughness = "growth.toughness={kind: current, current_density: 2 mA/cm^2, exponent: 1}"
    config = configured(tmp_path, law, toughness, "growth.max_steps=1")
    ends = open_run(simulate(config, tmp_path / "run").folder).series.groupby("growth_step").last()
    assert (ends["flaw1.K_eq/K_c"] < 0.95).all()
    assert 0.95 < np.diff(ends["flaw1.length"])[0] < 1.01  # a part beside went 1 um
    speed = 20 * ends["flaw1.K_eq/K_c"] ** 10
    assert ends["flaw1.speed"].iloc[0] == pytest.approx(speed.iloc[0], rel=1e-6)
    assert (ends["flaw1.K_I"] < 0.9 * ends["flaw1.K_eq/K_c"]).all()  # of a lower toughness
    assert ends["lithium_balance"].abs().max() < 1e-9


@pytest.mark.slow
def test_fronts_that_cannot_advance_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In place of the same growth step again and again, up to max_steps."""
    placed = SolidGrowth._placed

    def nowhere(growth: SolidGrowth, step: FrontAdvance) -> FrontAdvance:
        return placed(growth, step).shortened(0.0)

    monkeypatch.setattr(SolidGrowth, "_placed", nowhere)
    run = simulate(configured(tmp_path, "mesh.far=30 um"), tmp_path / "run")
    assert run.reason == "blocked"
    assert list(open_run(run.folder).series["growth_step"].unique()) == [0]


@pytest.mark.slow
def test_fields_in_space(grown: RunResult) -> None:
    fields = grown.fields()
    film = fields["film"]
    assert film.n_cells > 50
    depth = grown.series["flaw1.length"].iloc[-1]
    assert film.points[:, 1].max() * 1e6 == pytest.approx(depth, abs=1e-3)


@pytest.mark.slow
def test_a_run_in_space_goes_on_where_it_was(grown: RunResult, tmp_path: Path) -> None:
    short = configured(tmp_path, "growth.max_steps=1")
    simulate(short, tmp_path / "run")
    resumed = simulate(configured(tmp_path), tmp_path / "run", resume=True)
    ends = open_run(resumed.folder).series.groupby("growth_step").last()
    whole = grown.series.groupby("growth_step").last()
    for name in ("time", "voltage", "flaw1.length", "flaw1.area"):
        np.testing.assert_allclose(ends[name], whole[name], rtol=1e-9)
