"""A finished synthetic run; browser and ParaView are tested where they are installed."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from tests.builders.browser import PROGRAMS
from tests.builders.synthetic_solids import finished_in_space

from filasse.anode.anode_output import BodyFields
from filasse.anode.foil_record import FoilRecord
from filasse.config import load_config
from filasse.end_reason import EndReason
from filasse.output import open_observers
from filasse.records.field_snapshot import FieldSnapshot, FilmSnapshot
from filasse.records.run_record import Record, TipRecord

__all__ = ["finished_in_space"]

CONFIG = """
title: "synthetic <run> & more"
geometry:
  width: 20 um
  thickness: 20 um
  flaws: [{position: 10 um, length: 4 um}]
electrolyte: {material: LLZO, fracture_toughness: 1.1 MPa m^0.5}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 s}
"""
NEEDED = {
    "test_report_browser.py": PROGRAMS,
    "test_pvbatch.py": ("pvbatch", "xvfb-run"),
}
collect_ignore = [file for file, programs in NEEDED.items() if not all(map(shutil.which, programs))]
STEPS = range(4)
ANODE = FoilRecord(
    thickness=5e-6, contact=0.75, deepest_void=4e-7, largest_pressure=3e6, mouth_pressure=2e6,
    lithium_balance=1e-9,
)  # fmt: skip
# Two cells; under the left one's upper side is no slab, as over a void.
_X, _Y = (
    np.array([0.0, 20, 20, 0, 10, 20, 10, 0, 10]),
    np.array([-5.0, -5, 0, -1, -5, -2.5, 0, -3, -3]),
)
FOIL = BodyFields(
    points=1e-6 * np.column_stack([_X, _Y]),
    cells=np.array([[0, 1, 2, 4, 5, 8], [0, 2, 3, 8, 6, 7]]),
    cell_data={
        "pressure": np.array([2e6, 3e6]), "von_mises": np.array([1e6, 1e6]),
        "creep_strain": np.array([0.1, 0.2]),
    },
    point_data={"velocity": np.zeros((9, 2))},
)  # fmt: skip


class OneRank:
    """Enough of a communicator for a run on one rank."""

    rank = 0
    size = 1

    def bcast(self, value: Any, root: int = 0) -> Any:
        return value

    def allgather(self, value: Any) -> list[Any]:
        return [value]


def record_at(step: int) -> Record:
    length = 4e-6 + step * 1e-6
    tip = TipRecord(
        name="flaw1", x=10e-6, y=length, length=length, k_i=1e6, k_ii=-2e3,
        k_ratio=0.7 + 0.1 * step, speed=2e-7, lithium_front=length, dry_length=0.0,
        max_pressure=3e8, mouth_opening=30e-9,
    )  # fmt: skip
    return Record(
        growth_step=step, time_step=step + 1, protocol_step=1, cycle=0,
        time=10.0 * (step + 1), step_size=10.0, voltage=0.05,
        current_density=10.0, newton_iterations=4, temperature=298.15,
        plated_charge=2e-3 * (step + 1), areal_capacity=100.0 * (step + 1),
        lithium_in_cracks=1e-13, dead_lithium=0.0, lithium_returned=1e-15, lithium_balance=1e-12,
        current_balance=-1e-13, tips=(tip,),
    )  # fmt: skip


def snapshot_at(step: int) -> FieldSnapshot:
    x, y = np.meshgrid([0.0, 0.5, 1.0], [0.0, 0.5, 1.0])
    points = np.column_stack([x.ravel(), y.ravel()]) * 20e-6
    arc = np.linspace(0.0, 4e-6 + step * 1e-6, 9)
    film = FilmSnapshot(
        name="flaw1", points=np.column_stack([0 * arc + 10e-6, arc]), arc=arc,
        pressure=np.linspace(0.0, 3e8, 9), opening=np.linspace(40e-9, 2e-9, 9),
        fill=np.ones(9), plating_current=np.linspace(20.0, 5.0, 9),
    )  # fmt: skip
    return FieldSnapshot(
        time=10.0 * (step + 1),
        growth_step=step,
        points=points,
        cells=np.array([[0, 2, 8, 1, 5, 4], [0, 8, 6, 4, 7, 3]]),
        point_data={"displacement": 1e-3 * points, "potential": points[:, 1] * 2e3},
        cell_data={
            "stress": np.array([[1e8, 2e8, 5e7], [3e8, 1e8, 0.0]]),
            "current_density": np.array([[0.0, -10.0], [1.0, -9.0]]),
            "von_mises": np.array([2e8, 3e8]),
            "region": np.zeros(2, dtype=np.int32),
        },
        films=(film,),
    )


def write_run(folder: Path, foil: bool = False, error: Exception | None = None) -> Path:
    """Write a synthetic run from flaw to short circuit or error, maybe against a foil."""
    given = folder.parent / "given.yaml"
    given.write_text(CONFIG)
    with open_observers(
        load_config(given), folder, OneRank(), console=Console(quiet=True), source=str(given)
    ) as observers:
        for step in STEPS:
            record, snapshot = record_at(step), snapshot_at(step)
            if foil:
                record = replace(record, anode=ANODE, dead_lithium=2e-14)
                snapshot = replace(snapshot, bodies=(FOIL,))
            observers.on_step(record)
            observers.on_growth(record, snapshot)
        if error is not None:
            raise error
        observers.on_end(EndReason.SHORT_CIRCUIT)
    return folder


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run against a reservoir."""
    return write_run(tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="session")
def against_foil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run against a foil."""
    return write_run(tmp_path_factory.mktemp("foils") / "run", foil=True)


@pytest.fixture(scope="session")
def page(finished: Path) -> Path:
    """Return the report of the run."""
    from filasse.report import write_report

    return write_report(finished)


def page_without_figures(folder: Path) -> Path:
    """Write a report for those who do not look at its figures: to draw them takes seconds."""
    from filasse.report import write_report

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("filasse.report.plot_run", lambda *_: [])
        return write_report(folder)


@pytest.fixture(scope="session")
def foil_page(against_foil: Path) -> Path:
    """Return the report of the run against a foil, without figures."""
    return page_without_figures(against_foil)


@pytest.fixture(scope="session")
def swept(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a sweep over a 2 x 2 grid, and one run that failed."""
    folder = tmp_path_factory.mktemp("sweeps") / "swept"
    current, toughness = "protocol.current_density", "electrolyte.fracture_toughness"
    values = [(current, toughness) for current in (1.0, 2.0) for toughness in (1.0, 1.5)]
    runs = {f"run{i}": {current: c, toughness: t} for i, (c, t) in enumerate(values)}
    for number, name in enumerate(runs):
        paths = shutil.copytree(finished, folder / "runs" / name)
        info = json.loads((paths / "run.json").read_text())
        info["reason"] = "arrested" if number < 2 else "short_circuit"
        (paths / "run.json").write_text(json.dumps(info))
    runs["bad"] = {current: 9.0, toughness: 1.0}
    (folder / "logs").mkdir()
    (folder / "logs" / "bad.log").write_text("no <convergence> at all\n")
    (folder / "attempts.jsonl").write_text('{"run": "bad", "code": 4}\n' * 2)
    units = {current: "mA/cm^2", toughness: "MPa m^0.5"}
    manifest = {"title": "two & two", "units": units, "runs": runs}
    (folder / "sweep.json").write_text(json.dumps(manifest))
    (folder / "sweep.yaml").write_text("base: base.yaml\n")
    return folder


@pytest.fixture(scope="session")
def sweep_page(swept: Path) -> Path:
    """Return the report of the sweep."""
    from filasse.sweep import SweepFolder
    from filasse.sweep.sweep_report import write_sweep_report

    return write_sweep_report(SweepFolder(swept))
