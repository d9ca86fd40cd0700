"""Steps of the protocol may change the temperature: everything with an Arrhenius law follows."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from filasse.config import Config, load_config
from filasse.constants import FARADAY, GAS_CONSTANT
from filasse.output.run_result import RunResult, open_run
from filasse.parallel import world
from filasse.parameters.configured_material import cell_material
from filasse.parameters.problem import problem
from filasse.simulation import simulate
from filasse.simulation.slab import start
from filasse.timeloop.frozen_geometry import FrozenGeometry, freeze
from filasse.timeloop.growth_step import integrate

type Run = Callable[..., RunResult]

HOT, ROOM = 333.15, 298.15
FLAWLESS = """
geometry: {width: 20 um, thickness: 40 um}
electrolyte: {material: LLZO}
interface: {film_resistance: 5 ohm cm^2}
counter_electrode: {kind: equipotential}
protocol:
  stop_time: 1 h
  steps:
    - {current_density: 1 mA/cm^2, duration: 10 s}
    - {rest: 10 s, temperature: 60 degC}
    - {current_density: 1 mA/cm^2, duration: 10 s}
    - {rest: 10 s, temperature: 25 degC}
    - {start: 2 mA/cm^2, stop: 2 mA/cm^2, increment: 1 mA/cm^2, capacity: 0.01 mAh/cm^2,
       temperature: 60 degC}
output: {figures: false}
"""


def closed_form(config: Config, current: float, kelvin: float) -> float:
    """Butler-Volmer with alpha = 1/2, film and electrolyte in series [V]."""
    face, solid = config.interface, config.electrolyte
    inverse = (1 / ROOM - 1 / kelvin) / GAS_CONSTANT
    exchange = face.exchange_current_density * math.exp(face.activation_energy * inverse)
    kappa = solid.ionic_conductivity * math.exp(solid.conductivity_activation_energy * inverse)
    kinetic = 2 * GAS_CONSTANT * kelvin / FARADAY * math.asinh(current / (2 * exchange))
    ohmic = current * (face.film_resistance + config.geometry.thickness / kappa)
    return kinetic + ohmic


def test_the_voltage_follows_the_temperature(tmp_path: Path) -> None:
    path = tmp_path / "flawless.yaml"
    path.write_text(FLAWLESS)
    config = load_config(path)
    assert config.interface.transfer_coefficient == 0.5
    simulate(config, tmp_path / "run")
    result = open_run(tmp_path / "run")
    series = result.series
    cold = series[series["time"] < 10.0 + 1e-6]
    warm = series[(series["time"] > 20.0 + 1e-6) & (series["time"] < 30.0 + 1e-6)]
    fast = series[np.abs(series["current_density"] - 2.0) < 1e-6]
    np.testing.assert_allclose(cold["voltage"], closed_form(config, 10.0, ROOM), rtol=1e-7)
    np.testing.assert_allclose(warm["voltage"], closed_form(config, 10.0, HOT), rtol=1e-7)
    np.testing.assert_allclose(fast["voltage"], closed_form(config, 20.0, HOT), rtol=1e-7)
    assert closed_form(config, 10.0, HOT) < 0.5 * closed_form(config, 10.0, ROOM)
    assert set(cold["temperature"]) == {ROOM}
    assert set(warm["temperature"]) == set(fast["temperature"]) == {HOT}
    rests = series[np.abs(series["current_density"]) < 1e-9]
    assert set(rests["temperature"]) == {ROOM, HOT}
    for landed in (10.0, 20.0, 30.0, 40.0, 58.0):
        assert np.abs(series["time"] - landed).min() < 1e-9
    slab = result.fields()["slab"]
    np.testing.assert_allclose(np.abs(slab["current_density"][:, 1]), 20.0, rtol=1e-6)


@contextmanager
def frozen(config: Config) -> Iterator[FrozenGeometry]:
    """The first geometry of a configuration, condensed at its own temperature."""
    first = start(config)
    cracks, mesh = first.uncracked.mesh(first.geometry)
    with freeze(mesh, cell_material(config, mesh), cracks, problem(config), world()) as geometry:
        yield geometry


def test_a_step_of_temperature_is_two_runs(config: Path) -> None:
    """Going on warm is to condense again at that temperature and start from the same lithium."""
    steps = (
        "protocol={steps: [{current_density: 1 mA/cm^2, duration: 4 s}, "
        "{current_density: 1 mA/cm^2, duration: 4 s, temperature: 60 degC}], stop_time: 1 h}"
    )
    both = load_config(config, [steps])
    cold = load_config(config, ["protocol={current_density: 1 mA/cm^2, stop_time: 4 s}"])
    warm = load_config(
        config,
        ["temperature=60 degC", "protocol={current_density: 1 mA/cm^2, stop_time: 8 s}"],
    )
    with frozen(both) as geometry:
        at_once = integrate(geometry)
    with frozen(cold) as geometry:
        detached = geometry.detach(integrate(geometry).state)
    with frozen(warm) as geometry:
        second = integrate(geometry, detached)
    assert at_once.state.time == second.state.time == pytest.approx(8.0)
    last, other = at_once.records[-1], second.records[-1]
    assert last.temperature == other.temperature == HOT
    assert last.voltage == pytest.approx(other.voltage, rel=1e-6)
    assert last.tips[0].k_ratio == pytest.approx(other.tips[0].k_ratio, rel=2e-3)
    assert last.lithium_returned == pytest.approx(other.lithium_returned, rel=2e-3)


def test_warm_lithium_creeps_out_of_the_crack(run: Run) -> None:
    """At the same current pressure falls when lithium softens: a rest is not needed for it."""
    steps = (
        "protocol={steps: [{current_density: 1 mA/cm^2, duration: 60 s}, "
        "{current_density: 1 mA/cm^2, duration: 60 s, temperature: 80 degC}], stop_time: 1 h}"
    )
    series = run("geometry.flaws.0.length=8 um", steps).series
    cold, warm = (series[series["temperature"] == kelvin] for kelvin in (ROOM, 353.15))
    assert warm["flaw1.max_pressure"].iloc[-1] < 0.8 * cold["flaw1.max_pressure"].iloc[-1]
    assert series["lithium_balance"].max() < 1e-9


@pytest.mark.slow
def test_a_foil_follows_too(run: Run) -> None:
    """Whichever temperature is the cell's own, the steps decide, also on the law of the foil."""
    steps = (
        "protocol={steps: [{current_density: 1 mA/cm^2, duration: 5 s, temperature: 25 degC}, "
        "{current_density: 1 mA/cm^2, duration: 5 s, temperature: 80 degC}], stop_time: 1 h}"
    )
    foil = (
        "anode={kind: foil, thickness: 10 um, cell_size: 5 um}",
        "mechanics.stack_pressure=1 MPa",
    )
    short = ("geometry.flaws.0.length=8 um", *foil, steps)
    one, other = (run(*short, f"temperature={t} degC").series.iloc[-1] for t in (25, 80))
    for name in ("voltage", "anode.mouth_pressure", "anode.thickness", "flaw1.max_pressure"):
        assert one[name] == pytest.approx(other[name], rel=1e-5)
    assert one["anode.lithium_balance"] < 1e-6
    assert one["temperature"] == 353.15
