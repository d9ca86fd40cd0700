"""Read text and parse it as YAML 1.2, with plain words for what is wrong with it."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import Node

from filasse.config.reading.layout import find_slip
from filasse.errors import ConfigError

MAX_BYTES = 500_000  # no configuration is nearly as long: another file was named
MAX_DEPTH = 20  # deeper than protocols are nested by hand; each level is a call in the reader
_CAUSES = {
    "<block end>": "check the indentation, and the `: ` after the key, here and in the line before",
    "expected ':'": "check that every key is followed by `: `, here and in the line before",
    "mapping values are not allowed": "put text with `: ` in quotes; check the line before, too",
    "end of stream": "close the quote or bracket that is opened here",
    "expected ',' or": "close the bracket, or put a comma between the items",
    "another document": "delete the line `---` and what follows",
}


@dataclass(frozen=True)
class Origin:
    """Where a text is from; an override is a single line that needs no number."""

    name: str
    numbered: bool = True

    def line(self, number: int) -> str:
        """Place of a line, counted from 0, as people write it."""
        return f"{self.name}:{number + 1}" if self.numbered else self.name


def read_text(path: Path) -> str:
    """Read a small text file.

    Raises:
        ConfigError: there is no such file, or it is not text.
    """
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder; give a configuration file (.yaml)")
    too_large = "is larger than 0.5 MB, which no configuration is"
    return _decode(bounded_bytes(path, MAX_BYTES, too_large), path)


def bounded_bytes(path: Path, most: int, too_large: str) -> bytes:
    """All bytes of a file.

    Args:
        path: of the file.
        most: bytes that it may have.
        too_large: what is said of one that has more.

    Raises:
        ConfigError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > most:
        raise ConfigError(f"{path}: {too_large}")
    return raw


def _decode(raw: bytes, path: Path) -> str:
    """Text in UTF-8, or in UTF-16 as Windows writes it with its mark at the start."""
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = raw.decode("utf-16")
            if ":" in text:
                return text
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        letter = raw[error.start : error.start + 1].decode("latin-1")
        seems = f", perhaps {letter!r} in Latin-1" if letter.isprintable() else ""
        raise ConfigError(
            f"{path}:{line}: is not a text file in UTF-8 (byte 0x{raw[error.start]:02x}{seems}); "
            "save the file with the encoding UTF-8, or write um for micrometres"
        ) from None


def compose(text: str, origin: Origin) -> Node | None:
    """Parse to a tree of nodes; None if there is nothing but comments."""
    if "\x00" in text:
        raise ConfigError(f"{origin.name}: is not a text file in UTF-8")
    yaml = YAML(typ="safe", pure=True)  # half the time of one that keeps comments
    yaml.Composer = _WaryComposer
    try:
        node: Node | None = yaml.compose(text)
    except _TrapError as trap:
        raise ConfigError(f"{origin.line(trap.line)}: {trap}") from None
    except MarkedYAMLError as error:
        raise ConfigError(_syntax_message(error, origin, text)) from None
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "unreadable"
        raise ConfigError(f"{origin.name}: is not valid YAML: {reason}") from None
    return node


class _WaryComposer(Composer):
    """Rejects aliases, which can blow a small file up, and nesting that exhausts the stack."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node and what is in it."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _TrapError(
                event.start_mark.line,
                "anchors and aliases (& and *) are not allowed; write the values out "
                "(a sweep file varies them), and put text that starts with & or * in quotes",
            )
        if self.depth > MAX_DEPTH:
            raise _TrapError(event.start_mark.line, "is nested too deeply")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _TrapError(Exception):
    """What a file must not hold, and its line, counted from 0."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def _syntax_message(error: MarkedYAMLError, origin: Origin, text: str) -> str:
    """Say in plain words what a YAML parser trips over, and where."""
    reason = error.problem or error.context or "unreadable"
    unfinished = "end of stream" in reason and error.context_mark is not None
    mark = error.context_mark if unfinished else error.problem_mark or error.context_mark
    line, lines = mark.line if mark is not None else 0, text.splitlines()
    written = lines[line].strip()[:80] if line < len(lines) else ""
    if line < len(lines) and "\t" in lines[line]:
        return f"{origin.line(line)}: contains a tab; YAML is indented with spaces"
    slip = None if unfinished else find_slip(lines, line)
    if slip is not None:
        return f"{origin.line(slip.line)}: `{lines[slip.line].strip()[:80]}` {slip.message}"
    cause = next((cause for part, cause in _CAUSES.items() if part in reason), reason)
    return f"{origin.line(line)}: is not valid YAML at `{written}`; {cause}"
