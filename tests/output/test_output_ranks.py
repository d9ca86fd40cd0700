"""Collective behaviour: run on one rank by pytest, on two by make test-mpi."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from filasse.end_reason import EndReason
from filasse.errors import OutputError
from filasse.output import RunObservers
from filasse.output.run_result import open_run
from filasse.output.writers import vtk_files
from filasse.output.writers.recorders import SeriesRecorder
from filasse.parallel import world
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record

pytestmark = pytest.mark.mpi

type Start = Callable[..., RunObservers]
type MakeRecord = Callable[..., Record]
type MakeSnapshot = Callable[..., FieldSnapshot]


@pytest.fixture
def comm() -> Any:
    return world()


@pytest.fixture
def folder(tmp_path: Path, comm: Any) -> Path:
    """Return one folder for all ranks."""
    path: Path = comm.bcast(tmp_path / "run")
    return path


def test_every_rank_writes_its_own_cells(
    start: Start, make_record: MakeRecord, make_snapshot: MakeSnapshot, folder: Path, comm: Any
) -> None:
    with start(folder, comm=comm) as observers:
        for step in range(2):
            record = make_record(step + 1, step)
            observers.on_step(record)
            observers.on_growth(record, make_snapshot(step, record.time, shift=comm.rank * 20e-6))
        observers.on_end(EndReason.ARRESTED)
    comm.barrier()
    result = open_run(folder)
    slab = result.fields()["slab"]
    assert slab.n_cells == 2 * comm.size
    assert slab.bounds[1] == pytest.approx(comm.size * 20e-6)
    assert result.growth_steps == (0, 1)
    assert len(result.series) == 2
    assert result.info["ranks"] == comm.size


def test_all_ranks_go_on_from_the_same_checkpoint(
    start: Start, make_record: MakeRecord, folder: Path, comm: Any
) -> None:
    state = np.linspace(0.0, 1.0, 5) if comm.rank == 0 else np.zeros(5)
    with start(folder, comm=comm) as observers:
        observers.on_step(make_record(1))
        observers.checkpoint(make_record(1), {"state": state}, {"time": 0.1})
        observers.on_end(EndReason.WALLTIME)
    comm.barrier()
    with start(folder, comm=comm, resume=True) as observers:
        assert observers.restored is not None
        np.testing.assert_array_equal(observers.restored.arrays["state"], np.linspace(0.0, 1.0, 5))
        assert observers.restored.meta["time"] == 0.1
        observers.on_end(EndReason.ARRESTED)


def test_a_refused_folder_is_refused_on_every_rank(start: Start, folder: Path, comm: Any) -> None:
    if comm.rank == 0:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="not a filasse run"):
        start(folder, comm=comm)


def test_a_full_disk_at_rank_0_stops_every_rank(
    start: Start, make_record: MakeRecord, folder: Path, comm: Any
) -> None:
    with pytest.raises(OutputError, match="disk is full"), start(folder, comm=comm) as observers:
        observers.on_step(make_record(1))
        if comm.rank == 0:
            series = observers._root._built_in[0]
            assert isinstance(series, SeriesRecorder)
            series.series.append = refuse  # type: ignore[method-assign]
        observers.on_step(make_record(2))


def test_a_full_disk_at_the_last_rank_stops_every_rank(
    start: Start,
    make_record: MakeRecord,
    make_snapshot: MakeSnapshot,
    folder: Path,
    comm: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if comm.rank == comm.size - 1:
        monkeypatch.setattr(vtk_files, "write_grid", refuse)
    with pytest.raises(OutputError, match="disk is full"), start(folder, comm=comm) as observers:
        observers.on_growth(make_record(1), make_snapshot())


def test_only_rank_0_speaks(
    start: Start, make_record: MakeRecord, folder: Path, comm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logging.root.handlers", [])
    screen = io.StringIO()
    with start(folder, comm=comm, console=Console(file=screen)) as observers:
        observers.on_growth(make_record(1))
        observers.on_end(EndReason.ARRESTED)
    assert ("growth 0" in screen.getvalue()) == (comm.rank == 0)


def refuse(*_: object) -> None:
    raise OutputError("the disk is full")
