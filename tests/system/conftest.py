"""Whole runs of a slab so coarse that one takes seconds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import load_config
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

CONFIG = """
title: coarse
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 20 um, length: 28 um}]
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 4 um, short_circuit_distance: 2 um}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the coarse configuration as a file."""
    path = tmp_path / "coarse.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def run(config: Path, tmp_path: Path) -> Callable[..., RunResult]:
    """Run the coarse slab with some values changed, each time into the same folder."""

    def run_with(*overrides: str) -> RunResult:
        folder = tmp_path / "results"
        simulate(load_config(config, overrides), folder, overwrite=True)
        return open_run(folder)

    return run_with
