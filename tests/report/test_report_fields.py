"""The viewer of fields: sharp where the mesh is fine, with the foil below the slab."""

from pathlib import Path

import numpy as np
import pytest
import pyvista as pv
from tests.report.test_run_page import numbers, traces

from filasse.output.run_result import open_run
from filasse.report.field_pixels import fitting_pixels, sample_pixels
from filasse.report.fields import draw_fields


@pytest.fixture
def graded() -> pv.DataSet:
    """Return triangles that are small around x = 5, in a square of 10 with a hole."""
    near = 5 + 0.5 * np.linspace(-1, 1, 41)
    x = np.concatenate([np.arange(0, 4.5, 0.5), near, np.arange(6, 10.5, 0.5)])
    grid = pv.RectilinearGrid(x, np.linspace(0, 10, 21), np.zeros(1)).triangulate()
    centres = grid.cell_centers().points
    is_hole = np.all(np.abs(centres[:, :2] - [2.0, 5.0]) < 1.0, axis=1)
    return grid.extract_cells(~is_hole)


def test_pixels_are_small_where_cells_are(graded: pv.DataSet) -> None:
    pixels = fitting_pixels(graded, 1600)
    for borders in pixels:
        assert (borders[0], borders[-1]) == (0.0, 10.0)
        assert np.all(np.diff(borders) > 0)
    assert pixels.area.size <= 1600
    assert pixels.area.sum() == pytest.approx(100.0)
    middles = (pixels.x[1:] + pixels.x[:-1]) / 2
    away, size = np.abs(middles - 5), np.diff(pixels.x)
    assert size[away < 0.5].max() < 0.3 * size[away > 1].min()


def test_fields_are_sampled_in_the_middle_of_pixels_and_nowhere_else(graded: pv.DataSet) -> None:
    graded["height"] = graded.points[:, 1]
    graded.cell_data["ones"] = np.ones(graded.n_cells)
    pixels = fitting_pixels(graded, 900)
    found = sample_pixels(graded, pixels, ("height", "ones"))
    x, y = np.meshgrid(*((borders[1:] + borders[:-1]) / 2 for borders in pixels))
    is_hole = (np.abs(x - 2) < 1) & (np.abs(y - 5) < 1)
    assert is_hole.any()
    np.testing.assert_array_equal(np.isnan(found["ones"]), is_hole)
    np.testing.assert_allclose(found["ones"][~is_hole], 1.0, rtol=1e-6)
    np.testing.assert_allclose(found["height"][~is_hole], y[~is_hole], rtol=1e-5)


def test_the_foil_is_below_the_slab_with_its_stress(against_foil: Path) -> None:
    figure = draw_fields(open_run(against_foil))
    slab, foil = figure.data[0], figure.data[3]
    assert (min(slab.y), max(slab.y)) == pytest.approx((0.0, 20.0))
    assert (min(foil.y), max(foil.y)) == pytest.approx((-5.0, 0.0))
    stress = np.array(foil.z)
    np.testing.assert_allclose(stress[np.isfinite(stress)], 1.0, rtol=1e-6)
    assert np.isnan(stress[-1, 0])  # the void
    assert np.isfinite(stress[-1, -1])
    assert foil.visible
    assert foil.colorbar.y < slab.colorbar.y
    assert {len(frame.data) for frame in figure.frames} == {5}


def test_without_a_foil_there_is_none(finished: Path) -> None:
    assert len(draw_fields(open_run(finished)).data) == 4


@pytest.mark.slow
def test_curves_of_a_foil_and_of_dead_lithium(foil_page: Path) -> None:
    curves = traces(foil_page.read_text(), "curves")
    shown = {
        "anode.contact": 0.75, "anode.deepest_void": 400.0, "anode.mouth_pressure": 2.0,
        "anode.thickness": 5.0, "dead_lithium": 0.02,
    }  # fmt: skip
    for column, value in shown.items():
        np.testing.assert_allclose(numbers(curves[column]["y"]), value)
