"""Material files of one's own, in the format of the presets.

A file that `electrolyte.material` or `interface.coating.material` names is written out: its values
go below what the user gave, each with its own file and line, and the key is left with the file's
`base`. Whatever reads the configuration sees plain values; it need not find the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import Field, ValidationError, field_validator

from filasse import materials
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.preset_values import check_name
from filasse.config.reading.translate import translate
from filasse.config.reading.yaml_document import Document, Key, Remedy, read_document
from filasse.config.sections.coating_section import CoatingSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.interphase_section import InterphaseSection
from filasse.config.sections.section_base import Section
from filasse.references import bibliography, cite

if TYPE_CHECKING:
    from pydantic import BaseModel

FOLDER = "materials"
"""Beside a configuration: files in it are named without their ending."""

ENDINGS = (".yaml", ".yml")

type OwnKind = Literal["electrolyte", "coating"]

PLACES: Mapping[OwnKind, Key] = {
    "electrolyte": ("electrolyte", "material"),
    "coating": ("interface", "coating", "material"),
}
"""Keys that may name a file."""

_SECTIONS: Mapping[OwnKind, Mapping[str, tuple[Key, type[BaseModel]]]] = {
    "electrolyte": {
        "electrolyte": (("electrolyte",), ElectrolyteSection),
        "interface": (("interface",), InterfaceSection),
    },
    "coating": {"coating": (("interface", "coating"), CoatingSection)},
}
"""By the first word of a value's key: the section that it is for, and its model."""

_INTERPHASE: Key = ("interface", "interphase")


class _MaterialValue(Section):
    """A value with where it comes from."""

    value: Any
    source: str = Field(min_length=1)
    note: str = ""


class _MaterialFile(Section):
    """What stands in a file."""

    name: str = ""
    title: str = ""
    base: str | None = None
    values: dict[str, _MaterialValue] = Field(default_factory=dict)
    interphase: dict[str, _MaterialValue] = Field(default_factory=dict)
    estimates: dict[str, _MaterialValue] = Field(default_factory=dict)

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
        content = _MaterialFile.model_validate(document.data)
    except ValidationError as error:
        problems = translate(error, _MaterialFile, document, name)
        raise_problems([*document.problems, *problems], name)
        raise
    kind = _kind(content)
    raise_problems([*document.problems, *_misplaced(content, kind, document, name)], name)
    entries = (content.values, content.estimates, content.interphase)
    parts = (tuple(_property(key, item) for key, item in part.items()) for part in entries)
    material = materials.Material(content.name or file.stem, kind, content.title, *parts)
    return OwnMaterial(material, content.base, file, document.text, document.where)


def _kind(content: _MaterialFile) -> OwnKind:
    """What a file is of, by the keys of its values; without any, by its base."""
    first = next(iter(content.values), "").partition(".")[0]
    found = [kind for kind, sections in _SECTIONS.items() if first in sections]
    if not found and not content.values and content.base is not None:
        found = [kind for kind in _SECTIONS if kind == materials.load(content.base).kind]
    return found[0] if found else "electrolyte"


def _misplaced(
    content: _MaterialFile, kind: OwnKind, document: Document, name: str
) -> Iterator[ConfigProblem]:
    """Keys that are no values of the kind of material, and a base of another kind."""
    known = [f"{word}." for word in _SECTIONS[kind]]
    parts = (("values", content.values, known), ("interphase", content.interphase, ["interphase."]))
    for part, entries, heads in parts:
        for key in entries:
            if not key.startswith(tuple(heads)):
                where = document.where[(part, key)]
                remedy = f"keys of `{part}` begin with {' or '.join(heads)}"
                yield ConfigProblem((part, key), where, f"is no value of {_a(kind)}", remedy)
    if content.base is not None and materials.load(content.base).kind != kind:
        message = f"is a preset for {materials.load(content.base).kind}, and the values are not"
        remedy = f"known: {', '.join(materials.names(kind))}"
        yield ConfigProblem(("base",), document.where[("base",)], message, remedy, content.base)


def _a(kind: materials.Kind) -> str:
    return "an electrolyte" if kind == "electrolyte" else "a coating"


def _property(key: str, entry: _MaterialValue) -> materials.Property:
    """A value whose source is text, or keys of the bibliography as in the presets."""
    keys = tuple(source.strip() for source in entry.source.split(","))
    known = {**materials.UNPUBLISHED, **{k: cite(k) for k in keys if k in bibliography()}}
    if not all(key in known for key in keys):
        return materials.Property(key, entry.value, entry.source, entry.note)
    return materials.Property(
        key, entry.value, "; ".join(known[key] for key in keys), entry.note, keys
    )


def anchor_materials(data: dict[str, Any], folder: Path) -> None:
    """Material files are named relative to the configuration file."""
    for *parents, key in PLACES.values():
        branch = _branch(data, parents)
        given = branch.get(str(key))
        if isinstance(given, str) and given.lower().endswith(ENDINGS):
            branch[str(key)] = str(_found(given, folder))


def _found(name: str, folder: Path) -> Path | None:
    """The file behind a name; None for that of a preset, or of nothing.

    A run folder keeps the files that its configuration names in its own folder of materials.
    """
    if name.lower().endswith(ENDINGS):
        path = folder / name
        kept = folder / FOLDER / Path(name).name
        return kept if not path.is_file() and kept.is_file() else path
    inside = (folder / FOLDER / f"{name}{ending}" for ending in ENDINGS)
    return next((path for path in inside if path.is_file()), None)


def write_out_materials(document: Document) -> tuple[OwnMaterial, ...]:
    """Put the values of the files that a document names below its own; problems are noted.

    Returns:
        What was read.

    Raises:
        ConfigError: a file cannot be read, or is not of the format.
    """
    used = []
    for kind, key in PLACES.items():
        branch = _branch(document.data, key[:-1])
        given = branch.get("material")
        file = _found(given, document.folder) if isinstance(given, str) else None
        if file is None:
            continue
        raise_problems(_unusable(kind, str(given), file, document), str(file))
        own = read_material(file)
        branch["material"] = own.base
        document.own[key] = file.name
        _fill(document, own, kind)
        used.append(own)
    raise_problems(_alike(used, document), "material files")
    return tuple(used)


def _unusable(kind: OwnKind, given: str, file: Path, document: Document) -> list[ConfigProblem]:
    """Why a name of a file is of no use, where it stands."""
    key = PLACES[kind]
    where = document.where.get(key, ".".join(map(str, key)))
    if not file.is_file():
        remedy = "check the path; it is relative to the configuration file"
        return [ConfigProblem(key, where, "does not exist", remedy, given)]
    if given.lower() in (name.lower() for name in materials.names()):
        remedy = f"rename the file, or write `material: {FOLDER}/{file.name}` to take it"
        return [
            ConfigProblem(key, where, f"is a preset, and {file} has the same name", remedy, given)
        ]
    found = read_material(file).material.kind
    if found != kind:
        return [ConfigProblem(key, where, f"is the file of {_a(found)}", f"name {_a(kind)}", given)]
    return []


def _alike(used: list[OwnMaterial], document: Document) -> list[ConfigProblem]:
    """Files of one name, which a run could not keep beside each other."""
    names = [own.file.name for own in used]
    if len(set(names)) == len(names):
        return []
    where = document.where.get(PLACES["coating"], "interface.coating.material")
    message = "and the electrolyte's have the same name"
    return [ConfigProblem(PLACES["coating"], where, message, "rename one of the files", names[-1])]


def _fill(document: Document, own: OwnMaterial, kind: OwnKind) -> None:
    """Put the values of a file below the user's."""
    sections = {word: key for word, (key, _) in _SECTIONS[kind].items()}
    needs = _needs(own, _SECTIONS[kind])
    for item in own.material.properties:
        word, *rest = item.key.split(".")
        _put(document, (*sections[word], *rest), item.value, own.where[("values", item.key)], own)
    if own.base is None:
        document.remedies |= dict.fromkeys(sections.values(), needs)
    layer: Any = _branch(document.data, _INTERPHASE[:-1]).get("interphase")
    if kind == "electrolyte" and isinstance(layer, dict) and layer.get("material") is None:
        for item in own.material.interphase:
            where = own.where[("interphase", item.key)]
            _put(document, (*_INTERPHASE, *item.key.split(".")[1:]), item.value, where, own)
        if own.base is None:
            part = {"interphase": (_INTERPHASE, InterphaseSection)}
            document.remedies[_INTERPHASE] = _needs(own, part)


def _put(document: Document, key: Key, value: Any, where: str, own: OwnMaterial) -> None:
    """Set a value that the user did not give; what is no section is told later."""
    branch: Any = document.data
    for part in key[:-1]:
        if not isinstance(branch, dict):
            return
        if branch.get(part) is None:
            branch[part] = {}
        branch = branch[part]
    if not isinstance(branch, dict) or key[-1] in branch:
        return
    branch[key[-1]] = deepcopy(value)  # files are read once, and documents are changed
    document.where[key] = where
    document.own[key] = own.file.name
    for length in range(1, len(key)):
        document.where.setdefault(key[:length], where)


def _needs(own: OwnMaterial, sections: Mapping[str, tuple[Key, type[BaseModel]]]) -> Remedy:
    """Where a file would have what it lacks, and what it needs without a base."""
    needed = ", ".join(
        f"{word}.{name}"
        for word, (_, model) in sections.items()
        for name, field in model.model_fields.items()
        if field.is_required()
    )
    part = "interphase" if "interphase" in sections else "values"
    preset = "gold" if own.material.kind == "coating" else "LLZO"
    remedy = f"add what is missing, or `base: {preset}` for the rest of that preset"
    where = own.where.get((part,), str(own.file))
    return Remedy(where, f"{remedy}; a file without a base needs {needed}")


def _branch(data: dict[str, Any], key: Iterable[str | int]) -> dict[str, Any]:
    """The section of a key; empty if there is none."""
    branch: Any = data
    for part in key:
        branch = branch.get(part) if isinstance(branch, dict) else None
    return branch if isinstance(branch, dict) else {}
