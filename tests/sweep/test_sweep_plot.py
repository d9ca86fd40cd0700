"""Figures of sweeps, from tables and from the command line."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from filasse.sweep.drawing.sweep_figures import (
    draw_critical,
    draw_map,
    draw_over_changes,
    draw_weibull,
)
from filasse.sweep.statistics import critical_currents, weibull
from filasse.sweep.sweep_table import RESULTS

KEY = "protocol.current_density [mA/cm^2]"

type Command = Callable[..., tuple[int, str, str]]


def table(rows: int, **columns: object) -> pd.DataFrame:
    empty = pd.DataFrame(index=range(rows), columns=["run", *RESULTS], dtype=float)
    return empty.assign(reason=["arrested", *["short_circuit"] * (rows - 1)], **columns)


def test_weibull_modulus_of_a_weibull_sample() -> None:
    """Times at the median ranks of a Weibull distribution of modulus 3 lie on a line."""
    ranks = (np.arange(1, 11) - 0.3) / (10 + 0.4)
    times = 50.0 * (-np.log1p(-ranks)) ** (1.0 / 3.0)
    (axes,) = draw_weibull(table(10, seed=range(10), **{"time_to_short [s]": times})).axes
    assert [line.get_label() for line in axes.lines] == ["runs", "modulus 3"]


def test_map_tells_shorts_from_the_rest() -> None:
    values = {"a.current [mA/cm^2]": [0.1, 1.0, 10.0], "a.toughness [MPa m^0.5]": [1.0, 2.0, 2.0]}
    times = [np.nan, 5.0, 6.0]
    axes = draw_map(table(3, **values, **{"time_to_short [s]": times})).axes[0]
    assert axes.get_xlabel() == "Current [mA/cm²]"
    assert axes.get_ylabel() == "Toughness [MPa √m]"
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "linear")
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0.1", "1", "10"]
    assert axes.lines[0].get_xdata().tolist() == [0.1]
    assert axes.collections[0].get_array().tolist() == [5.0, 6.0]


def test_a_complete_grid_becomes_a_matrix() -> None:
    values = {"a.current [mA/cm^2]": [1.0, 2.0, 1.0, 2.0], "b": [5.0, 5.0, 6.0, 6.0]}
    axes = draw_map(table(4, **values, **{"time_to_short [s]": [np.nan, 1.0, 2.0, 3.0]})).axes[0]
    shown = np.ma.filled(axes.collections[0].get_array(), np.nan)
    np.testing.assert_array_equal(shown, [[np.nan, 1.0], [2.0, 3.0]])
    assert axes.lines[0].get_xydata().tolist() == [[0.5, 0.5]]


def test_chosen_values_are_no_sample_of_times() -> None:
    times = {"time_to_short [s]": [1.0, 2.0, 3.0]}
    assert weibull(table(3, a=[1.0, 2.0, 3.0], **times)) is None
    assert weibull(table(3, a=[1, 2, 3], b=[5, 4, 6], **times)) is not None
    assert (
        weibull(table(3, seed=[1, 2, 3], **(times | {"time_to_short [s]": [1, 2, None]}))) is None
    )


def test_the_critical_current_lies_between_growth_and_none() -> None:
    rows = table(6, **{KEY: [1.0, 2.0, 4.0] * 2, "toughness": [1.0] * 3 + [2.0] * 3})
    rows["reason"] = ["arrested", *["short_circuit"] * 2, *["end_of_protocol"] * 2, "spalled"]
    found = critical_currents(rows)
    assert [(item.value, item.low, item.high) for item in found] == [(1, 1, 2), (2, 2, 4)]
    axes = draw_critical(rows).axes[0]
    assert axes.lines[0].get_ydata() == pytest.approx(np.sqrt([2.0, 8.0]))


def test_runs_that_contradict_each_other_have_no_critical_current() -> None:
    rows = table(2, **{KEY: [2.0, 1.0]})
    assert critical_currents(rows) == []
    rows["reason"] = "short_circuit"
    assert np.isnan(critical_currents(rows)[0].low)


def test_curves_have_a_column_for_every_changed_number() -> None:
    values = {"a": [1.0, 2.0], "b": ["x", "y"], "c": [1.0, 1.0]}
    axes = draw_over_changes(table(2, **values)).axes
    assert len(axes) == 4
    (legend,) = axes[0].figure.legends
    assert {text.get_text() for text in legend.texts} == {"short circuit", "arrested"}


def test_curves_tell_the_second_key_apart() -> None:
    values = {KEY: [1.0, 2.0, 1.0, 2.0], "electrolyte.material": ["$a$", "$a$", "b", "b"]}
    figure = draw_over_changes(table(4, **values, **{"time_to_short [s]": [1.0, 2.0, 3.0, 4.0]}))
    axes = figure.axes[0]
    families = [text.get_text() for text in axes.get_legend().texts]
    assert families == [r"Material \$a\$", "Material b"]
    spots = {line.get_marker(): line for line in axes.lines if line.get_linestyle() == "None"}
    assert {mark: len(line.get_xdata()) for mark, line in spots.items()} == {"o": 1, "s": 2}
    figure.savefig(io.BytesIO())


@pytest.mark.filterwarnings("error")
def test_command(sweep_file: Callable[..., Path], tmp_path: Path, filasse: Command) -> None:
    path = sweep_file("grid: {protocol.current_density: [0.2 mA/cm^2, 0.3 mA/cm^2]}")
    assert filasse("sweep", path, "-o", tmp_path / "results", "--slurm")[0] == 0
    code, _, err = filasse("plot", tmp_path / "results")
    assert code == 5
    assert "has no finished run yet; see `filasse status`" in err
    assert filasse("sweep", path, "-o", tmp_path / "results")[0] == 0
    code, out, _ = filasse("plot", tmp_path / "results")
    assert (code, out) == (0, f"{tmp_path / 'results' / 'figures' / 'curves.png'}\n")
    assert (tmp_path / "results" / "figures" / "curves.png").stat().st_size > 10_000
