"""Quantities with units at the border: text such as ``20 um`` in, SI floats out, and back.

Inside filasse every number is a float in SI units. Text from a user is matched against a strict
pattern before Pint sees it, and Pint knows only the units listed here.
"""

import difflib
import math
import re
from functools import cache
from typing import TYPE_CHECKING

from filasse.errors import FilasseError

if TYPE_CHECKING:
    import pint

_DEFINITIONS = """
tera- = 1e12 = T-
giga- = 1e9 = G-
mega- = 1e6 = M-
kilo- = 1e3 = k-
centi- = 1e-2 = c-
milli- = 1e-3 = m-
micro- = 1e-6 = u-
nano- = 1e-9 = n-
pico- = 1e-12 = p-
meter = [length] = m
second = [time] = s
ampere = [current] = A
ampere_hour = 3600 * ampere * second = Ah
mole = [substance] = mol
kelvin = [temperature] = K
gram = [mass] = g
kilogram = 1000 * gram = kg
radian = []
rad = radian
degree = 0.017453292519943295 * radian = deg
percent = 0.01
minute = 60 * second = min
hour = 3600 * second = h
day = 86400 * second = d
degree_celsius = kelvin; offset: 273.15 = degC
newton = kilogram * meter / second ** 2 = N
pascal = newton / meter ** 2 = Pa
bar = 1e5 * pascal
joule = newton * meter = J
electron_volt = 96485.33212331001 * joule / mole = eV
volt = joule / ampere / second = V
ohm = volt / ampere
siemens = ampere / volt = S
"""

KNOWN_UNITS = (
    *("m", "cm", "mm", "um", "nm", "pm", "s", "ms", "min", "h", "hour", "day", "deg", "rad"),
    *("Pa", "kPa", "MPa", "GPa", "bar", "K", "degC", "A", "mA", "uA", "nA", "V", "mV", "ohm"),
    *("Ah", "mAh", "uAh"),
    *("kohm", "mohm", "S", "mS", "uS", "J", "kJ", "eV", "mol", "mmol", "N", "percent"),
)

_OTHER_NAMES = {"C": "degC", "celsius": "degC", "micron": "um", "microns": "um", "Ohm": "ohm"}

_NUMBER = r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?"
_POWER = r"(?:\^(?:[+-]?\d{1,2}(?:\.\d{1,4})?|[+-]?\.\d{1,4}|\(1/2\)))?"
_FACTOR = rf"[A-Za-z_]{{1,16}}{_POWER}"
_UNIT = rf"(?:1 ?/ ?)?{_FACTOR}(?:(?: ?[*/] ?| ){_FACTOR}){{0,7}}"
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})?")
_SPELLINGS = {
    "\N{MICRO SIGN}": "u",
    "\N{GREEK SMALL LETTER MU}": "u",
    "\N{GREEK CAPITAL LETTER OMEGA}": "ohm",
    "\N{OHM SIGN}": "ohm",
    "\N{DEGREE SIGN}C": "degC",
    "\N{DEGREE SIGN}": "deg",
    "\N{SUPERSCRIPT TWO}": "^2",
    "\N{SUPERSCRIPT THREE}": "^3",
    "\N{MIDDLE DOT}": "*",
    "\N{DOT OPERATOR}": "*",
    "\N{MINUS SIGN}": "-",
    "**": "^",
    "%": " percent",
}


class UnitError(FilasseError):
    """A text is not a quantity, or not one of the wanted dimension."""


@cache
def _registry() -> "pint.UnitRegistry":
    import pint  # costs a tenth of a second: only when a quantity is read

    registry = pint.UnitRegistry(None, on_redefinition="raise")
    registry.load_definitions(_DEFINITIONS.strip().splitlines())
    return registry


def _normalise(text: str) -> str:
    """Turn the usual spellings (``µm``, ``cm²``, ``mA cm-2``, ``ohm cm2``) into one."""
    for spelling, plain in _SPELLINGS.items():
        text = text.replace(spelling, plain)
    text = re.sub(r"sqrt\(\s*([A-Za-z]{1,16})\s*\)", r"\1^0.5", text)
    text = re.sub(r"(?<![\d.])([A-Za-z]{1,16})(-?\d)", r"\1^\2", text)
    return " ".join(text.split())


def split_quantity(text: str) -> tuple[float, str]:
    """Split ``"20 um"`` into ``(20.0, "um")``; the unit is empty for a bare number."""
    match = _QUANTITY.fullmatch(_normalise(text)) if len(text) <= 120 else None
    if match is None:
        raise UnitError("is not a number followed by a unit")
    number = float(match["number"])
    if not math.isfinite(number):
        raise UnitError("is too large a number")
    return number, match["unit"] or ""


def _parse_unit(unit: str) -> "pint.Unit":
    import pint

    try:
        return _registry().parse_units(unit.replace("^(1/2)", "^0.5").replace("^", "**"))
    except pint.UndefinedUnitError as error:
        name = error.unit_names if isinstance(error.unit_names, str) else error.unit_names[0]
        near = [known for known in KNOWN_UNITS if known.lower() == name.lower()]
        near = near or difflib.get_close_matches(name, KNOWN_UNITS, n=1, cutoff=0.5)
        near = [_OTHER_NAMES[name]] if name in _OTHER_NAMES else near
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise UnitError(f"has the unknown unit {name!r}{hint}") from None


def parse_quantity(text: str, unit: str) -> float:
    """Read a text with a number and a unit.

    Args:
        text: what the user wrote, for instance ``"1 MPa m^0.5"``.
        unit: the unit to convert to, for instance ``"Pa m^0.5"``.

    Returns:
        The number in ``unit``.

    Raises:
        UnitError: the text is no quantity, or has another dimension than ``unit``.
    """
    number, written = split_quantity(text)
    if not written:
        raise UnitError("has no unit")
    return convert(number, written, unit)


def convert(number: float, written: str, unit: str) -> float:
    """Convert a number from the unit ``written`` to ``unit`` (``degC`` is understood)."""
    source, target = _parse_unit(written), _parse_unit(unit)
    if source == target:
        return number
    if source.dimensionality != target.dimensionality:
        raise UnitError("has the wrong kind of unit")
    value = float(_registry().Quantity(number, source).to(target).magnitude)
    if not math.isfinite(value):
        raise UnitError("is too large a number")
    return float(f"{value:.15g}")  # 20 um is 2e-05 m, not 1.9999999999999998e-05 m


def format_quantity(value: float, unit: str, shown: str, digits: int = 6) -> str:
    """Write an SI value in the unit that people use for it.

    Args:
        value: number in ``unit``.
        unit: unit of ``value``, for instance ``"Pa"``.
        shown: unit to write, for instance ``"GPa"``.
        digits: significant digits.
    """
    return f"{convert(value, unit, shown):.{digits}g} {shown}"


def exact_quantity(value: float, unit: str, shown: str) -> str:
    """Write an SI value so that reading it gives exactly the same float again."""
    for digits in (6, 10, 15):
        text = format_quantity(value, unit, shown, digits)
        if parse_quantity(text, unit) == value:
            return text
    return f"{value!r} {unit}"
