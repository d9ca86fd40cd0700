"""The figures that show studies beside experiments, drawn from their stored tables."""

import math
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
