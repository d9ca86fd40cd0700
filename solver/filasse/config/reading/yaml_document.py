"""Read a YAML 1.2 file into plain data, and remember the line of every key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.syntax import Origin, compose, read_text
from filasse.errors import ConfigError

type Key = tuple[str | int, ...]

_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("null", "bool", "int", "float", "str")}
_TAGS["tag:yaml.org,2002:timestamp"] = "str"  # a title may be a date


class Remedy(NamedTuple):
    """File and line, and what to do there."""

    where: str
    text: str


@dataclass
class Document:
    """Plain data and where each part of it was written.

    Attributes:
        data: mappings, lists, text, numbers.
        where: place ("config.yaml:12") of every key.
        text: the file as it was given.
        folder: that of the file.
        remedies: what to do about values that sections lack, where it is not the usual.
        own: by the keys whose values are from a material file, its name.
    """

    data: dict[str, Any] = field(default_factory=dict)
    where: dict[Key, str] = field(default_factory=dict)
    text: str = ""
    problems: list[ConfigProblem] = field(default_factory=list)
    folder: Path = Path()
    remedies: dict[Key, Remedy] = field(default_factory=dict)
    own: dict[Key, str] = field(default_factory=dict)


def read_document(path: Path) -> Document:
    """Read a configuration file.

    Raises:
        ConfigError: the file cannot be read, or is not YAML; with the line.
    """
    return parse_document(read_text(path), str(path))


def parse_document(text: str, name: str) -> Document:
    """Read a configuration from text; ``name`` stands for it in messages."""
    document, origin = Document(text=text), Origin(name)
    root = compose(text, origin)
    if root is None:
        raise ConfigError(f"{name}: is empty; start from configs/quickstart.yaml")
    if not isinstance(root, MappingNode):
        raise ConfigError(
            f"{origin.line(root.start_mark.line)}: is not a list of `key: value` lines; "
            "start from configs/quickstart.yaml"
        )
    document.data = _Reader(document, origin).mapping(root, ())
    return document


def parse_value(text: str, name: str, key: Key) -> Document:
    """Read the value of an override such as ``5 um`` or ``[]``; found under ``data['value']``."""
    document, origin = Document(text=text), Origin(name, numbered=False)
    root = compose(text, origin)
    value = None if root is None else _Reader(document, origin).value(root, key)
    document.data = {"value": value}
    return document


class _Reader:
    """Turns nodes into plain data and notes places and problems in a document."""

    def __init__(self, document: Document, origin: Origin) -> None:
        self._document, self._origin = document, origin

    def value(self, node: Node, key: Key) -> Any:
        self._document.where.setdefault(key, self._place(node))
        if isinstance(node, MappingNode):
            return self.mapping(node, key)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*key, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, key)

    def mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, value_node in self._items(node, key):
            data[name] = self.value(value_node, (*key, name))
        return data

    def _items(self, node: MappingNode, key: Key) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, key, "has a key that is not a word", "write `key: value`")
                continue
            name = str(key_node.value)
            if name in seen:
                first = self._document.where[(*key, name)]
                message = f"is given twice (first at {first})"
                self._problem(key_node, (*key, name), message, "delete one of the two")
                continue
            if name == "<<":
                remedy = "write the keys out; a sweep file varies a configuration"
                self._problem(key_node, key, "has a merge key (<<)", remedy)
                continue
            seen.add(name)
            self._document.where[(*key, name)] = self._place(key_node)
            yield name, value_node

    def _scalar(self, node: Node, key: Key) -> Any:
        kind, text = _TAGS.get(str(node.tag)), str(node.value)
        if kind is None:
            remedy = "write plain values without tags"
            if "include" in str(node.tag):
                remedy = "other files cannot be included: write the values here"
            self._problem(node, key, f"has the tag {node.tag}", remedy)
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return _number(text, kind)
        return text if kind == "str" else None

    def _place(self, node: Node) -> str:
        return self._origin.line(node.start_mark.line)

    def _problem(self, node: Node, key: Key, message: str, remedy: str) -> None:
        self._document.problems.append(ConfigProblem(key, self._place(node), message, remedy))


def _number(text: str, kind: str) -> float | int | str:
    """Read a YAML 1.2 number; a huge integer becomes a float, which a range check then rejects."""
    plain = text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan")
    try:
        if kind == "float" or len(plain) > 40:
            return float(plain)
        return int(plain, 0 if plain.lstrip("+-").startswith(("0x", "0o")) else 10)
    except ValueError:
        return text
