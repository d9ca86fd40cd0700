"""A filament that branches at a triple junction of grains, and goes on in both boundaries."""

from pathlib import Path

import numpy as np
import pytest

from filasse.config import load_config
from filasse.output.run_result import RunResult, open_run
from filasse.report.run_facts import overview
from filasse.simulation import simulate
from filasse_meshes import Crack, Microstructure, Sizes, Slab, build_mesh, export_mesh

UM = 1e-6
SIDE, JUNCTION, BAND = 40.0, 12.0, 0.6
"""[um]"""

CONFIG = """
geometry: {mesh_file: junction.msh}
electrolyte:
  material: LLZO
  grain_boundary: {width: 0.6 um, modulus_ratio: 1, toughness_ratio: 0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 2 um, short_circuit_distance: 1 um, max_steps: 3}
mesh: {tip: 0.2 um, lip: 1 um, far: 6 um}
output: {figures: false, fields_every: 1}
"""

BRANCHES = "growth.branching=0.05"


def grain(*corners: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple((x * UM, y * UM) for x, y in corners)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crack along the boundary below a triple junction, from which two go up at 45 degrees."""
    middle, high = SIDE / 2, JUNCTION + SIDE / 2
    left = grain((0, 0), (middle, 0), (middle, JUNCTION), (0, high))
    right = grain((middle, 0), (SIDE, 0), (SIDE, high), (middle, JUNCTION))
    above = grain((middle, JUNCTION), (SIDE, high), (SIDE, SIDE), (0, SIDE), (0, high))
    crack = Crack("flaw1", grain((middle, 0), (middle, JUNCTION)))
    slab = Slab(
        SIDE * UM,
        SIDE * UM,
        (crack,),
        microstructure=Microstructure(grains=(left, right, above), band=BAND * UM),
    )
    path = tmp_path_factory.mktemp("junction")
    mesh = build_mesh(slab, Sizes(6 * UM, 0.2 * UM, 1 * UM, 4 * UM))
    export_mesh(mesh, path / "junction.msh")
    (path / "junction.yaml").write_text(CONFIG)
    return path


def run(folder: Path, *changes: str, name: str = "run", resume: bool = False) -> RunResult:
    config = load_config(folder / "junction.yaml", changes)
    simulate(config, folder / name, overwrite=not resume, resume=resume)
    return open_run(folder / name)


@pytest.fixture(scope="module")
def whole(folder: Path) -> RunResult:
    return run(folder, BRANCHES)


def test_a_tip_branches_into_boundaries_that_are_equally_tough(whole: RunResult) -> None:
    result = whole
    branched = result.events[result.events["event"] == "branched"]
    assert branched[["tip", "branches"]].to_numpy().tolist() == [["flaw1", "flaw1-1, flaw1-2"]]
    series = result.series
    before = series[series["flaw1-1.length"].isna()]
    after = series[series["flaw1-1.length"].notna()]
    assert len(before) and (before["flaw1.y"] == before["flaw1.y"].iloc[0]).all()
    assert after["flaw1.length"].isna().all()
    first, last = after.iloc[0], after.iloc[-1]
    assert np.allclose(after["flaw1-1.length"], after["flaw1-2.length"], atol=1e-3)
    assert np.allclose(after["flaw1-1.x"] + after["flaw1-2.x"], SIDE, atol=1e-3)
    for tip in ("flaw1-1", "flaw1-2"):
        ahead = last[f"{tip}.y"] - JUNCTION
        assert abs(last[f"{tip}.x"] - SIDE / 2) == pytest.approx(ahead, abs=2 * BAND)
    # Both branches share the film of the crack that they left.
    assert last["flaw1-1.length"] + last["flaw1-2.length"] > 1.9 * first["flaw1-1.length"]
    assert after["lithium_in_cracks"].iloc[-1] > before["lithium_in_cracks"].iloc[-1]
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-9
    told = " ".join(fact.value for fact in overview(result))
    assert "flaw1 branches into flaw1-1, flaw1-2" in told


def test_it_takes_one_of_them_unless_it_may_branch(folder: Path) -> None:
    result = run(folder, "growth.max_steps=1", name="alone")
    assert not (result.events["event"] == "branched").any()
    assert list(result.tips) == ["flaw1"]


@pytest.mark.slow
def test_a_run_that_has_just_branched_is_resumed_to_the_byte(
    folder: Path, whole: RunResult
) -> None:
    stopped = run(folder, BRANCHES, "growth.max_steps=1", name="parts")
    assert "flaw1-1" in stopped.tips
    parts = run(folder, BRANCHES, name="parts", resume=True)
    assert list(parts.tips) == list(whole.tips)
    for told in ("series.csv", "fields.pvd"):
        assert (folder / "parts" / told).read_bytes() == (folder / "run" / told).read_bytes()
