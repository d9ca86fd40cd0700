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
    import numpy as np
    import numpy.typing as npt
    import pint

    type FloatArray = npt.NDArray[np.float64]

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
farad = ampere * second / volt = F
hertz = 1 / second = Hz
"""

KNOWN_UNITS = (
    *("m", "cm", "mm", "um", "nm", "pm", "s", "ms", "min", "h", "hour", "day", "deg", "rad"),
    *("Pa", "kPa", "MPa", "GPa", "bar", "K", "degC", "A", "mA", "uA", "nA", "V", "mV", "ohm"),
    *("Ah", "mAh", "uAh"),
    *("kohm", "mohm", "S", "mS", "uS", "J", "kJ", "eV", "mol", "mmol", "N", "percent"),
    *("F", "mF", "uF", "nF", "pF", "Hz", "mHz", "uHz", "kHz", "MHz"),
)

_OTHER_NAMES = {
    "celsius": "degC",
    "micron": "um",
    "microns": "um",
    "days": "day",
    "hours": "h",
    "hr": "h",
    "hrs": "h",
    "sec": "s",
    "seconds": "s",
    "minute": "min",
    "minutes": "min",
    "amp": "A",
    "amps": "A",
    "volt": "V",
    "volts": "V",
}
_REMEDIES = {
    "C": "write coulombs as A s; degrees Celsius are degC",
    "degF": "degrees Fahrenheit are unknown; convert to degC",
    **dict.fromkeys(("year", "years", "yr"), "a year is 365.25 day"),
    **dict.fromkeys(("week", "weeks"), "a week is 7 day"),
    **dict.fromkeys(("inch", "in", "inches"), "an inch is 25.4 mm"),
    **dict.fromkeys(("mil", "mils", "thou"), "a mil is 25.4 um"),
    "angstrom": "an angstrom is 0.1 nm",
    "psi": "1 psi is 6.895 kPa",
    "atm": "1 atm is 101.325 kPa",
    "torr": "1 torr is 133.3 Pa",
    "mmHg": "1 mmHg is 133.3 Pa",
}

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
    "\N{VULGAR FRACTION ONE HALF}": "^0.5",
    "\N{MIDDLE DOT}": "*",
    "\N{DOT OPERATOR}": "*",
    "\N{MINUS SIGN}": "-",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "**": "^",
    "%": " percent",
}

_OHM = re.compile(r"(?<![A-Za-z])([munkMG]?)(?:[Oo]hms?|OHMS?)(?![A-Za-z])")
_ODD_POWER = re.compile(r"\^[+-]?(?:0+(?:\.0*)?(?![\d.])|\.0+(?!\d)|[3-9]\d|2[1-9])")
"""Powers of 0, and beyond those of creep laws."""


_PLAIN = str.maketrans(
    "\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}"
    "\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}\N{SUPERSCRIPT FIVE}\N{SUPERSCRIPT SIX}"
    "\N{SUPERSCRIPT SEVEN}\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}",
    "-0123456789",
)
_SUPERSCRIPTS = re.compile(f"[{''.join(map(chr, _PLAIN))}]+")


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
    text = _SUPERSCRIPTS.sub(lambda match: f"^{match[0].translate(_PLAIN)}", text)
    text = _OHM.sub(r"\1ohm", text)
    text = re.sub(r"\^\(([+-]?[\d.]{1,6})\)", r"^\1", text)
    text = re.sub(r"\N{SQUARE ROOT}\(?([A-Za-z]{1,16})\)?", r" \1^0.5", text)
    text = re.sub(r"\^1/2(?![\d/])", "^0.5", text)
    text = re.sub(r"sqrt\(\s*([A-Za-z]{1,16})\s*\)", r"\1^0.5", text)
    text = re.sub(r"(?<![\d.])([A-Za-z]{1,16})(-?\d)", r"\1^\2", text)
    return " ".join(text.split())


def split_quantity(text: str) -> tuple[float, str]:
    """Split ``"20 um"`` into ``(20.0, "um")``; the unit is empty for a bare number."""
    match = _QUANTITY.fullmatch(_normalise(text)) if len(text) <= 120 else None
    if match is None:
        raise UnitError(_why_no_quantity(text))
    if _ODD_POWER.search(match["unit"] or ""):
        raise UnitError("has a power that no unit has")
    number = float(match["number"])
    if not math.isfinite(number):
        raise UnitError("is too large a number")
    return number, match["unit"] or ""


def _why_no_quantity(text: str) -> str:
    """What is wrong with a text that is not a number followed by a unit."""
    if re.match(r"\s*[+-]?\d{1,40},\d", text):
        comma = text.strip()[:40].split(" ")[0]
        return f"has a decimal comma; write a point, {comma.replace(',', '.')!r}"
    if re.fullmatch(_UNIT, _normalise(text)):
        return "has no number before its unit"
    return "is not a number followed by a unit"


def _parse_unit(unit: str, wanted: str = "") -> "pint.Unit":
    import pint

    try:
        return _registry().parse_units(unit.replace("^(1/2)", "^0.5").replace("^", "**"))
    except pint.UndefinedUnitError as error:
        name = error.unit_names if isinstance(error.unit_names, str) else error.unit_names[0]
        other = "celsius" if name == "C" and wanted == "K" else name
        if other in _REMEDIES:
            raise UnitError(f"has the unknown unit {name!r} ({_REMEDIES[name]})") from None
        near = [known for known in KNOWN_UNITS if known.lower() == name.lower()]
        near = near or difflib.get_close_matches(name, KNOWN_UNITS, n=1, cutoff=0.5)
        near = [_OTHER_NAMES[other]] if other in _OTHER_NAMES else near
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
    source, target = _parse_unit(written, unit), _parse_unit(unit)
    if source == target:
        return number
    if source.dimensionality != target.dimensionality:
        is_fahrenheit = written == "F" and unit == "K"
        hint = f" ({_REMEDIES['degF']})" if is_fahrenheit else ""
        raise UnitError(f"has the wrong kind of unit{hint}")
    value = float(_registry().Quantity(number, source).to(target).magnitude)
    if not math.isfinite(value):
        raise UnitError("is too large a number")
    return float(f"{value:.15g}")  # 20 um is 2e-05 m, not 1.9999999999999998e-05 m


def convert_all(numbers: "FloatArray", written: str, unit: str) -> "FloatArray":
    """Convert many numbers at once, without rounding to what a text would say.

    Args:
        numbers: in the unit ``written``, any shape.
        written: their unit, of the same kind as ``unit``.
        unit: the unit to convert to.
    """
    source, target = _parse_unit(written), _parse_unit(unit)
    if source == target:
        return numbers
    converted: FloatArray = _registry().Quantity(numbers, source).to(target).magnitude
    return converted


def is_unit(text: str) -> bool:
    """Whether a text is a unit, in the spelling of quantities or a usual other one."""
    try:
        _parse_unit(split_quantity(f"1 {usual_unit(text)}")[1])
    except UnitError:
        return False
    return bool(text.strip())


def usual_unit(text: str) -> str:
    """A unit from a header in the spelling of quantities (``Hours``, ``HZ``, ``mA.h``).

    Letters may be of the other case where no other unit is meant: single letters must be right,
    and so must m and M before a unit. What is unknown stays as it is.
    """
    plain = re.sub(r"(?<=[A-Za-z\d])\.(?=[A-Za-z])", " ", _normalise(text))
    return re.sub(r"[A-Za-z]+", lambda match: _usual_name(match[0]), plain)


def _usual_name(name: str) -> str:
    try:
        _parse_unit(name)
    except UnitError:
        if name.lower() in _OTHER_NAMES:
            return _OTHER_NAMES[name.lower()]
        near = {k for k in KNOWN_UNITS if len(k) > 1 and k.lower() == name.lower()}
        near = {k for k in near if name[0] not in "mM" or k[0] == name[0]}
        return near.pop() if len(near) == 1 else name
    return name


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
