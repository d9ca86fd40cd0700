"""Whole runs against an anode that is a body: its lithium, its voids, its answer to the cracks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from filasse.config import load_config
from filasse.errors import StoppedEarly
from filasse.output.run_result import RunResult, open_run
from filasse.simulation import simulate

type Run = Callable[..., RunResult]

FOIL = (
    "anode={kind: foil, thickness: 10 um}",
    "mechanics.stack_pressure=1 MPa",
)
TWO = "growth.max_steps=2"
NOTCH = (
    "geometry.flaws=[]",
    "geometry.microstructure={notches: [{position: 20 um, width: 6 um, depth: 6 um, "
    "crack: 16 um}]}",
)
STRIPPED = """
geometry: {width: 40 um, thickness: 20 um}
electrolyte: {material: LLZO}
interface: {patches: [{position: 10 um, width: 20 um, film_resistance: 10000 ohm cm^2}]}
anode: {kind: foil, thickness: 20 um, cell_size: 5 um}
protocol:
  stop_time: 10 h
  steps: [{current_density: -0.1 mA/cm^2, duration: 60 s}]
output: {figures: false, fields_every: 1}
"""


@pytest.mark.slow
def test_a_foil_keeps_its_lithium(run: Run) -> None:
    """G4 with a body: what is plated on it and squeezed into it is in it, remeshing included.

    Two-step advances begin with the lithium that places saw which move with the tips. Each takes
    one growth step, though the foil that follows it moves K a little below K_c.
    """
    series = run(*FOIL, "growth.max_steps=5", "growth.method=two_step").series
    assert np.all(np.diff(series.groupby("growth_step")["flaw1.length"].last()) > 0)
    assert series["anode.lithium_balance"].max() < 1e-9
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8
    assert series["lithium_returned"].iloc[-1] > 0
    assert np.all(np.diff(series["anode.thickness"]) > 0)


@pytest.mark.slow
def test_a_run_against_a_foil_comes_to_rest(run: Run) -> None:
    """Meshing the foil again moves K a little for ever: what counts is a window of the time."""
    result = run(*FOIL, TWO, "protocol.current_density=0.2 mA/cm^2", "protocol.stop_time=10 h")
    series = result.series
    late = series["time"] > 0.5 * series["time"].iloc[-1]
    assert result.reason == "arrested"
    assert series["time"].iloc[-1] < 7200
    assert np.ptp(series["flaw1.K_eq/K_c"][late]) < 2e-3


@pytest.mark.slow
def test_a_sealed_mouth_gives_the_foil_nothing(run: Run) -> None:
    series = run(*FOIL, "lithium.mouth=sealed", "growth.max_steps=1").series
    assert series["lithium_returned"].abs().max() == 0
    assert series["anode.lithium_balance"].max() < 1e-9
    assert series["lithium_balance"].max() < 1e-9


@pytest.mark.slow
def test_a_soft_foil_is_a_reservoir(run: Run) -> None:
    """Lithium a thousand times softer outside the cracks too: nothing holds the mouths back."""
    soft = ("lithium.strength_factor=1e-3", "lithium.interface_diffusion.diffusivity=0 cm^2/s")
    body = run(*FOIL, *soft, "growth.max_steps=1").series
    tank = run(*FOIL, *soft, "growth.max_steps=1", "anode.kind=reservoir").series
    assert body["voltage"].iloc[-1] == pytest.approx(tank["voltage"].iloc[-1], rel=2e-3)
    assert body["time"].iloc[-1] == pytest.approx(tank["time"].iloc[-1], rel=0.02)


@pytest.mark.slow
def test_a_stiff_foil_holds_the_mouths_back(run: Run) -> None:
    """The mouth's pressure rises above the stack pressure, and the crack grows earlier."""
    body, tank = run(*FOIL, TWO).series, run(*FOIL, TWO, "anode.kind=reservoir").series
    assert body["anode.mouth_pressure"].max() > 1.2
    assert body["time"].iloc[-1] < tank["time"].iloc[-1]


@pytest.mark.slow
def test_lithium_in_a_notch_is_a_body(run: Run) -> None:
    """Plated on the notch's wall, it must flow past the crack's mouth: that presses more."""
    series = run(*FOIL, TWO, *NOTCH).series
    tank = run(*FOIL, TWO, *NOTCH, "anode.kind=reservoir").series
    assert series["anode.lithium_balance"].max() < 1e-9
    assert series["lithium_balance"].max() < 1e-9
    assert series["current_balance"].max() < 1e-8
    assert series["anode.mouth_pressure"].max() > 2.0
    assert series["time"].iloc[-1] < tank["time"].iloc[-1]


@pytest.mark.slow
def test_staggered_is_monolithic_against_a_foil(run: Run) -> None:
    """Up to an advance, that is, at a moment of the run that is shared here."""
    together = run(*FOIL, TWO).series
    staggered = run(*FOIL, "growth.max_steps=1", "numerics.coupling=staggered").series.iloc[-1]
    assert staggered["growth_step"] == 1
    then = together.iloc[(together["time"] - staggered["time"]).abs().argmin()]
    assert then["growth_step"] == 1
    assert staggered["time"] == pytest.approx(then["time"], rel=1e-6)
    assert staggered["anode.thickness"] == pytest.approx(then["anode.thickness"], rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("notch", [(), NOTCH])
def test_a_restarted_foil_goes_on_as_if_nothing_had_happened(
    config: Path, run: Run, tmp_path: Path, notch: tuple[str, ...]
) -> None:
    chosen, folder = load_config(config, (*FOIL, TWO, *notch)), tmp_path / "broken"
    whole = run(*FOIL, TWO, *notch).folder
    with pytest.raises(StoppedEarly):
        simulate(chosen, folder, max_walltime=1e-3)
    simulate(chosen, folder, resume=True)
    assert (folder / "series.csv").read_text() == whole.series.read_text()


def test_a_march_without_growth_can_be_stopped_and_goes_on(tmp_path: Path) -> None:
    """Cycles of a flawless slab: nothing grows, and yet nothing is lost."""
    path = tmp_path / "cycled.yaml"
    path.write_text(STRIPPED.replace("duration: 60 s", "duration: 20 s"))
    again = "protocol.steps=[{repeat: 12, steps: [{current_density: 1 mA/cm^2, duration: 5 s}, \
        {current_density: -1 mA/cm^2, duration: 5 s}]}]"
    chosen = load_config(path, ("anode.kind=reservoir", again))
    folder = tmp_path / "broken"
    with pytest.raises(StoppedEarly):
        simulate(chosen, folder, max_walltime=1e-3)
    assert len(open_run(folder).series) == 1
    simulate(chosen, folder, resume=True)
    simulate(chosen, tmp_path / "whole")
    assert open_run(folder).series["time"].iloc[-1] == pytest.approx(120.0)
    assert (folder / "series.csv").read_bytes() == (tmp_path / "whole/series.csv").read_bytes()


@pytest.mark.parametrize(("pressure", "is_void"), [(0.2, True), (20.0, False)])
def test_stripping_beside_a_blocked_patch_needs_pressure(
    tmp_path: Path, pressure: float, is_void: bool
) -> None:
    """Lithium must creep from over the patch to where it is stripped, or a void opens there."""
    path = tmp_path / "stripped.yaml"
    path.write_text(STRIPPED)
    chosen = load_config(path, (f"mechanics.stack_pressure={pressure} MPa",))
    simulate(chosen, tmp_path / "run")
    result = open_run(tmp_path / "run")
    last = result.series.iloc[-1]
    assert (last["anode.deepest_void"] > 5) == is_void
    assert (last["anode.contact"] < 0.8) == is_void
    if not is_void:
        assert last["anode.contact"] > 0.98
    foil = result.fields()["anode"]
    assert foil["von_mises"].max() > 0
    assert foil.bounds[2] == pytest.approx(-20e-6, rel=0.01)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("mechanics.stack_pressure=0 MPa", "does not hold the anode's foil"),
        ("anode.voids=[{position: 1 um, width: 5 um, depth: 0.1 um}]", "reaches out of the slab"),
        ("anode.voids=[{position: 20 um, width: 5 um, depth: 2 um}]", "void's width"),
    ],
)
def test_foils_that_cannot_be_are_refused(config: Path, override: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        load_config(config, (*FOIL, override))


@pytest.mark.slow
def test_time_steps_follow_the_contact(tmp_path: Path) -> None:
    """A void comes and goes: automatic steps and short ones give the same contact."""
    path = tmp_path / "stripped.yaml"
    path.write_text(STRIPPED.replace("duration: 60 s", "duration: 600 s"))
    contact = []
    for name, longest in (("short", "10 s"), ("automatic", "1 h")):
        stack = "mechanics.stack_pressure=0.7 MPa"
        chosen = load_config(path, (stack, f"numerics.max_time_step={longest}"))
        simulate(chosen, tmp_path / name)
        contact.append(float(open_run(tmp_path / name).series["anode.contact"].iloc[-1]))
    assert contact[0] < 0.999
    assert contact[1] == pytest.approx(contact[0], abs=0.01)
