import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvista as pv

from filasse.errors import OutputError
from filasse.output.writers.collection import CollectionEntry, write_collection
from filasse.output.writers.field_series import FieldSeries
from filasse.output.writers.vtk_files import write_grid, write_joined
from filasse.output.writers.vtk_grids import slab_grid
from filasse.records.field_snapshot import FieldSnapshot

type MakeSnapshot = Callable[..., FieldSnapshot]


@pytest.fixture
def series(tmp_path: Path, one_rank: Any) -> FieldSeries:
    return FieldSeries(tmp_path / "fields.pvd", one_rank)


def read_all(path: Path) -> dict[float, pv.MultiBlock]:
    reader = pv.PVDReader(path)
    found = {}
    for time in reader.time_values:
        reader.set_active_time_value(time)
        found[time] = reader.read()
    return found


def test_one_time_series_although_the_mesh_changes(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    whole = make_snapshot(0, 1.0)
    half = replace(
        make_snapshot(1, 2.0),
        cells=whole.cells[:1],
        cell_data={name: values[:1] for name, values in whole.cell_data.items()},
    )
    series.write(whole)
    series.write(half)
    blocks = read_all(tmp_path / "fields.pvd")
    assert list(blocks) == [1.0, 2.0]
    assert [block[0].n_cells for block in blocks.values()] == [2, 1]
    assert [block[1].bounds[3] for block in blocks.values()] == pytest.approx([4e-6, 5e-6])


def test_values_and_shapes(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    snapshot = make_snapshot(0, 1.5)
    series.write(snapshot)
    slab, film = read_all(tmp_path / "fields.pvd")[1.5]
    assert set(slab.celltypes) == {pv.CellType.QUADRATIC_TRIANGLE}
    np.testing.assert_allclose(slab.points[:, :2], snapshot.points, rtol=1e-7)
    shapes = {name: slab[name].shape for name in ("displacement", "stress", "current_density")}
    assert shapes == {"displacement": (9, 3), "stress": (2, 3), "current_density": (2, 3)}
    np.testing.assert_allclose(slab["stress"], snapshot.cell_data["stress"])
    np.testing.assert_allclose(slab["potential"], snapshot.point_data["potential"], rtol=1e-6)
    assert slab["region"].dtype == np.int32
    assert slab.cell_data.VTKObject.GetArray("stress").GetComponentName(2) == "xy"
    assert slab.field_data["TimeValue"] == [1.5]
    assert set(film.celltypes) == {pv.CellType.POLY_LINE}
    np.testing.assert_allclose(film["pressure"], snapshot.films[0].pressure)
    assert list(film.field_data["crack_names"]) == ["flaw1"]


def test_area_is_kept_by_the_node_order(make_snapshot: MakeSnapshot) -> None:
    sizes = slab_grid(make_snapshot()).compute_cell_sizes(length=False, volume=False)
    assert sizes["Area"] == pytest.approx([2e-10, 2e-10], rel=1e-5)


def test_several_cracks_in_one_file(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    snapshot = make_snapshot()
    second = replace(snapshot.films[0], name="flaw2", points=snapshot.films[0].points + 1e-6)
    series.write(replace(snapshot, films=(*snapshot.films, second)))
    film = read_all(tmp_path / "fields.pvd")[1.0][1]
    assert film.n_cells == 2
    assert list(film.get_cell(1).point_ids) == list(range(9, 18))


def test_a_slab_without_cracks(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    series.write(replace(make_snapshot(), films=()))
    assert len(read_all(tmp_path / "fields.pvd")[1.0]) == 1


def test_two_advances_at_one_moment_stay_apart(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    for step in range(3):
        series.write(make_snapshot(step, 5.0))
    times = list(read_all(tmp_path / "fields.pvd"))
    assert len(times) == 3
    assert times == pytest.approx([5.0] * 3, rel=1e-8)


def test_times_may_be_numpy_scalars(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot
) -> None:
    series.write(make_snapshot(0, np.float64(1.5)))
    assert list(read_all(tmp_path / "fields.pvd")) == [1.5]


def test_a_second_writer_goes_on(
    tmp_path: Path, series: FieldSeries, make_snapshot: MakeSnapshot, one_rank: Any
) -> None:
    series.write(make_snapshot(0, 1.0))
    FieldSeries(tmp_path / "fields.pvd", one_rank).write(make_snapshot(1, 2.0))
    assert list(read_all(tmp_path / "fields.pvd")) == [1.0, 2.0]


def test_pieces_of_two_ranks_are_read_as_one(tmp_path: Path, make_snapshot: MakeSnapshot) -> None:
    for rank in range(2):
        write_grid(tmp_path / f"p{rank}.vtu", slab_grid(make_snapshot(shift=rank * 20e-6)))
    write_joined(tmp_path / "all.pvtu", ["p0.vtu", "p1.vtu"], slab_grid(make_snapshot()))
    write_collection(tmp_path / "fields.pvd", [CollectionEntry(1.0, 0, "all.pvtu")])
    slab = read_all(tmp_path / "fields.pvd")[1.0][0]
    assert slab.n_cells == 4
    assert slab.bounds[1] == pytest.approx(40e-6)
    assert slab["stress"].shape == (4, 3)
    assert slab.cell_data.VTKObject.GetArray("stress").GetComponentName(2) == "xy"
    assert slab["displacement"].shape == (18, 3)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let the operating system refuse larger files, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_full_disk_keeps_what_is_there(
    tmp_path: Path,
    series: FieldSeries,
    make_snapshot: MakeSnapshot,
    capfd: pytest.CaptureFixture[str],
) -> None:
    series.write(make_snapshot(0, 1.0))
    with file_size_limit(1000), pytest.raises(OutputError, match=r"slab_00001\.vtu: the disk is"):
        series.write(make_snapshot(1, 2.0))
    assert list(read_all(tmp_path / "fields.pvd")) == [1.0]
    assert not list((tmp_path / "fields").glob("*00001*"))
    assert capfd.readouterr().err == ""
    series.write(make_snapshot(1, 2.0))
    assert list(read_all(tmp_path / "fields.pvd")) == [1.0, 2.0]


def test_damaged_collection(tmp_path: Path, one_rank: Any) -> None:
    (tmp_path / "fields.pvd").write_text("<VTKFile><Coll")
    with pytest.raises(OutputError, match=r"fields\.pvd is damaged"):
        FieldSeries(tmp_path / "fields.pvd", one_rank)
