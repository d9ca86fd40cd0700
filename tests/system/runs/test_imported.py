"""Runs on meshes that users drew, with several cracks, a pore and grains."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders.gmsh_files.user_bodies import disk, generate_body, rectangle
from tests.builders.user_meshes import generate_slab

from filasse.config import Config, load_config
from filasse.errors import MeshError, UsageError
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

CONFIG = """
geometry: {mesh_file: slab.msh, mesh_unit: um}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 12 um, short_circuit_distance: 2 um, max_steps: 2}  # the first of a quarter each
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""
MANY = {
    "cracks": {
        "crack:along": ((15, 0), (15, 16)),  # on the line between two grains
        "crack:to": ((40, 0), (41, 11)),
        "crack:on": ((41, 11), (45, 20)),
    },
    "pores": {"pore:p": (41, 11, 2)},
    "walls": [((15, 0), (15, 40)), ((15, 25), (60, 25))],
}
type Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    generate_slab(tmp_path / "slab.msh", size=2.5, **MANY)  # type: ignore[arg-type]
    (tmp_path / "a.yaml").write_text(CONFIG)
    return lambda *changes: load_config(tmp_path / "a.yaml", changes)


def run(config: Config, folder: Path, resume: bool = False) -> RunResult:
    simulate(config, folder, resume=resume)
    return open_run(folder)


def test_cracks_grow_from_the_users_mesh_and_go_on(load: Load, tmp_path: Path) -> None:
    whole = run(load(), tmp_path / "whole")
    assert whole.reason == "max_steps"
    series = whole.series
    assert set(whole.tips) == {"along", "on"}
    assert series["current_density"].iloc[0] == pytest.approx(4.0, rel=1e-9)
    assert series["lithium_balance"].max() < 1e-9
    assert series["along.length"].iloc[-1] == pytest.approx(16 + 2 * 3, rel=1e-6)
    assert series["along.x"].iloc[-1] == pytest.approx(15, abs=3)
    run(load("growth.max_steps=1"), tmp_path / "parts")
    parts = run(load(), tmp_path / "parts", resume=True).series
    for column in ("time", "voltage", "along.length", "along.K_I", "lithium_in_cracks"):
        assert parts[column].iloc[-1] == pytest.approx(series[column].iloc[-1], rel=1e-9)


def test_soft_boundaries_of_a_file_guide_the_crack(load: Load, tmp_path: Path) -> None:
    boundary = "electrolyte.grain_boundary={width: 1 um, toughness_ratio: 0.5}"
    soft = run(load(boundary, "mesh.tip=0.3 um"), tmp_path / "soft").series
    assert soft["along.x"].iloc[-1] == pytest.approx(15, abs=0.5)
    assert soft["lithium_balance"].max() < 1e-9
    hard = run(load("growth.max_steps=1"), tmp_path / "hard").series
    first = [s[s["growth_step"] == 0]["time"].iloc[-1] for s in (soft, hard)]
    assert first[0] < 0.7 * first[1]


def test_another_mesh_under_the_same_name_is_refused(load: Load, tmp_path: Path) -> None:
    run(load("growth.max_steps=1"), tmp_path / "run")
    series = (tmp_path / "run" / "series.csv").read_bytes()
    generate_slab(tmp_path / "slab.msh", size=2.4, **MANY)  # type: ignore[arg-type]
    with pytest.raises(
        UsageError, match=r"content of .*slab\.msh \(geometry\.mesh_file\)"
    ) as error:
        run(load(), tmp_path / "run", resume=True)
    assert error.value.exit_code == 2
    assert (tmp_path / "run" / "series.csv").read_bytes() == series
    assert "geometry.mesh_file" in json.loads((tmp_path / "run" / "run.json").read_text())["inputs"]


BODY = """
geometry: {mesh_file: body.msh, mesh_unit: um}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 1 um, short_circuit_distance: 5 um, max_steps: 1}
mesh: {tip: 2 um, far: 20 um, grading: 0.35}
output: {figures: false}
"""
SIZES = {"front": 2.0, "growth": 0.35, "far": 20.0, "box": (60.0, 50.0, 60.0)}


@pytest.fixture
def body(tmp_path: Path) -> Load:
    drawn = disk(x=30, y=0, z=30, rx=10, ry=10)
    generate_body(tmp_path / "body.msh", {"crack:flaw1": drawn}, **SIZES)  # type: ignore[arg-type]
    (tmp_path / "a.yaml").write_text(BODY)
    return lambda *changes: load_config(tmp_path / "a.yaml", changes)


@pytest.mark.slow
def test_a_body_of_the_user_grows_as_the_same_flaw_does(body: Load, tmp_path: Path) -> None:
    """From its own mesh at first, and goes on from there after a stop."""
    whole = run(body(), tmp_path / "whole")
    assert whole.reason == "max_steps"
    ends = whole.series.groupby("growth_step").last()
    flaw = "{flaws: [{position: 30 um, length: 10 um}], width: 60 um, thickness: 50 um"
    drawn = load_config(tmp_path / "a.yaml", [f"geometry={flaw}, depth: 60 um}}"])
    own = run(drawn, tmp_path / "drawn").series.groupby("growth_step").last()
    for name, close in (("flaw1.length", 5e-3), ("flaw1.area", 1e-2), ("flaw1.max_pressure", 3e-2),
                        ("voltage", 2e-3), ("time", 5e-2)):  # fmt: skip
        assert ends[name].to_numpy() == pytest.approx(own[name].to_numpy(), rel=close), name
    assert whole.series["lithium_balance"].max() < 1e-9
    charge = whole.series["plated_charge"] / (40 * 60e-6 * 60e-6 * whole.series["time"])
    assert charge.to_numpy() == pytest.approx(1, rel=1e-6)
    run(body("growth.max_steps=0"), tmp_path / "parts")
    parts = run(body(), tmp_path / "parts", resume=True).series.groupby("growth_step").last()
    for name in ("time", "voltage", "flaw1.length", "flaw1.area"):
        assert parts[name].to_numpy() == pytest.approx(ends[name].to_numpy(), rel=1e-9), name


@pytest.mark.slow
def test_another_body_under_the_same_name_is_refused(body: Load, tmp_path: Path) -> None:
    run(body("protocol.stop_time=1 ms"), tmp_path / "run")
    drawn = disk(x=30, y=0, z=30, rx=11, ry=11)
    generate_body(tmp_path / "body.msh", {"crack:flaw1": drawn}, **SIZES)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"content of .*body\.msh \(geometry\.mesh_file\)"):
        run(body(), tmp_path / "run", resume=True)


def test_what_cannot_grow_is_told_before_the_run(body: Load, tmp_path: Path) -> None:
    generate_body(tmp_path / "body.msh", {"crack:a": rectangle(x=24, z=30)}, **SIZES)  # type: ignore[arg-type]
    with pytest.raises(MeshError, match=r"the front of crack 'a' turns by 90 degrees at .*, which"):
        simulate(body("mesh.tip=1 um"), tmp_path / "run")
