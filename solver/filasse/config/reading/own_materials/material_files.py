"""The format of material files of one's own, which is that of the presets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field, ValidationError, field_validator

from filasse import materials
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.preset_values import check_name
from filasse.config.reading.translate import translate
from filasse.config.reading.yaml_document import Document, Key, read_document
from filasse.config.sections.coating_section import CoatingSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.laws.creep_section import PowerLawSection
from filasse.config.sections.lithium_section import LithiumSection
from filasse.config.sections.section_base import Section
from filasse.references import bibliography, cite

if TYPE_CHECKING:
    from pydantic import BaseModel

SECTIONS: Mapping[materials.Kind, Mapping[str, tuple[Key, type[BaseModel]]]] = {
    "electrolyte": {
        "electrolyte": (("electrolyte",), ElectrolyteSection),
        "interface": (("interface",), InterfaceSection),
    },
    "lithium": {"lithium": (("lithium",), LithiumSection)},
    "creep": {"creep": (("lithium", "creep"), PowerLawSection)},
    "coating": {"coating": (("interface", "coating"), CoatingSection)},
}
"""By kind and by the first word of a value's key: the section that it is for, and its model."""

NOUNS: Mapping[materials.Kind, str] = {
    "electrolyte": "an electrolyte",
    "lithium": "lithium",
    "creep": "a creep law",
    "coating": "a coating",
}
"""What a file of each kind is of, in messages."""


class _Entry(Section):
    """A value with where it comes from."""

    value: Any
    source: str = Field(min_length=1)
    note: str = ""


class _Content(Section):
    """What stands in a file."""

    name: str = ""
    title: str = ""
    base: str | None = None
    values: dict[str, _Entry] = Field(default_factory=dict)
    interphase: dict[str, _Entry] = Field(default_factory=dict)
    estimates: dict[str, _Entry] = Field(default_factory=dict)

    @field_validator("base")
    @classmethod
    def _check_base(cls, name: str | None) -> str | None:
        return None if name is None else check_name(name)


class OwnMaterial(NamedTuple):
    """A material of the user's own.

    Attributes:
        material: its values.
        base: preset that supplies the values it does not give; None for none.
        file: it was read from.
        text: of the file.
        where: file and line of its keys.
    """

    material: materials.Material
    base: str | None
    file: Path
    text: str
    where: Mapping[Key, str]


def read_material(file: Path) -> OwnMaterial:
    """Read a material file.

    Raises:
        ConfigError: the file cannot be read, or is not of the format; with the line.
    """
    return _read(file, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=16)
def _read(file: Path, version: int) -> OwnMaterial:
    """Read once for all runs of a sweep; `version` tells a changed file."""
    document, name = read_document(file), str(file)
    try:
        content = _Content.model_validate(document.data)
    except ValidationError as error:
        problems = translate(error, _Content, document, name)
        raise_problems([*document.problems, *problems], name)
        raise
    kind = _kind(content)
    raise_problems([*document.problems, *_misplaced(content, kind, document, name)], name)
    entries = (content.values, content.estimates, content.interphase)
    parts = (tuple(_property(key, item) for key, item in part.items()) for part in entries)
    material = materials.Material(content.name or file.stem, kind, content.title, *parts)
    return OwnMaterial(material, content.base, file, document.text, document.where)


def _kind(content: _Content) -> materials.Kind:
    """What a file is of, by most of its values; without any, by its base."""
    if not content.values and content.base is not None:
        return materials.load(content.base).kind
    words = [key.partition(".")[0] for key in content.values]
    return max(SECTIONS, key=lambda kind: sum(word in SECTIONS[kind] for word in words))


def _misplaced(
    content: _Content, kind: materials.Kind, document: Document, name: str
) -> Iterator[ConfigProblem]:
    """Keys that are no values of the kind of material, and a base of another kind."""
    known = [f"{word}." for word in SECTIONS[kind]]
    parts = (("values", content.values, known), ("interphase", content.interphase, ["interphase."]))
    for part, entries, heads in parts:
        for key in entries:
            if not key.startswith(tuple(heads)):
                where = document.where[(part, key)]
                remedy = f"keys of `{part}` begin with {' or '.join(heads)}"
                yield ConfigProblem((part, key), where, f"is no value of {NOUNS[kind]}", remedy)
    if content.base is not None and materials.load(content.base).kind != kind:
        message = f"is a preset for {materials.load(content.base).kind}, and the values are not"
        remedy = f"known: {', '.join(materials.names(kind))}"
        yield ConfigProblem(("base",), document.where[("base",)], message, remedy, content.base)


def _property(key: str, entry: _Entry) -> materials.Property:
    """A value whose source is text, or keys of the bibliography as in the presets."""
    keys = tuple(source.strip() for source in entry.source.split(","))
    known = {**materials.UNPUBLISHED, **{k: cite(k) for k in keys if k in bibliography()}}
    if not all(key in known for key in keys):
        return materials.Property(key, entry.value, entry.source, entry.note)
    return materials.Property(
        key, entry.value, "; ".join(known[key] for key in keys), entry.note, keys
    )
