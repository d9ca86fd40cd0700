"""Turn pydantic's errors into problems that a user can act on."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from filasse.config.reading.config_problems import UNSET, ConfigProblem
from filasse.config.reading.lookup import section_at
from filasse.config.reading.yaml_document import Document, Key
from filasse.config.sections.laws.creep_section import CREEP_LAWS
from filasse.config.sections.loading_section import STEP_KINDS
from filasse.config.sections.section_base import Section, quantity_of
from filasse.materials import with_interphase

_PRESET = ("electrolyte", "interface", "counter_electrode")
# Keys that bring in values below others: while they are wrong, what is missing is no news.
_ALL = tuple((section,) for section in _PRESET)
_SIZE = (("geometry", "width"), ("geometry", "thickness"))
_IMAGE = ("geometry", "microstructure", "image")
_SOURCES: Mapping[Key, tuple[Key, ...]] = {
    ("electrolyte",): _ALL,
    ("electrolyte", "material"): _ALL,
    ("electrolyte", "youngs_modulus"): _ALL[1:],
    ("interface", "exchange_current_density"): _ALL[2:],
    ("interface", "interphase", "material"): (("interface", "interphase"),),
    ("interface", "coating", "material"): (("interface", "coating"),),
    ("lithium", "material"): (("lithium",),),
    ("geometry", "mesh_file"): _SIZE,
    ("geometry", "mesh_unit"): _SIZE,
    _IMAGE[:2]: _SIZE,
    _IMAGE: _SIZE,
    (*_IMAGE, "file"): _SIZE,
    (*_IMAGE, "pixel_size"): _SIZE,
}
_SECTIONS = {
    "geometry": "add a section `geometry:` with width, thickness and flaws",
    "electrolyte": "add a section `electrolyte:` with `material: LLZO`, or another preset",
    "protocol": "add a section `protocol:` with current_density or voltage, and stop_time",
}

_TEXTS = {
    "float_type": ("is not a number", "write a plain number such as 0.5"),
    "int_type": ("is not a whole number", "write a plain number such as 10"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "string_type": ("is not text", "put it in quotes if it is meant as text"),
    "path_type": ("is not the path of a file", "put it in quotes if it is meant as a path"),
    "finite_number": ("is not a finite number", "write a plain number such as 0.5"),
    "tuple_type": ("is not a list", "start every item on a line of its own with `- `"),
    "model_attributes_type": ("is not a section", "write `key: value` lines under it"),
    "model_type": ("is not a section", "write `key: value` lines under it"),
    "string_pattern_mismatch": ("is not a plain name", "use letters, digits, - and _, at most 40"),
    "too_short": ("is empty", "add an item, or delete the key"),
    "string_too_long": ("is too long", "use at most 200 letters"),
}
ALIKE = 0.67
"""Of words that may be meant for each other: `depth` of a flaw is not its `path` (0.667)."""
_COLLECTION = re.compile(r"literal\[.*\]|tuple\[.*\]")
"""What pydantic puts into the key of a value for a member of a union that rejects it."""
_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def translate(
    error: ValidationError, model: type[Section], document: Document, name: str
) -> list[ConfigProblem]:
    """List the problems behind a validation error.

    Args:
        error: what pydantic found.
        model: the model that was validated.
        document: where everything was written.
        name: the file, for problems without a line.
    """
    every = [item for item in error.errors(include_url=False) if item["loc"]]
    details = _one_per_union([_untagged(item) for item in every], every)
    wrong, meant = {item["loc"] for item in details}, _probably_meant(details, model, document.data)
    kept = [item for item in details if not _is_echo(item, wrong, meant, document)] or details
    missing = [item["loc"] for item in kept if item["type"] == "missing" and len(item["loc"]) > 1]
    others = [item for item in kept if item["loc"] not in missing]
    return [
        *(_problem(item, model, document, name) for item in others),
        *_missing(missing, model, document, name),
    ]


def place(document: Document, key: Key, name: str) -> str:
    """File and line of a key, or of the nearest section around it."""
    for length in range(len(key), 0, -1):
        if key[:length] in document.where:
            return document.where[key[:length]]
    return name


def did_you_mean(word: Any, known: Iterable[str]) -> str:
    """``did you mean 'width'?``, or the list of what is known."""
    words = tuple(known)
    near = difflib.get_close_matches(str(word), words, n=1, cutoff=ALIKE)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(words)}"


def _probably_meant(details: Sequence[ErrorDetails], model: type[Section], data: Any) -> set[Key]:
    """The keys that the unknown ones look like; if those are missing, that is no news."""
    meant: set[Key] = set()
    for item in details:
        *parents, word = item["loc"]
        section = section_at(model, tuple(parents), data)
        if item["type"] == "extra_forbidden" and section is not None:
            near = difflib.get_close_matches(str(word), section.model_fields, n=1, cutoff=ALIKE)
            meant |= {(*parents, known) for known in near}
    return meant


def _is_echo(item: ErrorDetails, wrong: set[Key], meant: set[Key], document: Document) -> bool:
    """Tell whether an error only follows from another one."""
    key = item["loc"]
    if item["type"] != "missing":
        return len(key) > 1 and not _is_written(key, document)
    return key in meant or any(
        source in wrong | meant and source != key and key[: len(supplied)] == supplied
        for source, all_supplied in _SOURCES.items()
        for supplied in all_supplied
    )


def _is_written(key: Key, document: Document) -> bool:
    """Whether a user wrote a key or something around it below its section.

    Only files and overrides have places; a dictionary holds what it is given.
    """
    if any(key[:length] in document.where for length in range(len(key), 1, -1)):
        return True
    section = document.data.get(str(key[0]))
    return isinstance(section, Mapping) and key[1] in section


def _missing(
    keys: Sequence[Key], model: type[Section], document: Document, name: str
) -> Iterator[ConfigProblem]:
    """One problem for all that is missing in a section."""
    for parent in dict.fromkeys(key[:-1] for key in keys):
        words = [str(key[-1]) for key in keys if key[:-1] == parent]
        where = place(document, parent, name)
        if words[0].isdecimal():  # of a list
            message = f"has {_items(int(words[0]))}, fewer than are needed"
            yield ConfigProblem(parent, where, message, f"write {int(words[-1]) + 1}")
            continue
        if parent in document.remedies:
            where, remedy = document.remedies[parent]
            yield ConfigProblem(parent, where, f"lacks {', '.join(words)}", remedy)
            continue
        if len(words) == 1:
            key = (*parent, words[0])
            section = section_at(model, parent, document.data)
            yield ConfigProblem(key, where, "is missing", _how_to_add(key, section))
            continue
        yield ConfigProblem(parent, where, f"lacks {', '.join(words)}", _how_to_complete(parent))


def _how_to_complete(parent: Key) -> str:
    """What to do where several keys of a section are missing."""
    if parent == ("lithium", "creep"):
        return "add them, or name the law that they are from, such as `creep: LePage2019`"
    if parent == ("lithium",):
        return "name a preset, such as `material: Li`, or add them"
    if parent[-1] == "coating":
        return "name a preset, such as `material: gold`, or add them"
    if parent[-1] == "interphase":
        known = ", ".join(with_interphase())
        return f"name a preset that has one, by `material`: {known}; or add them"
    return "name a preset, such as `material: LLZO`, or add them" if parent in _ALL else "add them"


def _untagged(item: ErrorDetails) -> ErrorDetails:
    """Drop from the key what kind of section pydantic took a mapping for; name a wrong kind."""
    loc = item["loc"] if item["type"] == "extra_forbidden" else _without_branch(item["loc"])
    kept = [
        word
        for before, word in zip((None, *loc), loc, strict=False)
        if word != "[key]" and not _is_tag(before, word)
    ]
    if item["type"] != "union_tag_invalid":
        return {**item, "loc": tuple(kept)}
    context = item["ctx"]
    kind, expected = context["discriminator"].strip("'"), context["expected_tags"]
    return {
        **item,
        "type": "literal_error",
        "loc": (*kept, kind),
        "input": context["tag"],
        "ctx": {"expected": expected},
    }


def _without_branch(loc: Key) -> Key:
    """A key without the member of a union, which stands last if it is no collection."""
    kept = tuple(word for word in loc if not _COLLECTION.fullmatch(str(word)))
    return kept[:-1] if kept[-1] in ("str", "int", "float") else kept


def _one_per_union(
    untagged: Sequence[ErrorDetails], tagged: Sequence[ErrorDetails]
) -> list[ErrorDetails]:
    """Of what the members of a union say of one value, the last: they stand from strict to wide."""
    kept: list[ErrorDetails] = []
    for item, before in zip(untagged, tagged, strict=True):
        of_union = _without_branch(before["loc"]) != before["loc"]
        last = kept[-1]["loc"] if kept else ()
        length = min(len(last), len(item["loc"]))
        if of_union and length and last[:length] == item["loc"][:length]:
            kept.pop()
        kept.append(item)
    return kept


def _is_tag(before: str | int | None, word: str | int) -> bool:
    """Whether a word of a key only tells which kind of section stands there."""
    of_step = isinstance(before, int) and word in STEP_KINDS
    return of_step or (before == "creep" and word in CREEP_LAWS)


def _problem(
    item: ErrorDetails, model: type[Section], document: Document, name: str
) -> ConfigProblem:
    message, remedy = _explain(item, section_at(model, item["loc"][:-1], document.data))
    hide = item["type"] in ("missing", "extra_forbidden") or item["input"] is None
    key, where = item["loc"], place(document, item["loc"], name)
    return ConfigProblem(key, where, message, remedy, UNSET if hide else item["input"])


def _explain(item: ErrorDetails, section: type[BaseModel] | None) -> tuple[str, str]:
    """What is wrong in a section, and what to do."""
    kind, context, key = item["type"], item.get("ctx", {}), item["loc"]
    if kind == "extra_forbidden":
        if re.fullmatch(r"\d+ ?\D.*", str(key[-1])):
            return "is no key", "write decimals with a point: a comma begins the next key"
        known = section.model_fields if section else ()
        return "is an unknown key", did_you_mean(key[-1], known)
    if kind == "missing":
        return "is missing", _how_to_add(key, section)
    if item["input"] is None:
        return "has no value", "write one, or delete the line to use the default"
    if kind == "literal_error":
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"is not one of: {choices}", did_you_mean(item["input"], choices.split(", "))
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"must be {words} {context[bound]:g}", "check the number"
    if kind == "too_long":
        found = _items(context["actual_length"])
        return f"has {found}, more than are taken", f"write {context['max_length']}"
    if kind in _TEXTS:
        message, remedy = _TEXTS[kind]
        return message, _how_to_list(key, section) or remedy if kind == "tuple_type" else remedy
    return str(context.get("message", item["msg"])), str(context.get("remedy", ""))


def _how_to_list(key: Key, section: type[BaseModel] | None) -> str:
    """What an item of a list of sections looks like; empty for other lists."""
    item = section_at(section, key[-1:]) if section else None
    if item is None:
        return ""
    needed = [name for name, field in item.model_fields.items() if field.is_required()]
    start = "start every item on a line of its own with `- `"
    if not needed or not all(_is_quantity(item, name) for name in needed):
        return f"{start}; an item has keys of: {', '.join(item.model_fields)}"
    keys = ", ".join(f"{name}: {_example(item, name)}" for name in needed)
    return f"{start}, for instance `- {{{keys}}}`"


def _is_quantity(section: type[BaseModel], name: str) -> bool:
    """Whether a key has one number with a unit, and so an example."""
    is_list = get_origin(section.model_fields[name].annotation) is tuple
    return not is_list and quantity_of(section, name) is not None


def _example(section: type[BaseModel], name: str) -> str:
    quantity = quantity_of(section, name)
    return quantity.example if quantity else "..."


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _how_to_add(key: Key, section: type[BaseModel] | None) -> str:
    if len(key) == 1 and str(key[0]) in _SECTIONS:
        return _SECTIONS[str(key[0])]
    if key == ("lithium", "creep", "prefactor"):
        return "add `prefactor: 1e-37 Pa^-n s^-1` with the exponent n"
    return f"add `{key[-1]}: {_example(section, str(key[-1])) if section else '...'}`"
