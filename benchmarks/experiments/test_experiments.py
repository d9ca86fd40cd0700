"""The figures that show studies beside experiments, drawn from their stored tables."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from benchmarks.experiments.__main__ import CONFIGS, PICTURES, draw
from benchmarks.experiments.growth import widest
from benchmarks.experiments.measured import measured
from benchmarks.experiments.pressure import critical_stripping
from benchmarks.experiments.studies import STUDIES, TABLES, read_table
from filasse.estimates.verdict import verdict
from filasse.sweep import plan_sweep

LARGEST_PICTURE = 150_000  # bytes; a repository is no place for more


def test_every_study_is_drawn() -> None:
    assert set(STUDIES) == {path.stem for path in CONFIGS.glob("*.yaml")}
    assert set(STUDIES) == {path.stem for path in TABLES.glob("*.csv")}
    assert set(measured()) - {"contact_resistance"} <= set(STUDIES)


@pytest.mark.parametrize("name", STUDIES)
def test_figure_of_the_stored_table(name: str, tmp_path: Path) -> None:
    picture = draw(name, read_table(name), tmp_path)
    known = PICTURES / f"{name}.png"
    with Image.open(picture) as drawn, Image.open(known) as stored:
        assert drawn.size == pytest.approx(stored.size, rel=0.02)
        both = np.asarray(drawn.convert("L")), np.asarray(stored.convert("L").resize(drawn.size))
    assert np.std(both[0]) > 10  # something is drawn
    assert np.mean(np.abs(np.subtract(*both, dtype=float))) < 10  # and it is what the page shows
    assert known.stat().st_size < LARGEST_PICTURE


def _last(table: pd.DataFrame, key: str, column: str) -> pd.Series:
    """The last value of a column for every value of a key."""
    return table.groupby(key)[column].last()


def _ratio(table: pd.DataFrame) -> pd.Series:
    """How much longer it takes with the strength of small pieces, where nothing diffuses."""
    still = table[table["lithium.interface_diffusion.diffusivity [cm^2/s]"] == 0]
    times = still.pivot(
        index="protocol.current_density [mA/cm^2]",
        columns="lithium.size_effect",
        values="time_to_short [s]",
    )
    return times[True] / times[False]


def _turned(table: pd.DataFrame) -> dict[int, float]:
    """Direction of the last three advances by load [deg]."""
    found = {}
    for load, path in table.groupby("mechanics.lateral_stress [MPa]"):
        steps = path[["flaw1.x [um]", "flaw1.y [um]"]].diff().iloc[-3:].sum()
        found[int(load)] = math.degrees(math.atan2(*steps))
    return found


def _speeds(table: pd.DataFrame) -> pd.Series:
    """Mean speed by current [um/s]; of one row, none."""
    key = "protocol.current_density [mA/cm^2]"
    spans = table.groupby(key)[["flaw1.length [um]", "time [s]"]].agg(lambda v: v.max() - v.min())
    return spans["flaw1.length [um]"] / spans["time [s]"]


def _dry(table: pd.DataFrame) -> pd.Series:
    """Dry length at a length of 33 um by current [um]."""
    at = table[table["length [um]"] == 33.0]
    at = at.assign(dry=at["length [um]"] - at["lithium_end [um]"])
    return _last(at, "protocol.current_density [mA/cm^2]", "dry")


def _grows_on_plating_only(table: pd.DataFrame) -> bool:
    grown = table.groupby(["growth.step [um]", "mesh.lip [um]"])["flaw1.length [um]"].diff()
    return bool((table[grown > 0]["current_density [mA/cm^2]"] > 0).mean() > 0.9)


def _currents(table: pd.DataFrame, length: float | None = None) -> list[float]:
    """Critical currents of all runs, or of those with a flaw [mA/cm^2]."""
    if length is not None:
        table = table[table["geometry.flaws.0.length [um]"] == length]
    return [float(value) for value in table["final_current_density [mA/cm^2]"]]


def _contact(table: pd.DataFrame, pressure: float) -> pd.Series:
    chosen = table[table["mechanics.stack_pressure [MPa]"] == pressure]
    return chosen.set_index("protocol.steps.0.current_density [mA/cm^2]")["least_contact [1]"]


def _layer(table: pd.DataFrame, material: str) -> pd.DataFrame:
    return table[table["interface.interphase.material"] == material]


def _charge(table: pd.DataFrame, material: str) -> float:
    return float(_layer(table, material)["interphase.mean_charge [uAh/cm^2]"].iloc[-1])


def _resistance_power(table: pd.DataFrame, material: str) -> float:
    """Exponent of time in the resistance, over the last decade."""
    rows = _layer(table, material)
    late = rows[rows["time [s]"] > rows["time [s]"].max() / 10]
    slope, _ = np.polyfit(
        np.log(late["time [s]"]), np.log(late["interphase.resistance [ohm cm^2]"]), 1
    )
    return float(slope)


SAID: dict[str, Callable[[pd.DataFrame], bool]] = {
    "ccd_interface_resistance": lambda t: (
        _currents(t, length=5)[::3] == [5.35, 2.35] and _currents(t, length=45)[::3] == [1.1, 0.2]
    ),
    "toughness": lambda t: _currents(t)[::3] == [0.4, 1.4],
    "grain_size": lambda t: (
        {*_currents(t, length=5)} == {3.2} and _currents(t, length=20) == [0.4, 0.4]
    ),
    "stack_pressure": lambda t: (
        t[t["mechanics.stack_pressure [MPa]"] == 75]["time_to_short [s]"].max() < 150
        and t[t["mechanics.stack_pressure [MPa]"] == 40]["time_to_short [s]"].max() < 1200
        and list(t[t["mechanics.stack_pressure [MPa]"] == 25]["reason"])
        == ["arrested", "short_circuit"]
        and set(t[t["mechanics.stack_pressure [MPa]"] < 25]["reason"]) == {"arrested"}
    ),
    "compression": lambda t: (
        _turned(t)[0] < 3
        and abs(_turned(t)[50] - 42) < 2
        and abs(_turned(t)[100] - 89) < 3
        and _turned(t)[200] > 90
    ),
    "current": lambda t: (
        math.isnan(_speeds(t)[1.0]) and _speeds(t)[1.5] > 0.3 and _speeds(t)[8.0] < 1.9
    ),
    "cycles": _grows_on_plating_only,
    "stripping_voids": lambda t: (
        _contact(t, 0.5)[-0.02] < 0.9
        and _contact(t, 0.7)[-0.02] > 0.9 > _contact(t, 0.7)[-0.5]
        and _contact(t, 1.0)[-0.5] > 0.9 > _contact(t, 1.0)[-2.0]
        and _contact(t, 1.4)[-2.0] > 0.9
    ),
    "dry_tip": lambda t: abs(_dry(t)[1] - 10) < 1 and abs(_dry(t)[8] - 22) < 1,
    "temperature": lambda t: (
        list(t["reason"]) == ["short_circuit"] * 2 + ["arrested"] * 2
        and 1 < t["time_to_short [s]"][1] / t["time_to_short [s]"][0] < 1.2
    ),
    "size_effect": lambda t: bool(_ratio(t).between(9, 23).all()),
    "interphase": lambda t: (
        abs(_charge(t, "LPSCl") - 60) < 1
        and 6.5 < _charge(t, "LPSCl") / _charge(t, "LLZO") < 8
        and 17 < _charge(t, "LGPS") / _charge(t, "LPSCl") < 19
        and abs(_resistance_power(t, "LAGP") - 0.33) < 0.01
    ),
    "stress_rupture": lambda t: (
        list(t["reason"]) == ["arrested", "short_circuit", "short_circuit"]
        and abs(t["time_to_short [s]"][1] / 3600 - 48) < 1
        and abs(t["time_to_short [s]"][2] - 120) < 15
    ),
}
"""What the head of a study says comes out, of its stored table."""


def test_studies_end_as_their_heads_say() -> None:
    assert set(SAID) == set(STUDIES)
    wrong = [name for name, said in SAID.items() if not said(read_table(name))]
    assert wrong == []


ENDS = {"grows": {"short_circuit", "max_steps", "spalled"}, "arrests": {"arrested"}}


def test_verdicts_foretell_how_runs_end() -> None:
    """Of `filasse validate`, against all stored runs that name their ends."""
    foretold, wrong = 0, []
    for name in set(STUDIES) - {"stripping_voids"}:
        table, plan = read_table(name), plan_sweep(CONFIGS / f"{name}.yaml")
        if "reason" not in table:
            continue
        assert len(table) == len(plan.runs)
        for run, reason in zip(plan.runs, table["reason"], strict=True):
            word = verdict(run.config).word
            if word in ENDS:
                foretold += 1
                wrong += [(run.name, word, reason)] * (reason not in ENDS[word])
    assert wrong == []
    assert foretold > 50


def test_every_number_has_a_source() -> None:
    points = [point for study in measured().values() for point in study.points]
    assert len(points) > 20
    assert all(point.source and point.what for point in points)
    spans = [span for point in points for span in (point.across, point.up) if span is not None]
    assert all(low <= high for low, high in spans)
    assert any(math.isinf(low) for low, _ in spans)


def test_critical_stripping_current_between_runs() -> None:
    table = pd.DataFrame(
        {
            "mechanics.stack_pressure [MPa]": [1.0, 1.0, 2.0, 2.0],
            "current": [0.1, 0.4, 0.1, 0.4],
            "least_contact [1]": [1.0, 0.8, 1.0, 1.0],
        }
    )
    found = critical_stripping(table)
    assert list(found.index) == [1.0]  # at 2 MPa no current makes a void
    assert found[1.0] == pytest.approx(0.2)  # half way in the logarithm


def test_widest_opening_by_cycle() -> None:
    rows = pd.DataFrame(
        {
            "current_density [mA/cm^2]": [2.0, 0.0, -2.0, 2.0, 2.0, 0.0],
            "flaw1.mouth_opening [nm]": [5.0, 7.0, 1.0, 3.0, 4.0, 2.0],
        }
    )
    assert widest(rows).to_dict() == {1: 7.0, 2: 4.0}
