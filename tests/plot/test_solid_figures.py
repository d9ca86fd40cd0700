"""Figures of slabs with a depth."""

import ast
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv
from matplotlib.image import imread
from PIL import Image

from filasse.output.run_result import open_run
from filasse.plot import plot_run
from filasse.plot.movie import make_movie
from filasse.plot.paraview import write_paraview
from filasse.plot.run_curves import HELD_UP, draw_series
from filasse.plot.solid import crack_surface_figure, whole_slab
from filasse.plot.solid.crack_face_figure import HALVINGS, _finer
from filasse.report import write_report
from filasse.report.interactive_curves import draw_curves


@pytest.mark.parametrize("with_vtk", [True, False])
def test_all_figures_of_a_run_in_space(
    finished_in_space: Path, with_vtk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_vtk:
        monkeypatch.setattr(crack_surface_figure, "vtk_renders", lambda: False)
    elif not crack_surface_figure.vtk_renders():
        pytest.skip("VTK cannot render here")
    paths = plot_run(finished_in_space)
    assert {path.name for path in paths} == {"series.png", "filament.png", "crack_faces.png"}
    for path in paths:
        image = imread(path)
        assert min(image.shape[:2]) > 300
        assert np.ptp(image[..., :3]) > 0.9


def test_the_cracks_are_seen_aslant(finished_in_space: Path) -> None:
    last = crack_surface_figure._load(open_run(finished_in_space), 2)
    assert last.points[:, 1].max() == pytest.approx(8.0, rel=1e-2)
    assert last.pressure.max() == pytest.approx(300.0)
    assert last.box == pytest.approx((0, 20, 0, 20, 0, 20))
    eye = crack_surface_figure._seen_from(last)
    assert np.linalg.norm(eye) == pytest.approx(1.0)
    assert eye[1] > 0
    assert 0.5 < abs(eye[0]) < 0.9  # the normal of the crack is that of x


def test_slabs_are_shown_without_the_white_around_them() -> None:
    blank = np.full((100, 120, 3), 255, dtype=np.uint8)
    one, other = blank.copy(), blank.copy()
    one[40:50, 30:60], other[45:60, 50:70] = 0, 128
    cut = crack_surface_figure._trimmed([one, other])
    margin = 2 * crack_surface_figure._MARGIN
    assert {image.shape for image in cut} == {(20 + margin, 40 + margin, 3)}
    assert (cut[0] < 255).sum() == 3 * 10 * 30 and (cut[1] < 255).sum() == 3 * 15 * 20


def test_what_is_dotted_is_told_once(finished_in_space: Path) -> None:
    result = open_run(finished_in_space)
    result.series["flaw1.held_K_eq/K_c"] = 0.5
    legend = draw_series(result).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["flaw1", HELD_UP]


def test_lithium_has_the_unit_of_a_volume(finished_in_space: Path, finished: Path) -> None:
    for folder, unit in ((finished_in_space, "µm³"), (finished, "µm²")):
        labels = [axes.get_ylabel() for axes in draw_series(open_run(folder)).axes]
        assert f"Lithium in cracks [{unit}]" in labels


def test_a_movie_in_space(finished_in_space: Path) -> None:
    with Image.open(make_movie(finished_in_space)) as movie:
        assert movie.n_frames == 3


def test_the_report_shows_the_cracks(finished_in_space: Path) -> None:
    page = write_report(finished_in_space).read_text()
    assert "The filament at several times" in page
    assert "on the largest crack at the end" in page
    assert r"Lithium in cracks [\u00b5m\u00b3]" in page
    assert 'id="fields"' in page
    assert "Drag to turn" in page


def test_the_paraview_script_says_what_it_shows(finished_in_space: Path) -> None:
    tree = ast.parse(write_paraview(finished_in_space).read_text())
    told = ast.get_docstring(tree)
    assert told is not None
    assert "in space" in told
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    fields = open_run(finished_in_space).fields()
    assert "von_mises" in texts & set(fields["slab"].cell_data)
    assert "pressure" in texts & set(fields["film"].point_data)
    assert {"flaw1.K_eq/K_c [1]", "Outline"} <= texts
    assert not {"displacement", "2D"} & texts


def test_halves_are_drawn_with_their_images(
    finished_in_space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a half-penny that ends in the plane z = 10 um the other half is added, its corner once."""
    result = open_run(finished_in_space)
    whole = crack_surface_figure._load(result, 2)
    blocks, points = result.fields(2), 1e-6 * whole.points
    upper = (points[whole.triangles][:, :, 2] > 10e-6 - 1e-9).all(axis=1)
    used = np.unique(whole.triangles[upper])
    new = np.full(len(points), -1)
    new[used] = np.arange(len(used))
    moved = points[used]
    plane = np.isin(used, whole.triangles[~upper])
    moved[plane, 2] = 10e-6
    film = pv.UnstructuredGrid({pv.CellType.TRIANGLE: new[whole.triangles[upper]]}, moved)
    film["pressure"] = blocks["film"]["pressure"][used]
    film.cell_data["crack"] = np.zeros(upper.sum(), dtype=np.int32)
    film.field_data["crack_names"] = ["flaw1"]
    half = pv.MultiBlock({"slab": pv.Box((0, 20e-6, 0, 20e-6, 10e-6, 20e-6)), "film": film})
    for name, values in blocks["slab"].field_data.items():
        half["slab"].field_data[name] = values
    monkeypatch.setitem(result.info["config"]["geometry"], "symmetry", "z")
    both = whole_slab.whole_films(result, half)
    assert both.n_cells == 2 * upper.sum()
    assert both.n_points == 2 * len(used) - plane.sum()
    z, pressure = both.points[:, 2], both["pressure"]
    assert np.sort(20e-6 - z) == pytest.approx(np.sort(z), abs=1e-12)
    assert pressure.max() == film["pressure"].max()
    area = both.compute_cell_sizes(length=False, volume=False)["Area"].sum()
    assert area == pytest.approx(2 * film.compute_cell_sizes()["Area"].sum(), rel=1e-6)
    bounds = whole_slab.whole_bounds(result, half["slab"])
    assert bounds == pytest.approx((0, 20e-6, 0, 20e-6, 0, 20e-6), abs=1e-12)
    assert whole_slab.mirrored_axes(open_run(finished_in_space)) == ()


def test_k_is_drawn_where_a_front_is_held_up(finished_in_space: Path) -> None:
    result = open_run(finished_in_space)
    assert len(draw_series(result).axes[0].lines) == 2  # K and the toughness
    names = [trace.name for trace in draw_curves(result).data]
    assert "flaw1, held up" not in names
    result.series["flaw1.held_K_eq/K_c"] = 1.5
    lines = draw_series(result).axes[0].lines
    assert any((line.get_ydata() == 1.5).all() for line in lines)
    assert "flaw1, held up" in [trace.name for trace in draw_curves(result).data]


def test_pores_are_drawn_as_spheres(
    finished_in_space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = open_run(finished_in_space)
    assert whole_slab.round_pores(result) == ()
    pores = [
        {"centre": [5e-6, 6e-6], "z": None, "size": 4e-6},
        {"centre": [1e-5, 1e-5], "z": 8e-6, "size": 2e-6},
    ]
    geometry = result.info["config"]["geometry"]
    monkeypatch.setitem(geometry, "microstructure", {"placed_pores": pores})
    found = whole_slab.round_pores(result)
    assert [pore.radius for pore in found] == pytest.approx([2, 1])
    assert found[0].centre == pytest.approx((5, 6, 5e5 * geometry["depth"]))
    assert found[1].centre == pytest.approx((10, 10, 8))
    if crack_surface_figure.vtk_renders():
        drawn = crack_surface_figure._load(result, 0)
        eye, colours = (
            crack_surface_figure._seen_from(drawn),
            crack_surface_figure._colours([drawn]),
        )
        with_pores = crack_surface_figure._render(drawn, colours, eye)
        without = crack_surface_figure._render(drawn._replace(pores=()), colours, eye)
        assert (with_pores != without).any(axis=2).mean() > 0.005


def test_triangles_are_cut_into_parts_on_which_values_are_as_before() -> None:
    corners = np.array([[[0.0, 0.0, 1.0], [4.0, 0.0, 9.0], [0.0, 2.0, 4.0]]])
    x, y, values = _finer(corners)
    np.testing.assert_allclose(values, 1.0 + 2.0 * x + 1.5 * y)
    one, other, last = np.stack([x, y], axis=1).reshape(-1, 3, 2).transpose(1, 0, 2)
    along, aside = other - one, last - one
    areas = (along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0]) / 2
    np.testing.assert_allclose(areas, np.full(4**HALVINGS, 4.0 / 4**HALVINGS))
