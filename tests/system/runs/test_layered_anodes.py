"""Whole runs of an interphase against anodes with a state: what it takes is missing there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.system.runs.test_foil_runs import FOIL
from tests.system.runs.test_joining_runs import SPALLS, Run, joined
from tests.system.runs.test_temperature import frozen

from filasse.anode.foil_anode import FoilAnode
from filasse.config import load_config
from filasse.constants import FARADAY
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate
from filasse.simulation.slab import start
from filasse.timeloop.frozen_geometry import START

FLAT = """
geometry: {width: 20 um, thickness: 20 um}
electrolyte: {material: LPSCl}
interface:
  film_resistance: 5 ohm cm^2
  interphase: {material: LPSCl, rate_constant: 2 nm^2/s, conductivity: 1e-6 S/m, expansion: 0}
anode: {kind: foil, thickness: 10 um, cell_size: 5 um}
mechanics: {stack_pressure: 1 MPa}
protocol:
  stop_time: 3 h
  steps: [{rest: 2 h}, {current_density: 0.01 mA/cm^2, duration: 30 min}]
output: {figures: false, fields_every: 0}
"""
FIELDS = "output.fields_every=1"
SOLUTE = "anode={kind: depleting, solute: {fraction: 1e-3, height: 10 nm}}"
VOLUME, PER_CHARGE = 13e-6 / FARADAY, 2.5e-10
"""V_m/F of lithium, and beta of the layer [m^3/C]."""


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """Return the configuration of a slab without a flaw as a file."""
    path = tmp_path / "flat.yaml"
    path.write_text(FLAT)
    return path


def ran(path: Path, *overrides: str) -> RunResult:
    config = load_config(path, overrides)
    return open_run(simulate(config, path.parent / "run").folder)


def test_a_foil_gets_thinner_by_what_its_interphase_takes(flat: Path) -> None:
    """sqrt(k_p t) thick, V_m/(F beta) of it out of the foil, and delta/sigma in the voltage."""
    series = ran(flat).series
    time, grown = series["time"].to_numpy(), 1e-9 * series["interphase.thickness"].to_numpy()
    assert grown == pytest.approx(np.sqrt(2e-18 * time), rel=1e-8)
    lithium = 1e-6 * series["anode.thickness"] - VOLUME * 3.6e4 * series["areal_capacity"]
    held = lithium.to_numpy() + VOLUME * grown / PER_CHARGE
    assert np.ptp(held) < 1e-8 * 10e-6
    assert lithium.iloc[0] - lithium.iloc[-1] > 0.06e-6
    assert series["anode.lithium_balance"].max() < 1e-9
    plating = series["protocol_step"] == 2
    rest = series["voltage"] - 0.1 * grown / 1e-6
    assert np.ptp(rest[plating]) < 2e-7  # the contact pressure evens out
    assert series["anode.largest_pressure"].max() < 1.2  # taken evenly, up to the sides
    assert 0.1 * grown[-1] / 1e-6 > 0.5 * series["voltage"].iloc[-1]


@pytest.mark.slow
def test_a_foil_and_its_cracks_keep_what_the_layers_leave(run: Run) -> None:
    """While a crack grows, and with swelling on all faces."""
    layer = "interface.interphase={material: LPSCl, rate_constant: 10 nm^2/s}"
    series = run(*FOIL, layer, "growth.max_steps=1").series
    for balance in ("anode.lithium_balance", "lithium_balance", "current_balance"):
        assert series[balance].max() < 1e-8, balance
    assert series["interphase.balance"].max() < 1e-12
    assert series["interphase.lithium_consumed"].iloc[-1] > 0.1 * series["lithium_in_cracks"].max()


def test_a_foil_feels_where_the_electrolyte_has_swollen(flat: Path) -> None:
    """u_n = delta e/3 (1 + nu)/(1 - nu) towards the foil, from where it was at the start."""
    changes = ("interface.interphase.expansion=0.3", "interface.interphase.initial_thickness=5 nm")
    with frozen(load_config(flat, changes)) as geometry:
        anode, state = geometry.anode(START), geometry.initial_state()
        assert isinstance(anode, FoilAnode)
        right = geometry.response.ionic.nodes.position[:, 0] > 8e-6
        thicker = replace(state.film, layer=state.film.layer + 60e-9 * right)
        swollen = anode._displacement(thicker) - anode._displacement(state.film)
        knots = geometry.response.elastic.anode.knots
    wanted = -60e-9 * 0.3 / 3 * 1.25 / 0.75  # nu of the layer is 0.25
    assert swollen[knots > 12e-6] == pytest.approx(wanted, rel=1e-3)
    assert np.abs(swollen[knots < 5e-6]).max() < 1e-13


def test_what_an_interphase_takes_leaves_its_solute(flat: Path) -> None:
    """At rest a part c V_m delta/(F beta h) of the interface is covered; the layer follows."""
    series = ran(flat, SOLUTE, "protocol.steps=[{rest: 2 h}]").series
    taken = VOLUME * 1e-9 * series["interphase.thickness"] / PER_CHARGE
    covered = series["anode.covered"].to_numpy()
    assert covered == pytest.approx((1e-3 * taken / 10e-9).to_numpy(), rel=1e-9)
    assert covered[-1] > 5e-3
    assert (series["anode.focusing"] == 1.0).all()


NOTCH = (
    SOLUTE,
    "geometry.microstructure={notches: [{position: 10 um, width: 4 um, depth: 3 um}]}",
    "protocol.steps=[{current_density: -0.2 mA/cm^2, duration: 1 h}]",
    *("interface.film_resistance=0.05 ohm cm^2", "interface.interphase.conductivity=1 S/m"),
    *("mesh.anode=1 um", "mesh.far=4 um", FIELDS),
)


def test_a_notch_is_stripped_along_its_wall(flat: Path) -> None:
    """The solute of all that is gone lies along the outline, most at the notch's bottom."""
    result = ran(flat, *NOTCH)
    last, slab = result.series.iloc[-1], start(load_config(flat, NOTCH)).uncracked
    gone = last["interphase.charge"] - last["plated_charge"]
    covered = 1e-3 * VOLUME * gone / 10e-9 / slab.anode.outline.length
    assert slab.anode.outline.length > 23e-6
    assert last["anode.covered"] == pytest.approx(covered, rel=1e-9)
    along = result.fields()["interface"]
    y, contact = along.points[:, 1], along.point_data["contact"]
    assert contact[y > 2.5e-6].max() < contact[y == 0].min() - 3e-4


def test_what_a_piece_lays_bare_is_touched(run: Run) -> None:
    """Beside it, the outline that stays has lost contact as before."""
    result = run(*SPALLS, SOLUTE.replace("1e-3", "0.1"), "growth.max_steps=6", FIELDS)
    assert joined(result) == [["flaw1", "anode"]]
    along = result.fields()["interface"]
    bare, contact = along.points[:, 1] > 1e-9, along.point_data["contact"]
    assert bare.any()
    assert contact[bare].min() == 1.0
