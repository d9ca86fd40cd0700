"""Whole runs against an anode that loses contact, one way to the end."""

from pathlib import Path

import pytest

from filasse.config import load_config
from filasse.errors import ConvergenceError, StoppedEarly
from filasse.output.run_result import open_run
from filasse.simulation import simulate

SOLUTE = """
geometry: {width: 40 um, thickness: 20 um}
electrolyte: {material: LPSCl}
interface: {film_resistance: 5 ohm cm^2}
anode: {kind: depleting, solute: {fraction: 1e-3, height: 10 nm}}
protocol: {stop_time: 40 h, steps: [{current_density: -0.2 mA/cm^2, duration: 40 h}]}
output: {figures: false, fields_every: 0}
"""
VOIDS = (
    "anode={kind: depleting, least_contact: 0.5, vacancies: {void_spacing: 2 um}}",
    "interface.spots={radius: 1 um, density: 100 1/mm, seed: 2}",
    "mesh.anode=1 um",
    "protocol.steps.0.current_density=-2 mA/cm^2",
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "stripped.yaml"
    path.write_text(SOLUTE)
    return path


def test_solute_takes_the_contact_when_its_volume_says(config: Path, tmp_path: Path) -> None:
    """Contact 1 - c V_m q/(F h): 5 % of it are left at q = .95 F h/(c V_m)."""
    run = simulate(load_config(config), tmp_path / "run")
    assert run.reason == "contact_lost"
    series = open_run(run.folder).series
    lost = 0.95 * 96485.33212 * 10e-9 / (1e-3 * 13e-6) / 2.0
    assert series["time"].iloc[-1] == pytest.approx(lost, rel=1e-6)
    assert series["anode.contact"].iloc[-1] == pytest.approx(0.05, rel=1e-6)
    held = series["time"] / lost * 0.95
    assert (1 - held).to_numpy() == pytest.approx(series["anode.contact"].to_numpy(), abs=1e-9)
    first, last = series["voltage"].iloc[[0, -1]]
    assert last / first > 3  # what is left carries all of the current
    assert series["anode.focusing"].iloc[-1] == pytest.approx(1 / series["anode.contact"].iloc[-1])


def test_voids_beside_spots_go_on_where_they_were_killed(config: Path, tmp_path: Path) -> None:
    chosen, folder = load_config(config, VOIDS), tmp_path / "broken"
    with pytest.raises(StoppedEarly):
        simulate(chosen, folder, max_walltime=1e-3)
    simulate(chosen, folder, resume=True)
    whole = simulate(chosen, tmp_path / "whole")
    assert whole.reason == "contact_lost"
    assert (folder / "series.csv").read_bytes() == (whole.folder / "series.csv").read_bytes()
    series = open_run(folder).series
    assert series["anode.contact"].iloc[0] < 0.85  # under the spots
    assert series["anode.focusing"].iloc[0] > 1.2
    assert series["anode.largest_void"].iloc[-1] > 0.6


def test_a_crack_that_stays_does_not_end_it(config: Path, tmp_path: Path) -> None:
    """Nothing that a tip sees changes while solute collects: the run goes on to lost contact."""
    flaw = "geometry.flaws=[{position: 20 um, length: 5 um}]"
    coarse = ("mesh.lip=2 um", "mesh.far=8 um", "anode.solute.height=1 nm")
    run = simulate(load_config(config, (flaw, *coarse)), tmp_path / "run")
    assert run.reason == "contact_lost"


def test_contact_that_goes_faster_than_any_step_names_what_to_change(
    config: Path, tmp_path: Path
) -> None:
    thin = load_config(config, ("anode.solute={fraction: 0.999, height: 0.1 nm}",))
    with pytest.raises(ConvergenceError, match=r"make anode\.solute\.height .* larger, or strip"):
        simulate(thin, tmp_path / "run")
