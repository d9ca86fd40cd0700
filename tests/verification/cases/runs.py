"""G4 to G8: whole runs from a surface flaw to the short circuit."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tests.builders.plane_growth import frozen, problem
from tests.builders.slabs import MODEL, UM, condensed, sizes
from tests.verification.cases.case import Measured, bounded, case, relative

from filasse.config import load_config
from filasse.end_reason import EndReason
from filasse.output.run_result import open_run
from filasse.parameters.cell_model import Drive
from filasse.simulation import simulate
from filasse.timeloop.growth_step import integrate
from filasse_meshes import Slab

QUICKSTART = Path(__file__).parents[3] / "configs" / "quickstart.yaml"

SMALL = (
    "geometry.width=50 um",
    "geometry.thickness=40 um",
    "geometry.flaws.0.position=25 um",
    "geometry.flaws.0.length=16 um",
    "growth.step=2 um",
    "mesh={tip: 0.2 um, lip: 1 um, far: 3 um, anode: 2 um}",
    "output.fields_every=0",
    "output.figures=false",
    "output.log_level=error",
)
"""What makes the quickstart small."""


@dataclass(frozen=True)
class _Run:
    """A finished run: when it ended [s], and its series."""

    time: float
    series: pd.DataFrame


@functools.cache
def _run(*overrides: str) -> _Run:
    keys = {text.partition("=")[0] for text in overrides}
    small = (text for text in SMALL if text.partition("=")[0] not in keys)
    config = load_config(QUICKSTART, (*small, *overrides))
    with tempfile.TemporaryDirectory() as folder:
        simulate(config, Path(folder) / "run")
        series = open_run(Path(folder) / "run").series
    return _Run(float(series["time"].iloc[-1]), series)


@case("G4", "lithium volume of a run to the short circuit")
def lithium_balance() -> Measured:
    """Plated, held and returned lithium; every remesh included."""
    worst = float(_run().series["lithium_balance"].max())
    return bounded(worst, 1e-9, "largest error over what was handled, at any step")


@case("G5", "current of a run to the short circuit")
def current_balance() -> Measured:
    """Counter electrode against all plating surfaces."""
    worst = float(_run().series["current_balance"].max())
    return bounded(worst, 1e-9, "largest error over the current, at any step")


@case("G6", "plating of a flawless slab at 100 mA/cm^2")
def flawless() -> Measured:
    """Uniform for as long as it is charged."""
    slab, density = Slab(40 * UM, 40 * UM), 1000.0
    response = condensed(slab, sizes(slab))
    model = problem(MODEL, Drive(current=density * slab.width))
    geometry = frozen(response, model, slab)
    outcome = integrate(geometry)
    if outcome.event is not EndReason.END_OF_PROTOCOL:
        raise RuntimeError(f"The march ended by {outcome.event}, not with the protocol.")
    plated = outcome.state.film.current[~geometry.system().electric.is_counter]
    return relative(plated[np.argmax(np.abs(plated - density))], density, 1e-9, "A/m^2, worst node")


def _changed(tolerance: float, *overrides: str) -> Measured:
    note = "s, from a flaw to the short circuit"
    return relative(_run(*overrides).time, _run().time, tolerance, note)


@case("G7", "time to short circuit, half the time step")
def half_time_step() -> Measured:
    """The error of a step goes with its third power."""
    return _changed(5e-3, "numerics.time_tolerance=1.25e-4")


@case("G7", "time to short circuit, half the mesh size")
def half_mesh() -> Measured:
    """Cells half as large everywhere."""
    return _changed(2e-2, "mesh={tip: 0.1 um, lip: 0.5 um, far: 1.5 um, anode: 1 um}")


@case("G7", "time to short circuit, half the crack step")
def half_crack_step() -> Measured:
    """Second order; with `one_step` 2 um are 20 % short."""
    return relative(_run("growth.step=1 um").time, _run().time, 1e-2, "s, steps of 1 and 2 um")


@case("G8", "monolithic and staggered, time to the third advance")
def staggered() -> Measured:
    """The same answer."""
    series = _run().series  # up to there, that of a run that is asked to stop
    together = float(series.loc[series["growth_step"] == 3, "time"].iloc[0])
    in_turns = _run("growth.max_steps=3", "numerics.coupling=staggered")
    return relative(in_turns.time, together, 1e-8, "s")
