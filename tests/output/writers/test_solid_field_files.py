"""Fields in space: tetrahedra of the slab, and triangles of cracks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvista as pv

from filasse.output.run_result import open_run
from filasse.output.writers.field_series import FieldSeries
from filasse.records.field_snapshot import FieldSnapshot

type MakeSnapshot = Callable[..., FieldSnapshot]


def read(path: Path) -> pv.MultiBlock:
    reader = pv.PVDReader(path)
    reader.set_active_time_point(len(reader.time_values) - 1)
    return reader.read()


def test_the_slab_is_of_quadratic_tetrahedra(
    tmp_path: Path, one_rank: Any, make_solid_snapshot: MakeSnapshot
) -> None:
    snapshot = make_solid_snapshot()
    FieldSeries(tmp_path / "fields.pvd", one_rank).write(snapshot)
    slab = read(tmp_path / "fields.pvd")[0]
    assert set(slab.celltypes) == {pv.CellType.QUADRATIC_TETRA}
    np.testing.assert_array_equal(slab.cells.reshape(-1, 11)[:, 1:], snapshot.cells)
    np.testing.assert_allclose(slab.points, snapshot.points, atol=1e-12)
    assert slab.compute_cell_sizes()["Volume"].sum() == pytest.approx(8e-15, rel=1e-3)
    for name in ("displacement", "potential"):
        np.testing.assert_allclose(slab.point_data[name], snapshot.point_data[name], rtol=1e-6)
    stress = slab.cell_data["stress"]
    np.testing.assert_allclose(stress, snapshot.cell_data["stress"], rtol=1e-6)
    array = slab.cell_data.VTKObject.GetAbstractArray("stress")
    names = [array.GetComponentName(index) for index in range(6)]
    assert names == ["xx", "yy", "zz", "xy", "yz", "xz"]
    assert slab.cell_data["current_density"].shape == (len(snapshot.cells), 3)


def test_cracks_are_triangles_with_the_fields_of_their_films(
    tmp_path: Path, one_rank: Any, make_solid_snapshot: MakeSnapshot
) -> None:
    snapshot = make_solid_snapshot()
    (first,) = snapshot.films
    moved = first.points + np.array([5e-6, 0.0, 0.0])
    second = replace(first, name="other", points=moved)
    series = FieldSeries(tmp_path / "fields.pvd", one_rank)
    series.write(replace(snapshot, films=(first, second)))
    film = read(tmp_path / "fields.pvd")[1]
    assert set(film.celltypes) == {pv.CellType.TRIANGLE}
    assert list(film.field_data["crack_names"]) == ["flaw1", "other"]
    assert first.triangles is not None
    np.testing.assert_array_equal(np.bincount(film["crack"]), [len(first.triangles)] * 2)
    for name in ("arc", "pressure", "opening", "plating_current"):
        wanted = np.tile(getattr(first, name), 2)
        np.testing.assert_allclose(film.point_data[name], wanted, rtol=1e-6)
    for crack, x in enumerate((10e-6, 15e-6)):
        part = film.extract_cells(film["crack"] == crack)
        area = part.compute_cell_sizes()["Area"].sum()
        assert area == pytest.approx(np.pi * (4e-6) ** 2 / 2, rel=2e-2)
        np.testing.assert_allclose(part.points[:, 0], x, rtol=1e-5)


def test_a_run_in_space_is_read_back(finished_in_space: Path) -> None:
    result = open_run(finished_in_space)
    assert result.in_space
    assert result.growth_steps == (0, 1, 2)
    fields = result.fields(1)
    assert fields.keys() == ["slab", "film"]
    assert fields["film"].bounds[3] == pytest.approx(6e-6)
    assert result.tips == ("flaw1",)
    assert result.series.attrs["units"]["lithium_in_cracks"] == "um^3"
    assert result.series["flaw1.half_width"].iloc[-1] == pytest.approx(8.0)
    assert "flaw1 8 um long" in repr(result)


def test_a_run_in_the_plane_is_not_in_space(finished: Path) -> None:
    assert not open_run(finished).in_space
