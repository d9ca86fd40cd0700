"""Headers of tables: a name and a unit, in the ways that people and cyclers write them."""

from __future__ import annotations

import re
from typing import NamedTuple

from filasse.units import is_unit, usual_unit

_SQUARE = re.compile(r"(?P<name>[^\[\]]+?)\s*\[(?P<unit>[^\[\]]*)\]")
_ROUND = re.compile(r"(?P<name>.+?)(?P<gap>\s*/?\s*)\((?P<unit>[^()]*(?:\([^()]*\))?)\)")


class TableHeader(NamedTuple):
    """What a header says.

    Attributes:
        name: of the column.
        unit: in the spelling of quantities, if it is known; empty for plain numbers.
    """

    name: str
    unit: str = ""


def read_header(text: str) -> TableHeader | None:
    """Read `time [h]`, `time (h)`, `time / h` or, as cyclers write it, `Re(Z)/Ohm`.

    Brackets that touch a name and hold no unit belong to it. Of several strokes that is meant
    behind which a unit stands (`dQ/dV/mAh/V`), the last if there is none.

    Returns:
        None if there is no name.
    """
    text = text.strip()
    if match := _SQUARE.fullmatch(text):
        return TableHeader(match["name"].rstrip("/ "), _unit(match["unit"]))
    match = _ROUND.fullmatch(text)
    if match and (match["gap"] or is_unit(match["unit"])):
        return TableHeader(match["name"].rstrip("/ "), _unit(match["unit"]))
    strokes = [place for place, letter in enumerate(text) if letter == "/"]
    split = [(text[:place].strip(), text[place + 1 :].strip()) for place in strokes]
    split = [(name, unit) for name, unit in split if name and unit]
    name, unit = next((s for s in split if is_unit(s[1])), split[-1] if split else (text, ""))
    is_name = name.strip("();,/ ") and not set(name) & set("[]")
    return TableHeader(name, _unit(unit)) if is_name else None


def _unit(text: str) -> str:
    return "" if text.strip() in ("-", "1") else usual_unit(text.strip())
