"""Whole runs of a slab so coarse that one takes seconds."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders.made_once import made_once

from filasse.config import Config, load_config
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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Config], RunResult]:
    """Run a configuration, or give the results of the run that a test before made of it."""
    results: dict[Config, RunResult] = {}

    def make(config: Config) -> RunResult:
        if config not in results:
            name = hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:16]
            folder = made_once(tmp_path_factory, name, lambda place: simulate(config, place))
            results[config] = open_run(folder)
        return results[config]

    return make


@pytest.fixture
def run(config: Path, made: Callable[[Config], RunResult]) -> Callable[..., RunResult]:
    """The results of the coarse slab with some values changed; only to be read."""

    def run_with(*overrides: str) -> RunResult:
        return made(load_config(config, overrides))

    return run_with
