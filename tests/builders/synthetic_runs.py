"""Synthetic runs: records, fields and whole run folders without solving anything."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from filasse.config import Config, load_config
from filasse.end_reason import EndReason
from filasse.output import RunObservers, open_observers
from filasse.records.field_snapshot import FieldSnapshot, FilmSnapshot
from filasse.records.run_record import Record, TipRecord

CONFIG = """
title: synthetic
geometry:
  width: 20 um
  thickness: 20 um
  flaws: [{position: 10 um, length: 4 um}]
electrolyte: {material: LLZO}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 s}
"""

QUIET = Console(quiet=True)


class OneRank:
    """Enough of a communicator for a run on one rank."""

    rank = 0
    size = 1

    def bcast(self, value: Any, root: int = 0) -> Any:
        return value

    def allgather(self, value: Any) -> list[Any]:
        return [value]


def record_at(time_step: int = 1, growth_step: int = 0, **changes: Any) -> Record:
    tip = TipRecord(
        name="flaw1", x=10e-6, y=4e-6 + growth_step * 1e-6, length=4e-6 + growth_step * 1e-6,
        k_i=1e6, k_ii=-2e3, k_ratio=1.0, speed=2e-7, lithium_front=3.5e-6, dry_length=0.5e-6,
        max_pressure=3e8, mouth_opening=30e-9,
    )  # fmt: skip
    values = {
        "growth_step": growth_step, "time_step": time_step, "protocol_step": 1, "cycle": 0,
        "time": 10.0 * time_step,
        "step_size": 10.0, "voltage": 0.05, "current_density": 10.0, "newton_iterations": 4,
        "temperature": 298.15,
        "plated_charge": 1e-3, "areal_capacity": 36.0,
        "lithium_in_cracks": 1e-13, "dead_lithium": 2e-15,
        "lithium_returned": 1e-15,
        "lithium_balance": 1e-12, "current_balance": 1e-13, "tips": (tip,),
    }  # fmt: skip
    return Record(**(values | changes))


def snapshot_at(growth_step: int = 0, time: float = 1.0, shift: float = 0.0) -> FieldSnapshot:
    """Return two six-node triangles that fill the slab, and one film.

    Args:
        growth_step: Number of crack advances so far.
        time: Simulated time [s].
        shift: Moves the slab along x [m], to tell the pieces of ranks apart.
    """
    size = 20e-6
    x, y = np.meshgrid([0.0, 0.5, 1.0], [0.0, 0.5, 1.0])
    points = np.column_stack([x.ravel(), y.ravel()]) * size + [shift, 0.0]
    cells = np.array([[0, 2, 8, 1, 5, 4], [0, 8, 6, 4, 7, 3]])
    length = 4e-6 + growth_step * 1e-6
    arc = np.linspace(0.0, length, 9)
    film = FilmSnapshot(
        name="flaw1", points=np.column_stack([0 * arc + 10e-6, arc]), arc=arc,
        pressure=np.linspace(0.0, 3e8, 9), opening=np.linspace(40e-9, 2e-9, 9),
        fill=np.where(arc < 0.9 * length, 1.0, 0.0), plating_current=np.linspace(20.0, 5.0, 9),
    )  # fmt: skip
    return FieldSnapshot(
        time=time,
        growth_step=growth_step,
        points=points,
        cells=cells,
        point_data={"displacement": 1e-3 * points, "potential": points[:, 1] * 2e3},
        cell_data={
            "stress": np.array([[1e8, 2e8, 5e7], [3e8, 1e8, 0.0]]),
            "current_density": np.array([[0.0, -10.0], [1.0, -9.0]]),
            "von_mises": np.array([2e8, 3e8]),
            "region": np.zeros(2, dtype=np.int32),
        },
        films=(film,),
    )


def march_on(observers: RunObservers, growth_steps: range, *, fields: bool = True) -> None:
    """Tell observers of two time steps, a growth step and a checkpoint, again and again."""
    for step in growth_steps:
        for time_step in (2 * step + 1, 2 * step + 2):
            observers.on_step(record_at(time_step, step))
        record = record_at(2 * step + 2, step)
        observers.on_growth(record, snapshot_at(step, record.time) if fields else None)
        observers.checkpoint(record, {"state": np.full(3, float(step))}, {"time": record.time})


@pytest.fixture
def make_record() -> Callable[..., Record]:
    return record_at


@pytest.fixture
def make_snapshot() -> Callable[..., FieldSnapshot]:
    return snapshot_at


@pytest.fixture
def march() -> Callable[..., None]:
    return march_on


@pytest.fixture
def one_rank() -> OneRank:
    return OneRank()


@pytest.fixture
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file with the synthetic configuration."""
    path = tmp_path_factory.mktemp("config") / "given.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def config(given: Path) -> Config:
    return load_config(given)


@pytest.fixture
def start(config: Config) -> Callable[..., RunObservers]:
    """Return a function that opens observers, in silence and on one rank."""

    def start(folder: Path, **options: Any) -> RunObservers:
        options = {"console": QUIET, "config": config, "comm": OneRank()} | options
        return open_observers(options.pop("config"), folder, options.pop("comm"), **options)

    return start


@pytest.fixture
def finished(start: Callable[..., RunObservers], tmp_path: Path) -> Path:
    """Return the folder of a synthetic run from flaw to short circuit."""
    folder = tmp_path / "run"
    with start(folder) as observers:
        march_on(observers, range(4))
        observers.on_end(EndReason.SHORT_CIRCUIT)
    return folder
