"""The configuration with every default filled in, as values and as a file."""

import io
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from lifil.config import Config, Creep
from lifil.config.base import Quantity


def plain_values(config: Config) -> dict[str, Any]:
    """Return the configuration as numbers [SI], text and lists by key.

    Args:
        config: Configuration of a run.
    """
    return config.model_dump(mode="json")


def resolved_text(config: Config) -> str:
    """Return a configuration file that loads to the same configuration, bit for bit.

    Args:
        config: Configuration of a run.
    """
    yaml = YAML()
    yaml.width = 100
    buffer = io.StringIO("# Every value of the run, defaults included.\n")
    buffer.seek(0, io.SEEK_END)
    yaml.dump(_with_units(config), buffer)
    return buffer.getvalue()


def _with_units(section: BaseModel) -> dict[str, Any]:
    values = {name: getattr(section, name) for name in type(section).model_fields}
    return {name: _shown(section, name, v) for name, v in values.items() if v is not None}


def _shown(section: BaseModel, name: str, value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _with_units(value)
    if isinstance(value, tuple):
        return [_with_units(item) for item in value]
    unit = _unit(section, name)
    return (
        f"{value!r} {unit}"
        if unit
        else value
        if isinstance(value, bool | int | float)
        else str(value)
    )


def _unit(section: BaseModel, name: str) -> str | None:
    if isinstance(section, Creep) and name == "prefactor":
        return f"Pa^-{section.exponent:g} s^-1"
    field = type(section).model_fields[name]
    found = [*field.metadata, *_inside(field.annotation)]
    return next((item.unit for item in found if isinstance(item, Quantity)), None)


def _inside(annotation: Any) -> list[Any]:
    """Return the metadata of the members of a union such as ``Length | None``."""
    members = getattr(annotation, "__args__", ())
    return [item for member in members for item in getattr(member, "__metadata__", ())]
