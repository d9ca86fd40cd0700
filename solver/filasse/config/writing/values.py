"""Single values of a configuration as a user would write them."""

import json

from filasse.config.reading.lookup import section_at
from filasse.config.sections.base import quantity_of
from filasse.config.sections.model import Config
from filasse.units import exact_quantity


def format_value(key: str, value: object) -> str:
    """Write a value of a dumped configuration in the unit that people use.

    Args:
        key: dotted key, such as ``geometry.flaws.0.length``.
        value: the value there [SI]; None for one that is not given.
    """
    if value is None:
        return "not given"
    parts = tuple(part for part in key.split(".") if not part.isdecimal())
    section = section_at(Config, parts[:-1])
    known = section is not None and parts[-1] in section.model_fields
    quantity = quantity_of(section, parts[-1]) if section is not None and known else None
    if quantity is None or isinstance(value, bool) or not isinstance(value, int | float):
        return value if isinstance(value, str) else json.dumps(value)
    return exact_quantity(value, quantity.unit, quantity.shown)
