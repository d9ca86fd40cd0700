"""The ParaView script and the movie."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from filasse.cli.main import exit_code
from filasse.errors import OutputError
from filasse.output.run_result import open_run
from filasse.plot import movie, paraview
from filasse.plot.movie import make_movie
from filasse.records.field_snapshot import FloatArray


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


@pytest.fixture(scope="module")
def gif(finished: Path) -> Path:
    return make_movie(finished)


def test_the_movie_shows_every_growth_step(finished: Path, gif: Path) -> None:
    assert gif == finished / "figures" / "filament.gif"
    with Image.open(gif) as pictures:
        assert pictures.n_frames == len(open_run(finished).growth_steps) == 4
        assert min(pictures.size) > 300
        assert pictures.info["duration"] > 0


@pytest.mark.slow
def test_the_movie_as_mp4_shows_the_same_pictures(
    finished: Path, gif: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(movie._DPI, "mp4", movie._DPI["gif"])
    path = make_movie(finished, "mp4")
    assert path == finished / "figures" / "filament.mp4"
    frames = frames_of(path)
    assert len(frames) == 4 + 13  # the last picture stays for two seconds
    with Image.open(gif) as pictures:
        for number in range(4):
            pictures.seek(number)
            height, width = frames[number].shape[:2]
            picture = np.asarray(pictures.convert("RGB"), dtype=float)[:height, :width]
            assert np.abs(frames[number] - picture).mean() < 3
    assert np.abs(frames[3] - frames[0]).max() > 100


def frames_of(path: Path) -> list[FloatArray]:
    """Return the pictures of a video, shape (rows, columns, 3)."""
    folder = path.with_suffix("")
    folder.mkdir()
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path), str(folder / "%02d.png")]
    subprocess.run(command, capture_output=True, check=True)
    frames = []
    for file in sorted(folder.iterdir()):
        with Image.open(file) as frame:
            frames.append(np.asarray(frame, dtype=float))
    shutil.rmtree(folder)
    return frames


def test_a_movie_without_its_package_says_how_to_get_it(
    finished: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert exit_code(["plot", str(finished), "--movie", "mp4"]) == 2
    assert "pip install imageio-ffmpeg" in capsys.readouterr().err
