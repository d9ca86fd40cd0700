"""What the curves of figures show: zero on their axes, what varies, and no bound as a result."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import pyvista as pv
from matplotlib.figure import Figure
from PIL import Image, ImageChops

from filasse.plot.comparison import draw_comparison
from filasse.plot.foil_figure import draw_depletion, draw_interface
from filasse.plot.run_curves import draw_series, speeds, varying
from filasse.plot.style import STYLE, write_picture

UNITS = {"lithium_in_cracks": "um^2"}


def run(**columns: list[float]) -> Any:
    """Enough of a run of one tip for its curves."""
    number = len(next(iter(columns.values())))
    names = ("time", "tip.K_eq/K_c", "tip.length", "voltage", "current_density", "tip.speed")
    given = {name.replace("tip", "flaw1", 1): [1.0] * number for name in names}
    given |= {"lithium_in_cracks": [2.0] * number, "dead_lithium": [1.0] * number} | columns
    series = pd.DataFrame(given)
    series.attrs["units"] = UNITS
    info = {"config": {"growth": {"law": {"largest_speed": 1e3}}}}
    told = {"tips": ["flaw1"], "info": info, "reason": None, "growth_steps": []}
    return SimpleNamespace(series=series, folder=SimpleNamespace(root="run"), **told)


def limits(figure: Figure, index: int) -> tuple[float, float]:
    return figure.axes[index].get_ylim()


def test_curves_of_a_contact_have_zero_and_every_value_on_their_axes() -> None:
    contact = {"anode.contact": [1.0, 0.5], "anode.largest_void": [0.0, 0.0]}
    figure = draw_depletion(run(**contact, voltage=[-0.05, 0.02]))
    assert limits(figure, 0) == pytest.approx((0.0, 1.05))
    assert limits(figure, 1)[0] == 0.0
    assert limits(figure, 2) == pytest.approx((-52.5, 21.0))
    figure = draw_depletion(run(**contact, voltage=[-0.05, -0.02]))
    assert limits(figure, 2) == pytest.approx((-52.5, 0.0))


def test_the_current_along_an_interface_starts_at_zero() -> None:
    points = np.array([[0.0, 0.0, 0.0], [1e-6, 0.0, 0.0]])
    interface = pv.lines_from_points(points).cast_to_unstructured_grid()
    interface.point_data["contact"] = [1.0, 1.0]
    interface.point_data["plating_current"] = [10.0, 11.0]
    result: Any = SimpleNamespace(fields=lambda: {"interface": interface})
    assert limits(draw_interface(result), 1) == pytest.approx((0.0, 1.155))


def test_a_layer_that_grows_only_on_crack_faces_has_a_panel() -> None:
    layer = {"interphase.thickness": [20.0, 20.0], "interphase.crack_thickness": [0.0, 5.0]}
    (panel,) = varying(run(**layer))
    assert panel.column == "interphase.thickness"
    layer["interphase.crack_thickness"] = [5.0, 5.0]
    assert varying(run(**layer)) == ()


@pytest.mark.parametrize("number", [2, 8])
def test_tips_are_named_where_each_has_a_colour_of_its_own(number: int) -> None:
    names = [f"flaw{index + 1}" for index in range(number)]
    columns = ("K_eq/K_c", "length", "speed")
    result = run(**{f"{name}.{column}": [1.0, 2.0] for name in names for column in columns})
    result.tips = names
    legend = draw_series(result).axes[0].get_legend()
    named = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    assert named == (names if number == 2 else [])


def test_a_picture_is_what_savefig_makes_of_it(tmp_path: Path) -> None:
    result = run(voltage=[0.05, 0.06], lithium_in_cracks=[1.0, 2.0])
    with mpl.rc_context(STYLE):
        figure = draw_comparison([result, result])
        figure.savefig(tmp_path / "saved.png")
        write_picture(draw_comparison([result, result]), tmp_path / "written.png")
    with Image.open(tmp_path / "saved.png") as saved, Image.open(tmp_path / "written.png") as own:
        assert own.info["dpi"] == pytest.approx(saved.info["dpi"], rel=1e-3)
        boxes = [ImageChops.invert(one.convert("RGB")).getbbox() for one in (saved, own)]
        sizes = [np.subtract(box[2:], box[:2]) for box in boxes if box is not None]
        margin = np.subtract(own.size, sizes[1]) / 2
        dark = [np.sum(np.asarray(one.convert("L")) < 128) for one in (saved, own)]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.01)  # of what is drawn
    assert margin == pytest.approx(0.1 * STYLE["savefig.dpi"])
    assert dark[1] == pytest.approx(dark[0], rel=0.02)


def test_nor_where_runs_are_compared() -> None:
    result = run(**{"flaw1.speed": [0.0, 2.0, 1e9, 3.0]})
    speed = draw_comparison([result, result]).axes[4]
    assert speed.get_title() == "gaps: unstable growth, at the largest speed"
    drawn = [line.get_ydata() for line in speed.lines]
    assert all(np.nanmax(values) == 3.0 for values in drawn)


def test_the_bound_of_an_unstable_advance_is_not_drawn_as_a_speed() -> None:
    result = run(**{"flaw1.speed": [0.0, 2.0, 1e9, 3.0]})
    assert speeds(result, "flaw1.speed").tolist() == pytest.approx([0, 2, np.nan, 3], nan_ok=True)
    place = draw_series(result).axes[4]
    assert place.get_ylim() == pytest.approx((0.0, 3.15))
    assert "unstable" in place.get_title()


def test_a_largest_speed_that_holds_tips_back_is_drawn_and_named() -> None:
    """As an environment does that supplies little: below K_c, too, and for most of the run."""
    result = run(time=[0.0, 1.0, 2.0, 150.0], **{"flaw1.speed": [0.0, 6e-4, 1e-2, 1e-2]})
    result.info["config"]["growth"]["law"]["largest_speed"] = 1e-8
    assert speeds(result, "flaw1.speed").tolist() == [0.0, 6e-4, 1e-2, 1e-2]
    for figure in (draw_series(result), draw_comparison([result, result])):
        place = figure.axes[4]
        assert place.get_title() == "dashed: growth.law.largest_speed"
        assert list(place.lines[-1].get_ydata()) == pytest.approx([1e-2, 1e-2])
        assert place.get_ylim()[1] > 1e-2


def test_a_legend_names_the_whole_as_well_as_its_part() -> None:
    legend = draw_series(run(time=[0.0, 1.0])).axes[5].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["all", "dead"]
