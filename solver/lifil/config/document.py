"""Read a YAML 1.2 file into plain data, and remember the line of every key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lifil.config.problems import Problem
from lifil.errors import ConfigError

type Key = tuple[str | int, ...]

MAX_BYTES = 500_000
MAX_DEPTH = 20
_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("null", "bool", "int", "float", "str")}


@dataclass
class Document:
    """Plain data and where each part of it was written.

    Attributes:
        data: mappings, lists, text, numbers.
        where: place ("config.yaml:12") of every key.
        text: the file as it was given.
    """

    data: dict[str, Any] = field(default_factory=dict)
    where: dict[Key, str] = field(default_factory=dict)
    text: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Origin:
    """Where a text is from; an override is a single line that needs no number."""

    name: str
    numbered: bool = True

    def line(self, number: int) -> str:
        return f"{self.name}:{number + 1}" if self.numbered else self.name


def read_document(path: Path) -> Document:
    """Read a configuration file.

    Raises:
        ConfigError: the file cannot be read, or is not YAML; with the line.
    """
    return parse_document(_read_text(path), str(path))


def parse_document(text: str, name: str) -> Document:
    """Read a configuration from text; ``name`` stands for it in messages."""
    document, origin = Document(text=text), _Origin(name)
    root = _compose(text, origin)
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
    document, origin = Document(text=text), _Origin(name, numbered=False)
    root = _compose(text, origin)
    value = None if root is None else _Reader(document, origin).value(root, key)
    document.data = {"value": value}
    return document


def _read_text(path: Path) -> str:
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder; give a configuration file (.yaml)")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than 0.5 MB, which no configuration is")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not a text file in UTF-8") from None


def _compose(text: str, origin: _Origin) -> Node | None:
    """Parse to a tree of nodes; None if there is nothing but comments."""
    if "\x00" in text:
        raise ConfigError(f"{origin.name}: is not a text file in UTF-8")
    try:
        _refuse_traps(text, origin)
        node: Node | None = YAML(typ="rt").compose(text)
    except MarkedYAMLError as error:
        raise ConfigError(_syntax_message(error, origin, text)) from None
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "unreadable"
        raise ConfigError(f"{origin.name}: is not valid YAML: {reason}") from None
    return node


def _refuse_traps(text: str, origin: _Origin) -> None:
    """Refuse aliases, which can blow a small file up, and nesting that exhausts the stack."""
    depth = 0
    for event in YAML(typ="rt").parse(text):
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            where = origin.line(event.start_mark.line)
            raise ConfigError(f"{where}: anchors and aliases (& and *) are not allowed")
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ConfigError(f"{origin.line(event.start_mark.line)}: is nested too deeply")


def _syntax_message(error: MarkedYAMLError, origin: _Origin, text: str) -> str:
    mark = error.problem_mark or error.context_mark
    line, lines = mark.line if mark is not None else 0, text.splitlines()
    written = lines[line] if line < len(lines) else ""
    if "\t" in written:
        return f"{origin.line(line)}: contains a tab; YAML is indented with spaces"
    reason = error.problem or error.context or "unreadable"
    return f"{origin.line(line)}: is not valid YAML: {reason}: `{written.strip()[:80]}`"


class _Reader:
    """Turns nodes into plain data and notes places and problems in a document."""

    def __init__(self, document: Document, origin: _Origin) -> None:
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
            seen.add(name)
            self._document.where[(*key, name)] = self._place(key_node)
            yield name, value_node

    def _scalar(self, node: Node, key: Key) -> Any:
        kind, text = _TAGS.get(str(node.tag)), str(node.value)
        if kind is None:
            self._problem(node, key, f"has the tag {node.tag}", "write plain values without tags")
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return _number(text, kind)
        return text if kind == "str" else None

    def _place(self, node: Node) -> str:
        return self._origin.line(node.start_mark.line)

    def _problem(self, node: Node, key: Key, message: str, remedy: str) -> None:
        self._document.problems.append(Problem(key, self._place(node), message, remedy))


def _number(text: str, kind: str) -> float | int | str:
    """Read a YAML 1.2 number; a huge integer becomes a float, which a range check then refuses."""
    plain = text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan")
    try:
        if kind == "float" or len(plain) > 40:
            return float(plain)
        return int(plain, 0 if plain.lstrip("+-").startswith(("0x", "0o")) else 10)
    except ValueError:
        return text
