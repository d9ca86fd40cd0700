"""Figures of slabs with a depth."""

import ast
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from PIL import Image

from filasse.output.run_result import open_run
from filasse.plot import plot_run
from filasse.plot.movie import make_movie
from filasse.plot.paraview import write_paraview
from filasse.plot.run_curves import draw_series
from filasse.plot.solid import crack_surface_figure
from filasse.report import write_report


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
