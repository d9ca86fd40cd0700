"""Single values of a configuration as a user would write them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from filasse.config.reading.lookup import inside, section_at
from filasse.config.reading.yaml_document import Key
from filasse.config.sections.config_model import Config
from filasse.config.sections.laws.creep_section import PowerLawSection
from filasse.config.sections.section_base import UnitFloat, quantity_of
from filasse.units import exact_quantity


def flat(tree: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and values of a dumped configuration; items of lists by their number."""
    items = dict(enumerate(tree)) if isinstance(tree, list | tuple) else tree
    if not isinstance(items, Mapping):
        yield prefix, tree
        return
    for key, value in items.items():
        yield from flat(value, f"{prefix}.{key}" if prefix else str(key))


def value_at(config: Mapping[str, Any], key: str) -> Any:
    """The value of a dumped configuration at a dotted key; None if there is none."""
    value: Any = config
    for part in _parts(key):
        value = inside(value, part)
    return value


def format_value(config: Mapping[str, Any], key: str) -> str:
    """Write a value of a dumped configuration in the unit that people use.

    Args:
        config: plain values [SI].
        key: dotted key, such as ``geometry.flaws.0.length``.
    """
    value, parts = value_at(config, key), _parts(key)
    if value is None:
        return "not given"
    while isinstance(parts[-1], int):  # of a list of numbers, which are all alike
        parts = parts[:-1]
    section = section_at(Config, parts[:-1], config)
    if isinstance(value, int | float) and not isinstance(value, bool) and section is not None:
        around = value_at(config, ".".join(map(str, parts[:-1])))
        quantity = quantity_in(section, str(parts[-1]), around)
        if quantity is not None:
            return exact_quantity(value, quantity.unit, quantity.shown)
    return value if isinstance(value, str) else json.dumps(value)


def quantity_in(
    section: type[BaseModel], name: str, values: Mapping[str, Any] | None
) -> UnitFloat | None:
    """The unit of a field, if it has one; that of a creep prefactor depends on the exponent.

    Args:
        section: model of the section.
        name: of the field.
        values: of the section.
    """
    if name not in section.model_fields:
        return None
    if issubclass(section, PowerLawSection) and name == "prefactor" and values is not None:
        return section.prefactor_quantity(values["exponent"])
    return quantity_of(section, name)


def _parts(key: str) -> Key:
    return tuple(int(part) if part.isdecimal() else part for part in key.split("."))
