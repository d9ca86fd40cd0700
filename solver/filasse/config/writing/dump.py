"""Write a configuration as YAML, in the units that people use."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from filasse import materials
from filasse.config.reading.preset_values import used_presets
from filasse.config.reading.yaml_document import Document, Key
from filasse.config.rules.inert import unused
from filasse.config.sections.config_model import Config
from filasse.config.writing.written_values import quantity_in
from filasse.units import exact_quantity


def to_yaml(config: Config) -> str:
    """Write a complete configuration; reading it gives an equal one, to the last bit.

    What has no effect stands in comments, unless it is not what it would be anyway.
    """
    return "\n".join(_lines(config, (), _Style(_plain, unused(config)))) + "\n"


def annotated_yaml(config: Config, document: Document) -> str:
    """Write a complete configuration: what the user gave word for word, the rest marked.

    Args:
        config: the configuration.
        document: the document that it was made from.
    """
    presets = _preset_values(config, document)

    def annotate(key: Key, text: str) -> str:
        if key in document.own:
            return f"{_as_given(document, key, text)}  # {document.own[key]}"
        if key in document.where:
            return _as_given(document, key, text)
        value, source = presets.get(key, (text, "default"))
        return f"{value if isinstance(value, str) else text}  # {source}"

    return "\n".join(_lines(config, (), _Style(annotate, unused(config)))) + "\n"


class _Style(NamedTuple):
    """How values are written, and why some keys are written in comments."""

    annotate: Callable[[Key, str], str]
    unused: Mapping[Key, str]


def _preset_values(config: Config, document: Document) -> dict[Key, tuple[str | float, str]]:
    """Value and name of the preset behind every key that a preset supplies."""
    law = config.lithium.creep.name
    creep = (materials.load(law, "creep"),) if law in materials.names("creep") else ()
    used: list[tuple[materials.Material, Key]] = []
    used += [(material, ()) for material in used_presets(document.data) if material is not None]
    used += [(material, ("lithium",)) for material in creep]
    return {
        (*prefix, *item.key.split(".")): (item.value, f"preset {material.name}")
        for material, prefix in used
        for item in material.properties
    }


def _plain(key: Key, text: str) -> str:
    return text


def _as_given(document: Document, key: Key, text: str) -> str:
    """The user's own words for a value, where they are a quantity."""
    value: Any = document.data
    for part in key:
        value = value[part]
    return value if isinstance(value, str) and not text.startswith('"') else text


def _lines(section: BaseModel, key: Key, style: _Style) -> Iterator[str]:
    """The lines of a section, without indentation."""
    for name in type(section).model_fields:
        inner = (*key, name)
        lines = _field_lines(section, name, inner, style)
        reason = style.unused.get(inner)
        yield from lines if reason is None else _comments(lines, reason)


def _comments(lines: Iterator[str], reason: str) -> Iterator[str]:
    """The lines of a key that has no effect."""
    first = next(lines)
    yield f"# {first}{'; ' if '  # ' in first else '  # '}{reason}"
    yield from (f"# {line}" for line in lines)


def _field_lines(section: BaseModel, name: str, key: Key, style: _Style) -> Iterator[str]:
    value = getattr(section, name)
    if isinstance(value, BaseModel):
        yield f"{name}:"
        yield from _indent(_lines(value, key, style), "  ", "  ")
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        yield f"{name}:"
        for number, item in enumerate(value):
            yield from _indent(_lines(item, (*key, number), style), "  - ", "    ")
    elif isinstance(value, dict) and value and name == "regions":
        yield f"{name}:"
        for word, item in value.items():
            yield f"  {word}:"
            yield from _indent(_lines(item, (*key, word), style), "    ", "    ")
    else:
        yield f"{name}: {style.annotate(key, _text(section, name, value))}"


def _indent(lines: Iterator[str], first: str, others: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (others if number else first) + line


def _text(section: BaseModel, name: str, value: Any) -> str:
    """A single value as YAML."""
    if isinstance(value, tuple):
        return f"[{', '.join(_text(section, name, item) for item in value)}]"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    quantity = quantity_in(type(section), name, vars(section))
    if quantity is not None and value is not None:
        return exact_quantity(value, quantity.unit, quantity.shown)
    if isinstance(value, bool | int | float) or value is None or _is_choice(section, name):
        return str(value) if _is_choice(section, name) else json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def _is_choice(section: BaseModel, name: str) -> bool:
    return "Literal" in str(type(section).model_fields[name].annotation)
