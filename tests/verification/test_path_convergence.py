"""Paths of filaments depend neither on the mesh nor on the step: among grains, and near a side."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from shapely import LineString

from filasse.config import Config
from filasse.output.run_result import open_run
from filasse.simulation import simulate

UM = 1e-6
BASE: dict[str, Any] = {
    "geometry": {
        "width": 40 * UM,
        "thickness": 30 * UM,
        "flaws": [{"position": 20 * UM, "length": 5 * UM}],
        "microstructure": {"seed": 5, "grains": {"mean_size": 10 * UM}},
    },
    "electrolyte": {
        "material": "LLZO",
        "grain_boundary": {"width": 0.2 * UM, "toughness_ratio": 0.6},
    },
    "interface": {"film_resistance": 2e-3},
    "mechanics": {"sides": "free"},
    "protocol": {"current_density": 40.0, "stop_time": 3600.0},
    "growth": {"step": 1.5 * UM, "max_steps": 7, "method": "one_step"},  # a path, not its time
    "mesh": {"tip": 0.1 * UM, "lip": 2 * UM, "far": 5 * UM},
    "numerics": {"time_tolerance": 1e-2},
    "output": {"figures": False, "fields_every": 0},
}


def path(folder: Path, **changes: dict[str, float]) -> npt.NDArray[np.float64]:
    """Corners of the filament's path [um] in a run with some sections changed."""
    tree = {**BASE, **{name: {**BASE[name], **values} for name, values in changes.items()}}
    simulate(Config.model_validate(tree), folder)
    tips = open_run(folder).series[["flaw1.x", "flaw1.y"]].drop_duplicates().to_numpy()
    return np.vstack([[20.0, 0.0], tips])


def largest_distance(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """How far two paths are apart at most, where both have been [um]."""
    top = min(one[:, 1].max(), other[:, 1].max())
    line = LineString(other)
    along = LineString(one)
    places = [along.interpolate(part, normalized=True) for part in np.linspace(0, 1, 200)]
    return float(max(line.distance(place) for place in places if place.y <= top))


@pytest.mark.slow
def test_path_through_a_polycrystal(tmp_path: Path) -> None:
    coarse = path(tmp_path / "coarse")
    mesh = path(tmp_path / "mesh", mesh={"tip": 0.05 * UM, "lip": 1 * UM, "far": 4 * UM})
    step = path(tmp_path / "step", growth={"step": 0.75 * UM, "max_steps": 14})
    assert coarse[-1, 1] > 12
    assert largest_distance(coarse, mesh) < 0.005  # found 0.0003 um
    assert largest_distance(coarse, step) < 0.1  # found 0.03 um


def beside_a_side(folder: Path, step: float) -> tuple[float, float]:
    """Where a flaw that turns to the side next to it is 18 um deep [um], and when [s]."""
    tree: dict[str, Any] = {
        "geometry": {
            "width": 60 * UM,
            "thickness": 60 * UM,
            "flaws": [{"position": 12 * UM, "length": 12 * UM}],
        },
        "electrolyte": {"material": "LLZO", "fracture_toughness": 0.9e6},
        "interface": {"film_resistance": 2e-3},
        "protocol": {"current_density": 20.0, "stop_time": 3600.0},
        "growth": {"step": step * UM, "max_depth": 18 * UM},
        "mesh": {"tip": min(0.4, step / 4) * UM, "lip": 1 * UM, "far": 3 * UM, "anode": 2 * UM},
        "output": {"figures": False, "fields_every": 0},
    }
    simulate(Config.model_validate(tree), folder)
    end = open_run(folder).series.iloc[-1]
    assert end["flaw1.y"] == pytest.approx(18.0, abs=1e-3)
    return float(end["flaw1.x"]), float(end["time"])


@pytest.mark.slow
def test_order_of_a_path_that_curves(tmp_path: Path) -> None:
    """Along the tangent at the start of each advance it ended at 13.84, 13.99 and 14.13 um."""
    found = np.array([beside_a_side(tmp_path / f"{step:g}", step) for step in (2, 1, 0.5)])
    x_order, t_order = np.log2(np.abs((found[0] - found[1]) / (found[1] - found[2])))
    assert x_order > 1.5  # found 2.6, and 0.1 before
    assert t_order > 1.5  # found 2.6
    assert abs(found[2, 0] - found[1, 0]) < 0.01  # found 0.004
