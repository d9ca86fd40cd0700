import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import imread

from filasse.end_reason import EndReason
from filasse.errors import OutputError
from filasse.output import RunObservers
from filasse.output.run_result import RunResult, open_run
from filasse.plot import plot_missing, plot_run, slab_maps
from filasse.plot.field_pictures import PaintedField, Window, paint
from filasse.plot.film_profiles import draw_films, evenly_spread
from filasse.plot.run_curves import draw_series
from filasse.plot.scene import exaggeration, load_scene
from filasse.plot.style import readable_time, time_unit
from filasse.records.cycling_record import CyclingRecord
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import LeakageRecord, Record

SQUARE = PaintedField(
    points=np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]),
    triangles=np.array([[0, 1, 2], [0, 2, 3]]),
    values=np.array([0.0, 1.0, 1.0, 0.0]),
)
WINDOW = Window(-1.0, 2.0, -1.0, 2.0)


def names(folder: Path) -> set[str]:
    return {path.name for path in plot_run(folder)}


@pytest.fixture
def one_moment(start: Callable[..., RunObservers], tmp_path: Path) -> Callable[..., Path]:
    """Write a run of one step, and return its folder."""

    def write(
        record: Record, snapshot: FieldSnapshot, reason: EndReason = EndReason.ARRESTED
    ) -> Path:
        with start(tmp_path) as observers:
            observers.on_step(record)
            observers.on_growth(record, snapshot)
            observers.on_end(reason)
        return tmp_path

    return write


@pytest.mark.slow
def test_all_figures_of_a_run(finished: Path) -> None:
    paths = plot_run(finished)
    assert {path.name for path in paths} == {
        "series.png", "filament.png", "stress.png", "potential.png", "film.png",
    }  # fmt: skip
    for path in paths:
        image = imread(path)
        assert min(image.shape[:2]) > 300
        assert np.ptp(image[..., :3]) > 0.9


@pytest.mark.slow
def test_a_layout_measures_few_axes_twice(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: Counter[str] = Counter()
    measure = Axes.get_tightbbox

    def counted(axes: Axes, *given: Any, **options: Any) -> Any:
        measured["bars" if axes.get_label() == "<colorbar>" else "axes"] += 1
        return measure(axes, *given, **options)

    monkeypatch.setattr(Axes, "get_tightbbox", counted)
    plot_run(finished)
    curves, maps, films, bars = 6, 4 + 2 + 1, 4, 1 + 2 + 1 + 1
    assert measured["axes"] < 1.5 * (curves + maps + films)  # again where it is far off at first
    assert measured["bars"] <= 2 * bars


def test_the_last_voltage_of_a_short_is_marked_as_that_before_contact(finished: Path) -> None:
    result = open_run(finished)
    assert result.reason is EndReason.SHORT_CIRCUIT
    texts = [text.get_text() for axes in draw_series(result).axes for text in axes.texts]
    last = 1e3 * result.series["voltage"].iloc[-1]
    assert texts == [f"{last:.3g} mV\njust before contact"]


def test_figures_without_fields(
    start: Callable[..., RunObservers], make_record: Callable[..., Record], tmp_path: Path
) -> None:
    with start(tmp_path) as observers:
        observers.on_step(make_record(1))
        observers.on_step(make_record(2))
        observers.on_end(EndReason.ARRESTED)
    assert names(tmp_path) == {"series.png"}


def test_what_leaks_and_is_cycled_has_panels_where_it_varies(
    start: Callable[..., RunObservers], make_record: Callable[..., Record], tmp_path: Path
) -> None:
    cycling = CyclingRecord(1, 3.6e3, 0.9, 0.0, 1e-3)
    turned = replace(cycling, half_cycle_capacity=-1.8e3, coulombic_efficiency=0.5)
    leakage = LeakageRecord(0.1, 1e-6)
    with start(tmp_path) as observers:
        observers.on_step(make_record(1, leakage=leakage, cycling=cycling))
        more = replace(leakage, leakage_current=0.2)
        observers.on_step(make_record(2, leakage=more, cycling=turned))
        observers.on_end(EndReason.ARRESTED)
    axes = draw_series(open_run(tmp_path)).axes
    assert [place.get_ylabel() for place in axes[6:]] == [
        "Leakage current [mA/cm²]", "Half cycle [mAh/cm²]", "Coulombic efficiency",
    ]  # fmt: skip
    assert [bool(place.get_xlabel()) for place in axes[6:]] == [False, True, True]
    assert axes[6].lines[0].get_ydata() == pytest.approx([0.01, 0.02])
    assert axes[7].lines[0].get_ydata() == pytest.approx([0.1, -0.05])


@pytest.mark.slow
def test_figures_of_a_slab_without_cracks(
    one_moment: Callable[..., Path],
    make_record: Callable[..., Record],
    make_snapshot: Callable[..., FieldSnapshot],
) -> None:
    without = replace(make_snapshot(), films=())
    folder = one_moment(make_record(1, tips=()), without, EndReason.END_OF_PROTOCOL)
    assert names(folder) == {"series.png", "filament.png", "stress.png", "potential.png"}


@pytest.mark.slow
def test_figures_of_several_cracks_at_one_moment(
    one_moment: Callable[..., Path],
    make_record: Callable[..., Record],
    make_snapshot: Callable[..., FieldSnapshot],
) -> None:
    record, snapshot = make_record(1), make_snapshot()
    tips = (record.tips[0], replace(record.tips[0], name="flaw2", length=6e-6))
    films = (snapshot.films[0], replace(snapshot.films[0], name="flaw2"))
    folder = one_moment(replace(record, tips=tips), replace(snapshot, films=films))
    assert len(names(folder)) == 5


def test_a_run_that_has_just_begun(start: Callable[..., RunObservers], tmp_path: Path) -> None:
    with start(tmp_path) as observers:
        with pytest.raises(OutputError, match="has no row: the run"):
            plot_run(tmp_path)
        observers.on_end(EndReason.ARRESTED)


def picture(surface: PaintedField, colours: ScalarMappable, path: Path) -> np.ndarray:
    """The window of 300 by 300 pixels, painted without a frame; rows from its top."""
    figure = Figure(figsize=(3, 3), dpi=100)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    paint(axes, surface, colours, WINDOW)
    figure.savefig(path)
    return np.asarray(imread(path)[..., :3])


def test_a_field_is_painted_in_its_place(tmp_path: Path) -> None:
    grey = ScalarMappable(Normalize(0.0, 1.0), "gray")
    image = picture(SQUARE, grey, tmp_path / "square.png")[..., 0]
    expected = np.linspace(0.1, 0.9, 80)
    np.testing.assert_allclose(image[120:180, 110:190], np.tile(expected, (60, 1)), atol=0.01)
    assert image[:95].min() == image[205:].min() == image[:, :95].min() == 1.0
    upwards = SQUARE._replace(values=SQUARE.points[:, 1])
    image = picture(upwards, grey, tmp_path / "up.png")[..., 0]
    np.testing.assert_allclose(image[110:190, 150], expected[::-1], atol=0.01)


def test_large_triangles_have_the_colours_of_their_values(tmp_path: Path) -> None:
    """Between blue and red there is white, and beyond the range nothing but its end."""
    values = ScalarMappable(Normalize(0.25, 0.75), "RdBu")
    image = picture(SQUARE, values, tmp_path / "square.png")[120:180, 105:195]
    expected = values.to_rgba(np.linspace(0.05, 0.95, 90))[:, :3]
    np.testing.assert_allclose(image, np.tile(expected, (60, 1, 1)), atol=0.04)


@pytest.mark.parametrize("value", [0.0, 4e-322, 2.0])
def test_a_field_of_one_value_has_one_colour(tmp_path: Path, value: float) -> None:
    grey = ScalarMappable(Normalize(value, value), "gray")
    even = SQUARE._replace(values=np.full(len(SQUARE.points), value))
    image = picture(even, grey, tmp_path / "even.png")[120:180, 110:190]
    assert np.ptp(image) == 0.0
    assert image[0, 0, 0] < 0.5


def test_a_window_beside_the_triangles_stays_empty(tmp_path: Path) -> None:
    grey = ScalarMappable(Normalize(0.0, 1.0), "gray")
    moved = SQUARE._replace(points=SQUARE.points + 10.0)
    assert picture(moved, grey, tmp_path / "nothing.png").min() == 1.0


@pytest.mark.parametrize(("top", "is_below"), [(10.0, False), (4.0, True)])
def test_the_bar_of_a_wide_slab_lies_below_it(top: float, is_below: bool) -> None:
    figure, places = slab_maps._places(Window(0.0, 10.0, 0.0, top), 4, 2.2)
    for place in places:
        place.set(xlim=(0, 10), ylim=(0, top), aspect="equal")
    slab_maps._add_bar(figure, places, ScalarMappable(Normalize(0.0, 1.0), "gray"), "Stress")
    figure.draw_without_rendering()
    bar, last = figure.axes[-1].get_position(), places[-1].get_position()
    assert (bar.y1 < last.y0) == is_below
    assert (bar.x0 > last.x1) == (not is_below)
    assert min(bar.width, bar.height) < 0.05


def test_scene_is_in_micrometres_and_megapascals(finished: Path) -> None:
    scene = load_scene(open_run(finished), 0, exaggeration=10.0)
    assert scene.slab == pytest.approx((0.0, 20.0, 0.0, 20.0))
    assert scene.stress.points.max() == pytest.approx(20.0 * 1.01)
    np.testing.assert_allclose(scene.potential.values.max(), 40.0)
    np.testing.assert_allclose(scene.cells.area, [200.0, 200.0], rtol=1e-5)
    principal = [150.0 + np.hypot(50.0, 50.0), 300.0]
    np.testing.assert_allclose(scene.cells.principal_stress, principal, rtol=1e-6)
    assert scene.cracks is not None
    assert scene.cracks.fill.tolist() == [1.0] * 7 + [0.0]


def test_pictures_are_scaled_to_the_widest_of_the_cracks_that_they_show(
    start: Callable[..., RunObservers],
    make_record: Callable[..., Record],
    make_snapshot: Callable[..., FieldSnapshot],
    tmp_path: Path,
) -> None:
    """At the end a piece has left, and the slab is nearly unloaded: 40 nm wide, then 2 nm."""
    with start(tmp_path) as observers:
        for step, part in enumerate((1.0, 0.05)):
            record, snapshot = make_record(step + 1, step), make_snapshot(step, step + 1.0)
            film = snapshot.films[0]
            stress = part * snapshot.cell_data["stress"]
            fields = {**snapshot.cell_data, "stress": stress}
            films = (replace(film, opening=part * film.opening),)
            observers.on_step(record)
            observers.on_growth(record, replace(snapshot, films=films, cell_data=fields))
        observers.on_end(EndReason.ARRESTED)
    result = open_run(tmp_path)
    assert [exaggeration(result, steps) for steps in ([0], [0, 1], [1])] == [20.0, 20.0, 500.0]
    for figure in (slab_maps.draw_filament(result), *slab_maps.draw_moments(result, (0, 1))):
        assert figure.get_suptitle().startswith("Displacements × 20.")
        assert figure.axes[-1].get_ylim()[1] == pytest.approx(300.0)


@pytest.mark.parametrize(
    ("longest", "unit"),
    [(10.0, "s"), (119.0, "s"), (121.0, "min"), (3600.0 * 5, "h"), (86400.0 * 5, "d")],
)
def test_time_axis_has_a_unit_that_reads_well(longest: float, unit: str) -> None:
    assert time_unit(longest)[0] == unit


@pytest.mark.parametrize(
    ("time", "text"),
    [(0.924, "0.924 s"), (71.34, "71.3 s"), (293.0, "4.88 min"), (9000.0, "2.5 h")],
)
def test_a_time_reads_well_alone(time: float, text: str) -> None:
    assert readable_time(time) == text


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [((5,), [5]), ((0, 1, 2), [0, 1, 2]), (tuple(range(31)), [0, 10, 20, 30])],
)
def test_steps_are_spread_evenly(steps: tuple[int, ...], wanted: list[int]) -> None:
    assert evenly_spread(steps, 4) == wanted


def test_figures_that_are_missing_or_old_are_drawn(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blank(result: RunResult) -> Figure:
        return Figure()

    monkeypatch.setattr("filasse.plot._figures", lambda _: {"series": blank, "film": blank})
    drawn = plot_run(finished)
    assert plot_missing(finished) == []
    (finished / "figures" / "film.png").unlink()
    assert set(plot_missing(finished)) == set(drawn)
    run, film = finished / "run.json", finished / "figures" / "film.png"
    os.utime(film, ns=(0, run.stat().st_mtime_ns - 1))
    with monkeypatch.context() as patched:
        patched.setattr("filasse.plot.plot_run", lambda folder: [folder])
        assert plot_missing(finished) == [finished]


def test_films_at_one_time_need_no_colour_bar(
    one_moment: Callable[..., Path],
    make_record: Callable[..., Record],
    make_snapshot: Callable[..., FieldSnapshot],
) -> None:
    figure = draw_films(open_run(one_moment(make_record(1), make_snapshot(time=90.0))))
    assert len(figure.axes) == 4
    assert figure.get_suptitle() == "At 90 s"
