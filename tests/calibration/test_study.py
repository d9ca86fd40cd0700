"""What a study file says, and one clear error for whatever it gets wrong."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.calibration.conftest import TABLE, Write

from filasse.calibration.models.direct import DirectModel
from filasse.calibration.study.checked_study import read_study
from filasse.calibration.study.measurement_tables import read_table
from filasse.calibration.study.table_headers import read_header
from filasse.errors import ConfigError

STUDIES = sorted((Path(__file__).parents[2] / "configs/studies/calibration").glob("*.yaml"))


def test_the_parts_of_a_study(write: Write) -> None:
    study = read_study(write())
    assert study.names == ("contact.resistance", "contact.exponent")
    (data,) = study.datasets
    assert data.in_shown(data.high) == pytest.approx([300.0, 50.0, 0.1])
    assert data.low.tolist()[2] == -math.inf
    assert data.exact.tolist() == [True, True, False]
    assert [state.changes[0].value for state in study.states] == ["10 MPa", "41 MPa", "400 MPa"]
    assert data.error.tolist() == [0.2] * 3


@pytest.mark.parametrize(("asked", "walkers"), [(8, 8), (9, 10), (32, 32)])
def test_walkers_are_even(write: Write, asked: int, walkers: int) -> None:
    sampler = ("model: estimate", f"model: estimate\nsampler: {{walkers: {asked}}}")
    assert read_study(write(sampler)).walkers == walkers


def test_there_are_two_walkers_per_name_and_two_more(write: Write) -> None:
    study = read_study(write())
    many = replace(study, parameters=study.parameters * 10)
    assert (len(many.names), many.walkers) == (20, 42)


def test_a_value_without_an_upper_bound_has_none_on_a_logarithmic_scale(write: Write) -> None:
    (data,) = read_study(write(table=TABLE.replace("400,< 0.1", "400,> 0.1"))).datasets
    assert data.in_shown(data.high).tolist()[2] == math.inf
    assert data.in_shown(data.low)[2] == pytest.approx(0.1)


def test_the_model_is_the_power_law(write: Write) -> None:
    study = read_study(write())
    mean = DirectModel(study).predict(np.array([[0.5, 0.25]])).mean[0]
    reference, exponent = math.sqrt(10 * 5000), 0.9
    expected = [reference * (p / 10) ** -exponent for p in (10, 41, 400)]
    assert study.datasets[0].in_shown(mean) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_the_studies_are_valid(path: Path) -> None:
    assert DirectModel(read_study(path)) is not None


def test_some_studies_are_tried() -> None:
    assert len(STUDIES) >= 3


MISTAKES = {
    "unknown key": (
        ("prior: uniform", "pior: uniform"),
        "parameters.1.pior is an unknown key; did",
    ),
    "not a number": (("low: 0.2", "low: .nan"), "parameters.1.low = NaN is not a finite number"),
    "no prior": (("prior: uniform, ", ""), "parameters.1.prior is missing"),
    "no low": (("low: 0.2, ", ""), "parameters.1 has a uniform prior without low"),
    "spare": (("low: 0.2", "mean: 1, low: 0.2"), "parameters.1.mean is not for a uniform prior"),
    "unit of a number": (("low: 0.2", "low: 0.2 MPa"), "= '0.2 MPa' has the wrong kind of unit"),
    "no unit": (("low: 10 ohm cm^2", "low: 10"), "parameters.0.low = '10' has no unit"),
    "wrong unit": (("low: 10 ohm cm^2", "low: 10 MPa"), "has the wrong kind of unit"),
    "swapped": (("low: 0.2, high: 3", "low: 3, high: 1"), "has a high that is not above its low"),
    "log of 0": (("low: 10 ohm cm^2", "low: 0 ohm cm^2"), "reaches beyond|from a low of 0"),
    "no such key": (("contact.exponent", "contact.exponnet"), "did you mean 'contact.exponent'"),
    "near a key": (
        ("contact.exponent", "mechanics.stack_presure"),
        "is no key of the configuration; did you mean 'mechanics.stack_pressure'",
    ),
    "far from any": (("contact.exponent", "sauce.heat"), "takes no number that can vary"),
    "text key": (("contact.exponent", "lithium.flow"), "takes no number that can vary evenly"),
    "whole key": (("contact.exponent", "growth.max_steps"), "takes no number that can vary"),
    "observable": (("contact_power_law", "contact_power"), "did you mean 'contact_power_law'"),
    "model": (("contact_power_law", "voltage"), "is not given by `model: estimate`, but by run"),
    "column": (("column: resistance", "column: resist"), "did you mean 'resistance'"),
    "condition": (("{pressure: ", "{stress: "), "names the column 'stress', which table.csv lacks"),
    "condition key": (
        ("mechanics.stack_pressure", "mechanics.stack"),
        "yaml:12: data.0.conditions.pressure = 'mechanics.stack' is an unknown key; known: stack_p",
    ),
    "error": (("error: 20 %", "error: 20"), "data.0.error = '20' has no unit; write a share"),
    "no error": (("error: 20 %", "error: 0 %"), "is not above 0; no measurement is exact"),
    "table": (("file: table.csv", "file: tabel.csv"), "tabel.csv"),
    "base": (("base: base.yaml", "base: bsae.yaml"), "bsae.yaml"),
    "no base": (("base: base.yaml", ""), "base is missing; add `base: my.yaml`"),
    "held out": (("scale: log", "scale: log\n    held_out: [4]"), "names the row 4, which has no"),
    "rows held out": (("scale: log", "scale: log\n    held_out: [1, 2, 3]"), "holds out all data"),
    "all held out": (("scale: log", "scale: log\n    held_out: all"), "holds out all data"),
    "twice": (("contact.exponent", "contact.resistance"), "has the name of another"),
    "data": (("low: 0.2", "data: [kontact], low: 0.2"), "did you mean 'contact'"),
    "constant": (("model:", "constants: {contact.R: 1}\nmodel:"), "is not a constant of an observ"),
    "undirected": (("model: estimate", "emulator: none"), "simulations take too long|is not given"),
    "same name": (
        ("model:", "hypotheses: [{name: a, set: {}}, {name: a, set: {}}]\nmodel:"),
        "hypotheses has two of one name",
    ),
    "bad name": (("model:", "hypotheses: [{name: a/b, set: {}}]\nmodel:"), "is not a plain name"),
    "runs": (("model:", "runs: 0\nmodel:"), "runs = 0 must be at least 1"),
    "against": (("error:", "against: time\n    error:"), "is for curves; this is a single number"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_once_with_line_and_remedy(name: str, write: Write) -> None:
    change, message = MISTAKES[name]
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")) as told:
        read_study(write(change))
    assert "problem" in str(told.value) or "base" in name
    assert "Traceback" not in str(told.value)


TABLES = {
    "NaN": ("41,50", "41,nan", "table.csv:3: resistance = 'nan' is not a number"),
    "infinite": ("41,50", "41,1e999", "is too large a number|is not a number"),
    "text": ("41,50", "41,high", "resistance = 'high' is not a number"),
    "comma": ("41,50", "41,5,0", "table.csv:3: has 3 cells under a header of 2"),
    "unit in cell": ("41,50", "41,50 ohm", "has a unit, which belongs into the header"),
    "range": ("41,50", "41,60 .. 50", "is a range with its smaller end last"),
    "negative": ("41,50", "41,-50", "is not above 0 on a logarithmic scale"),
    "no unit": ("resistance [ohm cm^2]", "resistance", "which has no unit; write the unit into"),
    "wrong unit": ("[ohm cm^2]", "[V]", "has the wrong kind of unit"),
    "unknown unit": (
        "[ohm cm^2]",
        "[Ohmz]",
        "'resistance [Ohmz]' of table.csv, which has the unknown",
    ),
    "bound as condition": ("41,50", "> 41,50", r"has no plain number \(.*\.csv:"),
    "twice": ("pressure [MPa]", "resistance [MPa]", "stands twice"),
    "unit of condition": ("[MPa]", "[um]", "has the wrong kind of unit"),
    "empty": (TABLE, "pressure [MPa],resistance [ohm cm^2]\n", "has no rows below a header"),
    "no values": (TABLE, "pressure [MPa],resistance [ohm cm^2]\n1,\n", "has no measured value"),
}


@pytest.mark.parametrize("name", TABLES)
def test_mistakes_in_tables_are_told_with_their_line(name: str, write: Write) -> None:
    old, new, message = TABLES[name]
    assert old in TABLE
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")):
        read_study(write(table=TABLE.replace(old, new)))


COMMAS = "pressure [MPa];resistance [ohm cm^2];remark\n1,5;0,31;new, 1\n2,5;< 0,62;see 1\n"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_read_where_they_are_unambiguous(separator: str, write: Write) -> None:
    study = read_study(write(table=COMMAS.replace(";", separator)))
    assert [state.changes[0].value for state in study.states] == ["1.5 MPa", "2.5 MPa"]
    (data,) = study.datasets
    assert data.in_shown(data.high) == pytest.approx([0.31, 0.62])


def test_a_single_column_may_have_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("length [um]\n0,5\n1,5\n")
    cells = read_table(tmp_path / "t.csv").columns["length"].cells
    assert [cell and cell.low for cell in cells] == [0.5, 1.5]


def test_commas_and_points_in_a_table_are_told_once_per_column(write: Write) -> None:
    rows = "".join(f"1,{n};0,{n};x\n" for n in range(10, 60))
    head = "pressure [MPa];resistance [ohm cm^2];remark\n"
    with pytest.raises(ConfigError, match="2 problems") as told:
        read_study(write(table=f"{head}{rows}1.5;2.5;see 1\n"))
    text = str(told.value)
    assert "table.csv:2: resistance = '0,10' has a comma" in text
    assert "table.csv:2: pressure = '1,10' has a comma" in text
    assert text.count("(and 49 more cells like it)") == 2


def test_rows_that_decimal_commas_tear_are_told_once(write: Write) -> None:
    table = "pressure [MPa],resistance [ohm cm^2]\n" + "1,5,0,31\n" * 3
    with pytest.raises(ConfigError, match="2: has 4 cells under a header of 2") as told:
        read_study(write(table=table))
    assert "(and 2 more rows like it)" in str(told.value)
    assert "need `;` between columns" in str(told.value)


HEADERS = {
    "Re(Z)/Ohm": ("Re(Z)", "ohm"),
    "-Im(Z)/Ohm": ("-Im(Z)", "ohm"),
    "Re(Z) (kOhm)": ("Re(Z)", "kohm"),
    "Re(Z)": ("Re(Z)", ""),
    "Ewe/V": ("Ewe", "V"),
    "dQ/dV/mAh/V": ("dQ/dV", "mAh/V"),
    "(Q-Qo)/mA.h": ("(Q-Qo)", "mA h"),
    "I / (mA/cm2)": ("I", "mA/cm^2"),
    "R [Ω cm²]": ("R", "ohm cm^2"),
    "R [ohms]": ("R", "ohm"),
    "f/HZ": ("f", "Hz"),
    "p [MPA]": ("p", "MPa"),
    "p [mpa]": ("p", "mpa"),
    "P [mW]": ("P", "mW"),
    "t [Hours]": ("t", "h"),
}


@pytest.mark.parametrize("head", HEADERS)
def test_headers_as_cyclers_write_them(head: str) -> None:
    assert read_header(head) == HEADERS[head]


def test_a_study_names_columns_of_a_cycler(write: Write) -> None:
    table = "p / MPa;Re(Z)/Ohm cm²\n10;300\n41;50\n400;< 0,1\n"
    changes = ("column: resistance", "column: Re(Z)"), ("{pressure:", "{p:")
    (data,) = read_study(write(*changes, table=table)).datasets
    assert data.in_shown(data.high) == pytest.approx([300.0, 50.0, 0.1])


def test_tables_of_old_windows_programs_are_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("# Rissl\xe4nge\nl [\xb5m];R / Ohm cm\xb2\n1,5;2\n".encode("cp1252"))
    table = read_table(path)
    assert {name: column.unit for name, column in table.columns.items()} == {
        "l": "um",
        "R": "ohm cm^2",
    }
    assert table.remarks == ("Rissl\xe4nge",)
    assert "read as cp1252" in table.notes[0]


def test_a_condition_is_missed_though_the_first_row_is_empty(write: Write) -> None:
    table = "p [MPa],resistance [ohm cm^2]\n1,\n10,300\n41,50\n"
    with pytest.raises(ConfigError, match="names the column 'pressure', which table"):
        read_study(write(table=table))


def test_a_parameter_and_a_condition_for_one_key(write: Write) -> None:
    spare = "key: mechanics.stack_pressure, prior: uniform, low: 1 MPa, high: 9 MPa"
    change = ("key: contact.exponent, prior: uniform, low: 0.2, high: 3", spare)
    with pytest.raises(ConfigError, match="is set by a condition of data contact too"):
        read_study(write(change))


def test_tables_of_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = "\ufeff# from the cycler", "t (h);U [mV]; n", "1;2;3", "", "2;;> 4", "3;1 .. 2;≤ 5"
    path.write_bytes("\r\n".join(lines).encode())
    table = read_table(path)
    assert table.remarks == ("from the cycler",)
    assert {name: column.unit for name, column in table.columns.items()} == {
        "t": "h",
        "U": "mV",
        "n": "",
    }
    assert [c if c is None else c[:2] for c in table.columns["U"].cells] == [(2, 2), None, (1, 2)]
    assert [c and c[:2] for c in table.columns["n"].cells] == [
        (3, 3),
        (4, math.inf),
        (-math.inf, 5),
    ]


@pytest.mark.parametrize(
    "head", ["p / MPa,R / ohm cm^2,", "p [MPa],R [ohm cm^2],", "p (MPa),R (ohm cm^2),,"]
)
def test_heads_and_empty_columns_as_people_write_them(head: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{head}\n10,300,{',' * (head.count(',') - 2)}\n41,50\n")
    columns = read_table(path).columns
    assert {name: column.unit for name, column in columns.items()} == {"p": "MPa", "R": "ohm cm^2"}


def test_what_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(ConfigError, match="is a spreadsheet; save the sheet as CSV"):
        read_table(tmp_path / "t.xlsx")
    (tmp_path / "t.csv").write_text("pressure [MPa] resistance [ohm cm^2]\n10 300\n")
    with pytest.raises(ConfigError, match="separated by commas, semicolons or tabs"):
        read_table(tmp_path / "t.csv")


def test_priors_have_the_quantiles_that_they_say(write: Write) -> None:
    normal = "prior: normal, mean: 1, deviation: 0.5, low: 0, high: 100"
    lognormal = "prior: lognormal, median: 50 ohm cm^2, factor: 3"
    first, second = "prior: uniform, low: 0.2, high: 3", "prior: loguniform, low: 10 ohm cm^2, high"
    study = read_study(write((first, normal), (second + ": 5000 ohm cm^2", lognormal)))
    resistance, exponent = (p.prior for p in study.parameters)
    assert resistance.value(np.array([0.5, 0.841345])) * 1e4 == pytest.approx([50, 150], rel=1e-5)
    # cut off at 0, two deviations below the mean: 2.275 % of the distribution are gone
    assert exponent.value(np.array(0.0)) == pytest.approx(0, abs=1e-6)
    assert exponent.quantile(exponent.value(np.array(0.3))) == pytest.approx(0.3, rel=1e-9)
    assert exponent.quantile(np.array(1.0)) == pytest.approx(
        (0.5 - 0.0227501) / 0.9772499, rel=1e-5
    )
