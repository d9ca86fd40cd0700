from pathlib import Path

import numpy as np
import pytest

from filasse.errors import OutputError
from filasse.output.run_result import open_run


def test_series_is_a_table_with_units(finished: Path) -> None:
    series = open_run(finished).series
    assert len(series) == 8
    assert series["time"].tolist() == [10.0 * step for step in range(1, 9)]
    assert series["flaw1.length"].iloc[-1] == pytest.approx(7.0)
    units = series.attrs["units"]
    assert (units["time"], units["flaw1.length"], units["flaw1.K_I"]) == ("s", "um", "MPa m^0.5")
    assert list(units) == list(series.columns)


def test_state_events_and_tips(finished: Path) -> None:
    result = open_run(str(finished))
    assert (result.state, result.reason, result.tips) == ("finished", "short_circuit", ("flaw1",))
    assert result.events["event"].tolist() == ["growth"] * 4 + ["end"]
    assert result.info["config"]["electrolyte"]["material"] == "LLZO"


def test_fields_of_a_growth_step(finished: Path) -> None:
    result = open_run(finished)
    assert result.growth_steps == (0, 1, 2, 3)
    assert result.fields().keys() == ["slab", "film"]
    assert result.fields()["film"].bounds[3] == pytest.approx(7e-6)
    assert result.fields(1)["film"].bounds[3] == pytest.approx(5e-6)
    assert float(result.fields(1)["slab"].field_data["TimeValue"][0]) == 40.0


def test_torn_row_is_ignored(finished: Path) -> None:
    with (finished / "series.csv").open("a") as file:
        file.write("3,9,90.0,1")
    assert len(open_run(finished).series) == 8
    assert not np.isnan(open_run(finished).series["flaw1.length"]).any()


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="There is no folder"):
        open_run(tmp_path / "none")


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"run\.json: No such file.*Is this a run folder"):
        open_run(tmp_path)


def test_damaged_info(finished: Path) -> None:
    (finished / "run.json").write_text("{")
    with pytest.raises(OutputError, match="it is damaged"):
        open_run(finished)


def test_no_row_yet(finished: Path) -> None:
    (finished / "series.csv").unlink()
    with pytest.raises(OutputError, match="has no row: the run"):
        _ = open_run(finished).series


def test_no_such_fields(finished: Path) -> None:
    with pytest.raises(OutputError, match="no fields of growth step 9: written at 4 steps"):
        open_run(finished).fields(9)


def test_no_fields_at_all(finished: Path) -> None:
    (finished / "fields.pvd").unlink()
    with pytest.raises(OutputError, match="has no fields; see"):
        open_run(finished).fields()


def test_missing_piece(finished: Path) -> None:
    (finished / "fields" / "slab_00003.vtu").unlink()
    with pytest.raises(OutputError, match=r"slab_00003\.vtu is missing, though fields\.pvd lists"):
        open_run(finished).fields()
