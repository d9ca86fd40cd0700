"""The generated reference is complete, and the text refers to code and messages that exist."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from docs.generate import code, commands, presets, results, schema, site

from filasse import materials
from filasse.anode.depleting_anode import DepletionRecord
from filasse.anode.foil_record import FoilRecord
from filasse.cli.dispatch import filasse
from filasse.config.sections.config_model import Config
from filasse.fem.volume_fields import SlabFields
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

PLANAR, SOLID = {Record, TipRecord, PoreRecord}, {SolidRecord, FrontRecord}
OF_SWITCHES = {LooseRecord, InterphaseRecord, BreakawayRecord, LeakageRecord, CyclingRecord}
RECORDS = PLANAR | SOLID | OF_SWITCHES | {FoilRecord, DepletionRecord}
ROOT = Path(__file__).parents[2]
WRITTEN = site.written()


def test_every_key_of_the_schema_has_a_row() -> None:
    page, keys = schema.config_page(), schema.all_keys()
    assert len(keys) > 120
    names = {key.rpartition(".")[2] for key in keys}
    rows = set(re.findall(r"^\| (?:\[|`)(\w+)(?:\]|`)", page, flags=re.MULTILINE))
    assert rows == names
    assert set(Config.model_fields) <= names


def test_every_section_has_a_heading_and_a_row_for_each_of_its_keys() -> None:
    page = schema.config_page()
    for key in schema.all_keys():
        path, _, name = key.rpartition(".")
        table = page.partition(f"{{ #{schema.anchor(path)} data")[2].partition("\n#")[0]
        assert re.search(rf"^\| (\[|`){name}(\]|`)", table, flags=re.MULTILINE), key


def test_defaults_are_shown_in_the_units_that_people_write() -> None:
    page = schema.config_page()
    (row,) = re.findall(r"^\| `aperture` .*$", page, flags=re.MULTILINE)
    assert "| `2 nm` | 0.1 nm to 1000 nm |" in row


def test_no_row_lacks_a_meaning() -> None:
    rows = re.findall(r"^\| (?:\[|`).*$", schema.config_page(), flags=re.MULTILINE)
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_array_of_the_fields_is_listed() -> None:
    """With unit and meaning, as the dataclasses that are written declare them."""
    rows = results.field_tables().splitlines()[2:]
    names = {tuple(re.findall("`(\\w+)`", row)) for row in rows}
    declared = {("slab", field.name) for field in fields(SlabFields)}
    assert declared - names == {("slab", "points"), ("slab", "cells")}
    assert {("film", "interphase"), ("anode", "creep_strain")} <= names
    assert len(names) == len(rows) == 19
    assert all(cell.strip() for row in rows for cell in row.strip("|").split("|"))


def test_every_command_and_option_is_listed() -> None:
    page = commands.commands_page()
    assert isinstance(filasse, click.Group)
    for name, command in filasse.commands.items():
        assert f"## filasse {name}\n" in page
        for parameter in command.params:
            assert all(option in page for option in parameter.opts if option.startswith("-"))


def test_exit_codes_are_those_of_the_program() -> None:
    codes = re.findall(r"^\| (\d+) \|", commands.exit_codes_page(), flags=re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "4", "5", "70", "75", "130", "141"]


def test_every_column_is_explained() -> None:
    tables = dict(part.split("\n", 1) for part in results.series_tables().split("#### ")[1:])
    explained = set()
    for title, record, prefix, plainer in results.TABLES:
        explained.add(record)
        for column in columns(record):
            rows = re.findall(rf"^\| `{re.escape(prefix + column.name)}` .*$", tables[title], re.M)
            if plainer and column in columns(plainer):
                assert not rows
            else:
                (row,) = rows
                assert len(row.split("|")[3].strip()) > 8, row
    assert explained == RECORDS


def test_every_preset_has_its_values_and_sources() -> None:
    page = presets.materials_page().replace("<wbr>", "")
    for name in materials.names():
        for item in materials.load(name).properties:
            assert f"| <code>{item.key}</code> | {item.value} |" in page
    assert "**Assumed**" in page


@pytest.mark.parametrize("page", sorted(path for path in WRITTEN if code.names_in(WRITTEN[path])))
def test_links_lead_to_code_that_exists(page: str) -> None:
    for name in code.names_in(WRITTEN[page]):
        module, inside = code.split(name)
        assert not inside or hasattr(module, inside)


def test_a_link_to_code_that_does_not_exist_is_refused() -> None:
    with pytest.raises(code.MissingCodeError, match=r"physics\.film_flow\.flu, which does not"):
        code.split("filasse.physics.film_flow.flu")


def test_every_equation_of_the_theory_stands_near_a_link_to_code() -> None:
    for path, text in WRITTEN.items():
        if path.startswith("theory/") and "$$" in text:
            for section in text.split("\n## ")[1:]:
                assert "$$" not in section or code.names_in(section), section[:80]


def test_every_message_under_troubleshooting_is_one_of_the_program() -> None:
    text = WRITTEN["troubleshooting.md"].partition("## It runs")[0]
    firsts = re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE)
    quoted = [words for first in firsts for words in re.findall(r"`([^`]+)`", first)]
    assert len(quoted) > 40
    found = "".join(
        path.read_text() for top in ("solver", "meshes") for path in (ROOT / top).rglob("*.py")
    )
    source = re.sub(r'"\s*\n\s*f?"', "", found)  # texts that go on in the next line
    missing = [words for words in quoted if words not in source and words != "filasse info"]
    assert missing == []


def test_every_exit_code_has_a_place_under_troubleshooting() -> None:
    text = WRITTEN["troubleshooting.md"]
    assert set(re.findall(r"exit code (\d+)", text)) == {"1", "2", "3", "4", "5", "70", "75"}
