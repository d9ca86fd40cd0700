"""The ParaView script and the movie."""

import ast
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from lifil.errors import OutputError
from lifil.plot import paraview
from lifil.plot.movie import make_movie
from lifil.post import open_run


def test_the_script_compiles_and_names_arrays_that_exist(finished: Path) -> None:
    tree = ast.parse(paraview.write_paraview(finished).read_text())
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    fields = open_run(finished).fields()
    assert {"displacement", "potential"} <= texts & set(fields["slab"].point_data)
    assert "von_mises" in texts & set(fields["slab"].cell_data)
    assert "pressure" in texts & set(fields["film"].point_data)
    assert {"time [s]", "flaw1.K_eq/K_c [1]"} <= texts
    header = (finished / "series.csv").read_text().splitlines()[0].split(",")
    assert {"time [s]", "flaw1.K_eq/K_c [1]"} <= set(header)
    assert {str(finished.resolve()), "fields.pvd"} <= texts


def test_the_script_does_not_hide_paraviews_module(finished: Path) -> None:
    assert paraview.write_paraview(finished).stem != "paraview"


def test_without_pvbatch_there_is_no_picture(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert paraview.render_paraview(finished / "paraview_views.py") is None


def test_a_failing_pvbatch_is_told(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="so\nno display")
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: failed)
    with pytest.raises(OutputError, match="failed: no display"):
        paraview.render_paraview(finished / "paraview_views.py")


def test_the_movie_shows_every_growth_step(finished: Path) -> None:
    path = make_movie(finished)
    assert path == finished / "figures" / "filament.gif"
    with Image.open(path) as movie:
        assert movie.n_frames == len(open_run(finished).growth_steps) == 4
        assert min(movie.size) > 300
        assert movie.info["duration"] > 0
