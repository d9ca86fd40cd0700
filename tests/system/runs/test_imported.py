"""Runs on meshes that users drew, with several cracks, a pore and grains."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders.user_meshes import generate_slab

from filasse.config import Config, load_config
from filasse.errors import UsageError
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

CONFIG = """
geometry: {mesh_file: slab.msh, mesh_unit: um}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um, short_circuit_distance: 2 um, max_steps: 2}
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
