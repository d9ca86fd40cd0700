"""Put the values of material files below those of a configuration.

A file that `electrolyte.material`, `lithium.material`, `lithium.creep` or
`interface.coating.material` names is written out: its values go below what the user gave, each
with its own file and line, and the key is left with the file's `base`. Whatever reads the
configuration sees plain values; it need not find the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from filasse import materials
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.lookup import section_at
from filasse.config.reading.own_materials.material_files import (
    NOUNS,
    SECTIONS,
    OwnMaterial,
    read_material,
)
from filasse.config.reading.yaml_document import Document, Key, Remedy
from filasse.config.sections.interphase_section import InterphaseSection
from filasse.config.sections.laws.creep_section import CREEP_LAWS, PowerLawSection

if TYPE_CHECKING:
    from pydantic import BaseModel

FOLDER = "materials"
"""Beside a configuration: files in it are named without their ending."""

ENDINGS = (".yaml", ".yml")

_LAW: Key = ("lithium", "creep")
_INTERPHASE: Key = ("interface", "interphase")

PLACES: Mapping[Key, materials.Kind] = {
    ("electrolyte", "material"): "electrolyte",
    ("lithium", "material"): "lithium",
    _LAW: "creep",  # after lithium's, whose file may name one
    (*_LAW, "name"): "creep",
    ("interface", "coating", "material"): "coating",
}
"""Keys that may name a file, in the order in which they are looked at."""

_EXAMPLES: Mapping[materials.Kind, str] = {
    "electrolyte": "LLZO",
    "lithium": "Li",
    "creep": "LePage2019",
    "coating": "gold",
}

type _Parts = Mapping[str, tuple[Key, type[BaseModel]]]


def anchor_materials(data: dict[str, Any], folder: Path) -> None:
    """Material files are named relative to the configuration file."""
    for *parents, key in PLACES:
        branch = _branch(data, parents)
        given = branch.get(str(key))
        if isinstance(given, str) and _is_file(given):
            branch[str(key)] = str(_found(given, folder))


def _is_file(name: str) -> bool:
    """Whether a name is that of a file, by its ending."""
    return name.lower().endswith(ENDINGS)


def _found(name: str, folder: Path) -> Path | None:
    """The file behind a name; None for that of a preset, or of nothing.

    A run folder keeps the files that its configuration names in its own folder of materials.
    """
    if _is_file(name):
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
    used: dict[str, OwnMaterial] = {}
    for key, kind in PLACES.items():
        given = _branch(document.data, key[:-1]).get(str(key[-1]))
        file = _found(given, document.folder) if isinstance(given, str) else None
        if file is None or kind in (own.material.kind for own in used.values()):
            continue
        raise_problems(_unusable(key, str(given), file, document), str(file))
        own = read_material(file)
        raise_problems(_alike(key, own, used, document), str(file))
        _leave_base(document, key, own)
        _fill(document, own, kind)
        used[file.name] = own
    return tuple(used.values())


def _leave_base(document: Document, key: Key, own: OwnMaterial) -> None:
    """Put the preset that a file stands on in its place; a law without one keeps its name."""
    branch = _branch(document.data, key[:-1])
    document.own[key] = own.file.name
    if own.material.kind != "creep":
        branch[str(key[-1])] = own.base
        return
    name = own.base or own.material.name
    branch[str(key[-1])] = {"name": name} if key == _LAW else name
    named = (*_LAW, "name")
    document.own[named] = own.file.name
    document.where.setdefault(named, document.where.get(_LAW, str(own.file)))


def _unusable(key: Key, given: str, file: Path, document: Document) -> list[ConfigProblem]:
    """Why a name of a file is of no use, where it stands."""
    kind, where = PLACES[key], document.where.get(key, ".".join(map(str, key)))
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
        return [
            ConfigProblem(
                key, where, f"is the file of {NOUNS[found]}", f"name {NOUNS[kind]}", given
            )
        ]
    return []


def _alike(
    key: Key, own: OwnMaterial, used: Mapping[str, OwnMaterial], document: Document
) -> list[ConfigProblem]:
    """Files of one name, which a run could not keep beside each other."""
    if own.file.name not in used:
        return []
    where = document.where.get(key, ".".join(map(str, key)))
    other = NOUNS[used[own.file.name].material.kind].split()[-1]
    message = f"and the file of the {other} have the same name"
    return [ConfigProblem(key, where, message, "rename one of the files", own.file.name)]


def _fill(document: Document, own: OwnMaterial, kind: materials.Kind) -> None:
    """Put the values of a file below the user's."""
    supplied = tuple(_values(document, own))
    for item in supplied:
        word, *rest = item.key.split(".")
        key = (*SECTIONS[kind][word][0], *rest)
        _put(document, key, item.value, own.where[("values", item.key)], own)
    if own.base is None and supplied == own.material.properties:
        document.remedies |= _remedies(own, _sections(document, kind))
    layer: Any = _branch(document.data, _INTERPHASE[:-1]).get("interphase")
    if kind == "electrolyte" and isinstance(layer, dict) and layer.get("material") is None:
        for item in own.material.interphase:
            where = own.where[("interphase", item.key)]
            _put(document, (*_INTERPHASE, *item.key.split(".")[1:]), item.value, where, own)
        if own.base is None:
            document.remedies |= _remedies(own, {"interphase": (_INTERPHASE, InterphaseSection)})


def _sections(document: Document, kind: materials.Kind) -> _Parts:
    """The sections that a file is for; the model of a creep law follows from the law's kind."""
    law = CREEP_LAWS.get(str(_branch(document.data, _LAW).get("kind")))
    return SECTIONS[kind] if kind != "creep" or law is None else {"creep": (_LAW, law)}


def _values(document: Document, own: OwnMaterial) -> Iterator[materials.Property]:
    """What a file supplies: no prefactor of a creep law under another exponent."""
    other = own.material.kind == "creep" and "exponent" in _branch(document.data, _LAW)
    for item in own.material.properties:
        if not (other and item.key == "creep.prefactor"):
            yield item


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
    if key in PLACES and isinstance(value, str) and _is_file(value):
        value = str(_found(value, own.file.parent))
    branch[key[-1]] = deepcopy(value)  # files are read once, and documents are changed
    document.where[key] = where
    document.own[key] = own.file.name
    for length in range(1, len(key)):
        document.where.setdefault(key[:length], where)


def _remedies(own: OwnMaterial, parts: _Parts) -> dict[Key, Remedy]:
    """Where a file would have what it lacks, and what it needs without a base, by section."""
    needed = dict(
        item for word, (key, model) in parts.items() for item in _needed(word, key, model)
    )
    part = "interphase" if "interphase" in parts else "values"
    base = f", or `base: {_EXAMPLES[own.material.kind]}` for the rest of that preset"
    known = parts.get("creep", (_LAW, PowerLawSection))[1] is PowerLawSection  # that of all presets
    needs = f"a file without a base needs {', '.join(needed)}"
    remedy = f"add what is missing{base if known else ''}; {needs}"
    told = Remedy(own.where.get((part,), str(own.file)), remedy)
    return {**dict.fromkeys(needed.values(), told), **{key: told for key, _ in parts.values()}}


def _needed(word: str, key: Key, model: type[BaseModel]) -> Iterator[tuple[str, Key]]:
    """The values that a section cannot do without, as a file names them, with their section."""
    for name, field in model.model_fields.items():
        if not field.is_required():
            continue
        inner = section_at(model, (name,))
        if inner is None or len(get_args(field.annotation)) > 1 or name == "creep":
            yield f"{word}.{name}", key
        else:
            yield from _needed(f"{word}.{name}", (*key, name), inner)


def _branch(data: dict[str, Any], key: Iterable[str | int]) -> dict[str, Any]:
    """The section of a key; empty if there is none."""
    branch: Any = data
    for part in key:
        branch = branch.get(part) if isinstance(branch, dict) else None
    return branch if isinstance(branch, dict) else {}
