"""The reference of all keys of a configuration, a sweep or a study, from the schema itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from filasse.calibration.ensembles.ensemble_document import EnsembleFile
from filasse.calibration.models.observables import CONSTANTS, OBSERVABLES
from filasse.calibration.study.study_document import StudyFile
from filasse.config.sections.config_model import Config
from filasse.config.sections.section_base import Section, UnitFloat, quantity_of
from filasse.config.writing.schema import schema
from filasse.sweep.sweep_document import SweepFile

type Node = Mapping[str, Any]

HEAD = ["| key | what to write | default | range | meaning |", "|---|---|---|---|---|"]
_TYPES = {"integer": "whole number", "boolean": "`true`, `false`", "string": "text"}


def config_page() -> str:
    """All keys of a configuration file."""
    text = (
        "# Configuration keys\n\n"
        "Generated from the schema that checks every file (`filasse validate --schema` prints it "
        "as JSON schema for editors; `filasse validate FILE --print` fills in every default).\n\n"
        "Quantities are text with a unit, in any unit of the same kind: `10 um`, `2 mA/cm^2`, "
        "`25 degC`. A bare number is rejected where a unit is needed, but for 0. `[]` marks an "
        "item of a list, `NAME` a name of your own. Only `geometry`, `electrolyte` and `protocol` "
        "are needed in a file.\n"
    )
    return text + "\n".join(_tables(schema(), Config))


def sweep_page_keys() -> str:
    """All keys of a sweep file, as a part of a page."""
    return "\n".join(_tables(SweepFile.model_json_schema(), SweepFile))


def study_page_keys() -> str:
    """All keys of a study file, as a part of a page."""
    return "\n".join(_tables(_inlined(StudyFile.model_json_schema()), StudyFile))


def ensemble_page_keys() -> str:
    """All keys of the file of an ensemble, as a part of a page."""
    return "\n".join(_tables(EnsembleFile.model_json_schema(), EnsembleFile))


def study_observables() -> str:
    """What can be measured and computed, and the constants that some of it needs."""
    lines = ["| observable | unit | `model` | against | meaning |", "|---|---|---|---|---|"]
    for name, item in OBSERVABLES.items():
        models = ", ".join(f"`{model}`" for model in ("estimate", "run") if item.source(model))
        axis = "" if item.axis is None else item.axis[0]
        lines.append(f"| `{name}` | {item.shown} | {models} | {axis} | {item.meaning} |")
    lines += ["", "| constant | example | default |", "|---|---|---|"]
    for name, (quantity, value) in CONSTANTS.items():
        example = "`1.27`" if quantity is None else f"`{quantity.example}`"
        default = f"{value:g}" if quantity is None else quantity.format(value)
        lines.append(f"| `{name}` | {example} | {default} |")
    return "\n".join(lines)


def all_keys() -> set[str]:
    """Every dotted key of a configuration, as the page names it."""
    tree = schema()
    return {
        f"{path}.{name}".lstrip(".")
        for path, node in _sections(tree).values()
        for name in node["properties"]
    }


def _tables(tree: Node, model: type[Section]) -> Iterator[str]:
    """A heading and a table per section."""
    models = {item.__name__: item for item in _subclasses(Section)} | {tree["title"]: model}
    sections = _sections(tree)
    for path, node in sections.values():
        title, marks = path or "Top level", "##" if "." not in path else "###"
        label = title.removesuffix(".NAME").rpartition(".")[2]
        yield f'\n{marks} {title} {{ #{anchor(path)} data-toc-label="{label}" }}\n'
        yield _tidy(node.get("description", "")) + "\n"
        yield from HEAD
        needed = set(node.get("required", []))
        for name, entry in node["properties"].items():
            quantity = quantity_of(models[node["title"]], name)
            yield _row(sections, name, entry, name in needed, quantity)


def _inlined(tree: Node) -> Node:
    """A schema whose references to what is no section (named types) are written out."""
    plain = {k: v for k, v in tree.get("$defs", {}).items() if "properties" not in v}

    def written(node: Any) -> Any:
        if isinstance(node, list):
            return [written(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        name = str(node.get("$ref", "")).rpartition("/")[2]
        rest = {key: written(value) for key, value in node.items() if key != "$ref"}
        return {**plain[name], **rest} if name in plain else {**node, **rest}

    result: Node = written(tree)
    return result


def anchor(path: str) -> str:
    """Identifier of a section's heading."""
    return "key-" + (re.sub(r"[^a-zA-Z_]+", "-", path).strip("-") or "top")


def _sections(tree: Node) -> dict[str, tuple[str, Node]]:
    """Path and schema of every section by the name of its model, from the outside in.

    A section that stands in several places is listed where it stands first.
    """
    found: dict[str, tuple[str, Node]] = {}

    def visit(name: str, path: str, node: Node) -> None:
        is_section = "properties" in node  # or a type with a name, such as text or a number
        if is_section and name not in found:
            found[name] = path, node
            for key, entry in node["properties"].items():
                for suffix, inside in _references(entry):
                    visit(inside, f"{path}.{key}{suffix}".lstrip("."), tree["$defs"][inside])

    visit(tree["title"], "", tree)
    return found


def _references(entry: Node, suffix: str = "") -> Iterator[tuple[str, str]]:
    """Sections that a key can hold; several in a list are told apart by their names."""
    if "$ref" in entry:
        yield suffix, entry["$ref"].rpartition("/")[2]
    for choice in entry.get("anyOf", ()):
        yield from _references(choice, suffix)
    for kind, name in _kinds_of_section(entry).items():
        yield f"{suffix} ({kind})", name
    if isinstance(entry.get("items"), Mapping):
        yield from _references(entry["items"], f"{suffix}[]")
    if isinstance(entry.get("additionalProperties"), Mapping):
        yield from _references(entry["additionalProperties"], f"{suffix}.NAME")


def _kinds_of_section(entry: Node) -> dict[str, str]:
    """Models of the kinds of section that can stand somewhere, by what a user calls them."""
    names = [choice["$ref"].rpartition("/")[2] for choice in entry.get("oneOf", ())]
    kinds = entry.get("discriminator", {}).get("mapping", {name.lower(): name for name in names})
    return {kind: str(reference).rpartition("/")[2] for kind, reference in kinds.items()}


def _row(
    sections: Mapping[str, tuple[str, Node]],
    name: str,
    entry: Node,
    needed: bool,
    quantity: UnitFloat | None,
) -> str:
    inside = [sections[model] for _, model in _references(entry) if model in sections]
    key = f"[{name}](#{anchor(inside[0][0])})" if len(inside) == 1 else f"`{name}`"
    about = str(inside[0][1].get("description", "")) if inside else ""
    default = _default(entry, needed, quantity)
    cells = key, _kind(entry), default, _range(entry), entry.get("description") or about
    return "| " + " | ".join(_tidy(cell).replace("|", "\\|") for cell in cells) + " |"


def _kind(entry: Node) -> str:
    """What a user writes there."""
    if "spelling" in entry:
        return str(entry["spelling"])
    if "unit" in entry:
        return f"quantity in {entry['unit']}, e.g. `{entry['examples'][0]}`"
    if "enum" in entry or "const" in entry:
        return ", ".join(f"`{value}`" for value in entry.get("enum", [entry.get("const")]))
    if "$ref" in entry:
        return "section"
    if "anyOf" in entry:
        kinds = [_kind(choice) for choice in entry["anyOf"] if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "oneOf" in entry:
        return " or ".join(_kinds_of_section(entry))
    if "prefixItems" in entry:
        return "pair [" + ", ".join(_kind(item) for item in entry["prefixItems"][:1]) + ", ...]"
    if entry.get("type") == "array":
        return f"list of: {_kind(entry['items'])}" if entry.get("items") else "list"
    if entry.get("type") == "object":
        return "section with names of your own"
    return _TYPES.get(entry.get("type", ""), str(entry.get("type", "any value")))


def _default(entry: Node, needed: bool, quantity: UnitFloat | None) -> str:
    if "default_rule" in entry:
        return str(entry["default_rule"])
    value = entry.get("default")
    if isinstance(value, Mapping) or ("$ref" in entry and not needed):
        return "its defaults"
    if value is None or value == "" or value == []:
        nullable = any(choice.get("type") == "null" for choice in entry.get("anyOf", ()))
        empty = "none" if nullable or value is not None else ""
        return "**needed**" if needed else empty
    if quantity is not None and isinstance(value, int | float):
        return f"`{quantity.format(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _range(entry: Node) -> str:
    """Smallest and largest value."""
    for choice in (entry, *entry.get("anyOf", ())):
        low = choice.get("minimum_value", choice.get("minimum"))
        high = choice.get("maximum_value", choice.get("maximum"))
        above, below = choice.get("exclusiveMinimum"), choice.get("exclusiveMaximum")
        lower = f"> {above}" if above is not None else low
        upper = f"< {below}" if below is not None else high
        if lower is not None or upper is not None:
            return " to ".join(str(part) for part in (lower, upper) if part is not None)
    return ""


def _tidy(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _subclasses(root: type[Section]) -> Iterator[type[Section]]:
    for item in root.__subclasses__():
        yield item
        yield from _subclasses(item)
