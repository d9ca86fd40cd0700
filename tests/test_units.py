import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filasse.units import (
    UnitError,
    convert,
    convert_all,
    exact_quantity,
    format_quantity,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("20 um", "m", 20e-6),
        ("20um", "m", 20e-6),
        ("20 µm", "m", 20e-6),
        ("20 μm", "m", 20e-6),
        ("1e-6 m", "m", 1e-6),
        (".5 mm", "m", 5e-4),
        ("-15 deg", "rad", -math.pi / 12),
        ("15°", "rad", math.pi / 12),
        ("2 mA/cm^2", "A/m^2", 20.0),
        ("2 mA cm-2", "A/m^2", 20.0),
        ("2 mA/cm²", "A/m^2", 20.0),
        ("2 mA/cm**2", "A/m^2", 20.0),
        ("1 MPa m^0.5", "Pa m^0.5", 1e6),
        ("1 MPa m^(1/2)", "Pa m^0.5", 1e6),
        ("1 MPa sqrt(m)", "Pa m^0.5", 1e6),
        ("1 MPa*m^.5", "Pa m^0.5", 1e6),
        ("1 MPa√m", "Pa m^0.5", 1e6),
        ("1 MPa·√m", "Pa m^0.5", 1e6),
        ("1 MPa m^1/2", "Pa m^0.5", 1e6),
        ("1 MPa m½", "Pa m^0.5", 1e6),
        ("1 MPa·m^0.5", "Pa m^0.5", 1e6),
        ("2 mA cm⁻²", "A/m^2", 20.0),
        ("2 mA·cm⁻²", "A/m^2", 20.0),
        ("2 mA·cm-2", "A/m^2", 20.0),
        ("2 mA cm^(-2)", "A/m^2", 20.0),
        ("37 kJ mol⁻¹", "J/mol", 37e3),
        ("7e-37 Pa⁻⁶ s⁻¹", "Pa^-6 s^-1", 7e-37),
        ("10 ohm cm^2", "ohm m^2", 1e-3),
        ("10 Ω·cm²", "ohm m^2", 1e-3),
        ("150 GPa", "Pa", 150e9),
        ("60 degC", "K", 333.15),
        ("60 °C", "K", 333.15),
        ("333.15 K", "K", 333.15),
        ("37 kJ/mol", "J/mol", 37e3),
        ("1 eV", "J/mol", 96485.33212331),
        ("0.5 mS/cm", "S/m", 0.05),
        ("2 uF/cm^2", "F/m^2", 0.02),
        ("10 mHz", "Hz", 0.01),
        ("1 MHz", "Hz", 1e6),
        ("13 cm^3/mol", "m^3/mol", 13e-6),
        ("2e-7 cm^2/s", "m^2/s", 2e-11),
        ("1.5 h", "s", 5400.0),
        ("7e-37 Pa^-6.6 s^-1", "Pa^-6.6 s^-1", 7e-37),
        ("7e-37 1/Pa^6.6/s", "Pa^-6.6 s^-1", 7e-37),
    ],
)
def test_reads_usual_spellings(text: str, unit: str, value: float) -> None:
    assert parse_quantity(text, unit) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("20", "has no unit"),
        ("20 mA", "has the wrong kind of unit"),
        ("20 parsec", "has the unknown unit 'parsec'"),
        ("20 UM", "did you mean 'um'?"),
        ("20 mpa", "did you mean 'MPa'?"),
        ("1,5 um", "has a decimal comma; write a point, '1.5'"),
        ("1,5um", "has a decimal comma; write a point"),
        ("um", "has no number before its unit"),
        ("mA·cm-2", "has no number before its unit"),
        ("1 C", "write coulombs as A s; degrees Celsius are degC"),
        ("1 inch", "an inch is 25.4 mm"),
        ("2 years", "a year is 365.25 day"),
        ("70 degF", "degrees Fahrenheit are unknown; convert to degC"),
        ("5 um^0", "has a power that no unit has"),
        ("5 um^0.0", "has a power that no unit has"),
        ("5 um^99", "has a power that no unit has"),
        ("", "is not a number followed by a unit"),
        ("nan um", "has no number before its unit"),
        ("inf um", "has no number before its unit"),
        ("1e999 um", "is too large a number"),
        ("1 um + 2 um", "is not a number followed by a unit"),
        ("9**9**9 m", "is not a number followed by a unit"),
        ("1 m^9^9^9", "is not a number followed by a unit"),
        ("__import__('os').getcwd()", "is not a number followed by a unit"),
        ("1" * 200 + " m", "is not a number followed by a unit"),
        ("1 m^99999", "is not a number followed by a unit"),
    ],
)
def test_refuses_anything_else(text: str, message: str) -> None:
    with pytest.raises(UnitError, match=r"^(has|is) ") as error:
        parse_quantity(text, "m")
    assert message in str(error.value)


def test_c_is_celsius_where_a_temperature_is_wanted() -> None:
    with pytest.raises(UnitError, match="did you mean 'degC'"):
        parse_quantity("25 C", "K")


def test_f_is_farad_and_not_fahrenheit() -> None:
    with pytest.raises(UnitError, match=r"wrong kind of unit \(degrees Fahrenheit are unknown"):
        parse_quantity("70 F", "K")


@settings(deadline=None)  # the first quantity imports Pint
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert math.isfinite(parse_quantity(text, "m"))
    except UnitError as error:
        assert str(error).startswith(("has ", "is "))


@settings(deadline=None)  # the first quantity imports Pint
@given(st.text(alphabet="0123456789.eE+-*/^() mMuPacks", max_size=40))
def test_nearly_right_text_is_read_or_refused(text: str) -> None:
    try:
        assert math.isfinite(parse_quantity(text, "Pa"))
    except UnitError as error:
        assert str(error).startswith(("has ", "is "))


@settings(deadline=None)  # the first quantity imports Pint
@given(st.floats(1e-300, 1e300))
def test_exact_quantity_loses_nothing(value: float) -> None:
    assert parse_quantity(exact_quantity(value, "Pa", "GPa"), "Pa") == value


@pytest.mark.parametrize(
    ("written", "unit"), [("m", "um"), ("K", "degC"), ("ohm m^2", "ohm cm^2"), ("Pa", "Pa")]
)
def test_many_numbers_are_converted_as_one_is(written: str, unit: str) -> None:
    numbers = np.array([[3e-7, 1.0], [250.0, 4e9]])
    alone = [[convert(number, written, unit) for number in row] for row in numbers.tolist()]
    np.testing.assert_allclose(convert_all(numbers, written, unit), alone, rtol=1e-14)


def test_format_uses_the_shown_unit() -> None:
    assert format_quantity(1.5e11, "Pa", "GPa") == "150 GPa"
    assert format_quantity(298.15, "K", "degC") == "25 degC"
