import errno
import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from filasse.anode.foil_record import FoilRecord
from filasse.errors import OutputError
from filasse.output.writers.series import Series
from filasse.output.writers.series_columns import cells, split_header
from filasse.quantity import columns
from filasse.records.cycling_record import CyclingRecord
from filasse.records.interphase_record import BreakawayRecord, InterphaseRecord
from filasse.records.run_record import (
    FrontRecord,
    LeakageRecord,
    LooseRecord,
    PoreRecord,
    Record,
    SolidRecord,
    TipRecord,
)

type MakeRecord = Callable[..., Record]


def write(path: Path, *records: Record) -> list[str]:
    series = Series(path)
    for record in records:
        series.append(record)
    series.close()
    return path.read_text().splitlines()


def test_every_value_of_a_record_has_a_column() -> None:
    nested = ("tips", "anode", "interphase", "loose", "leakage", "pores", "cycling", "name")
    kinds = (
        CyclingRecord,
        *(Record, SolidRecord, TipRecord, FrontRecord, PoreRecord),
        *(FoilRecord, InterphaseRecord, BreakawayRecord, LooseRecord, LeakageRecord),
    )
    for record in kinds:
        wanted = [field.name for field in fields(record) if field.name not in nested]
        assert [column.field for column in columns(record)] == wanted
        assert all(column.description.endswith(".") for column in columns(record))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("growth_step [1]", 0),
        ("time [s]", 10.0),
        ("voltage [V]", 0.05),
        ("current_density [mA/cm^2]", 1.0),
        ("lithium_in_cracks [um^2]", 0.1),
        ("flaw1.length [um]", 4.0),
        ("flaw1.K_I [MPa m^0.5]", 1.0),
        ("flaw1.speed [um/s]", 0.2),
        ("flaw1.max_pressure [MPa]", 300.0),
        ("flaw1.mouth_opening [nm]", 30.0),
    ],
)
def test_values_come_in_the_unit_of_the_header(
    make_record: MakeRecord, header: str, value: float
) -> None:
    assert float(cells(make_record())[header]) == pytest.approx(value, rel=1e-14)


def test_numbers_are_written_without_loss(make_record: MakeRecord) -> None:
    assert float(cells(make_record(voltage=0.1 + 0.2))["voltage [V]"]) == 0.1 + 0.2


def test_header_is_split_into_name_and_unit() -> None:
    assert split_header("flaw1.K_I [MPa m^0.5]") == ("flaw1.K_I", "MPa m^0.5")


def test_rows_can_be_read_while_the_file_is_open(tmp_path: Path, make_record: MakeRecord) -> None:
    series = Series(tmp_path / "series.csv")
    series.append(make_record(1))
    assert len((tmp_path / "series.csv").read_text().splitlines()) == 2
    series.close()


def test_a_second_writer_goes_on(tmp_path: Path, make_record: MakeRecord) -> None:
    path = tmp_path / "series.csv"
    write(path, make_record(1))
    assert len(write(path, make_record(2))) == 3


def test_a_new_tip_widens_the_table(tmp_path: Path, make_record: MakeRecord) -> None:
    first = make_record(1)
    second = make_record(2, tips=(*first.tips, replace(first.tips[0], name="branch")))
    lines = write(tmp_path / "series.csv", first, second, first)
    assert lines[0].count("branch.") == len(columns(TipRecord))
    assert len({line.count(",") for line in lines}) == 1
    assert lines[1].endswith("," * len(columns(TipRecord)))
    assert lines[3].endswith("," * len(columns(TipRecord)))
    assert not lines[2].endswith(",")


def test_full_disk_on_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_record: MakeRecord
) -> None:
    series = Series(tmp_path / "series.csv")
    series.append(make_record(1))
    series.append(make_record(2))

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError, match=r"series\.csv: No space left"):
        series.sync()
    series.close()
    assert len((tmp_path / "series.csv").read_text().splitlines()) == 3


def test_pores_have_columns_once_a_crack_has_entered(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    entered = make_record(pores=(PoreRecord("pore1", 0.25, 5e6),))
    lines = write(tmp_path / "series.csv", make_record(), entered)
    row = dict(zip(lines[0].split(","), lines[-1].split(","), strict=True))
    assert row["pore1.filling [1]"] == "0.25"
    assert float(row["pore1.pressure [MPa]"]) == pytest.approx(5.0)


def test_volumes_in_space_have_units_of_volumes(make_record: MakeRecord) -> None:
    plane = make_record(lithium_in_cracks=3e-18)
    solid = SolidRecord(**{field.name: getattr(plane, field.name) for field in fields(plane)})
    row = cells(solid)
    assert float(row["lithium_in_cracks [um^3]"]) == pytest.approx(3.0)
    assert float(row["plated_charge [C]"]) == plane.plated_charge
    assert [split_header(name)[0] for name in row] == [
        split_header(name)[0] for name in cells(plane)
    ]


def test_fronts_tell_what_tips_tell_and_more() -> None:
    tip, front = ([column.name for column in columns(kind)] for kind in (TipRecord, FrontRecord))
    assert front[: len(tip)] == tip
    assert {"z", "half_width", "area", "wetted_area", "K_III"} <= set(front[len(tip) :])
