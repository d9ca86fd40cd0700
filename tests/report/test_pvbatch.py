"""The script run by ParaView itself."""

import shutil
from pathlib import Path

import numpy as np
import pyvista
from matplotlib.image import imread

from filasse.plot.paraview import render_paraview, write_paraview


def test_paraview_draws_four_views_even_after_a_move(finished: Path, tmp_path: Path) -> None:
    write_paraview(finished)
    moved = tmp_path / "moved"
    shutil.copytree(finished, moved)
    picture = render_paraview(moved / "paraview_views.py")
    assert picture == moved / "figures" / "paraview.png"
    image = imread(picture)[..., :3]
    assert image.shape[1] > 3 * image.shape[0]
    for view in np.array_split(image, 4, axis=1):
        assert np.ptp(view) > 0.5


def test_colours_are_those_of_the_last_fields(finished: Path, tmp_path: Path) -> None:
    views = []
    for times in (1, 100):
        folder = shutil.copytree(finished, tmp_path / f"{times}")
        first, *others = sorted((folder / "fields").glob("slab_*.vtu"))
        assert others
        mesh = pyvista.read(first)
        mesh.cell_data["von_mises"] *= times
        mesh.save(first)
        picture = imread(render_paraview(write_paraview(folder)))
        views.append(np.array_split(picture, 4, axis=1)[0])
    assert np.abs(views[0] - views[1]).max() == 0
