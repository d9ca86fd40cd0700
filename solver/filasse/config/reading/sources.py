"""Configurations from Python: a file, a dictionary, sections by keyword, or one to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from filasse.config.reading.load import anchor_files, check_document, read_anchored
from filasse.config.reading.overrides import apply_overrides, set_value
from filasse.config.reading.yaml_document import Document, parse_document
from filasse.errors import UsageError

if TYPE_CHECKING:
    from filasse.config.sections.config_model import Config

type Source = str | Path | Mapping[str, Any] | Config
type Overrides = str | Sequence[str] | Mapping[str, Any]

NAME = "the configuration"
"""What messages call a configuration that is no file."""


def checked(source: Source | None, overrides: Overrides, sections: Mapping[str, Any]) -> Config:
    """Read, change and check a configuration.

    Args:
        source: a file, a dictionary, or a configuration to change; None for sections alone.
        overrides: changes by dotted key.
        sections: changes by section.

    Raises:
        ConfigError: lists every problem with its place, value and remedy.
        UsageError: there is no configuration in this.
    """
    document, name = changed(source, overrides, sections)
    return check_document(document, name)


def changed(
    source: Source | None, overrides: Overrides, sections: Mapping[str, Any]
) -> tuple[Document, str]:
    """The document of a configuration with its changes, unchecked, and its name in messages."""
    document, name = document_of(dict(sections) if source is None else source)
    _change(document, overrides)
    if source is not None:
        _change(document, dict(_dotted("", sections)))
    return document, name


def document_of(source: Source) -> tuple[Document, str]:
    """The document of a configuration, and its name in messages.

    Raises:
        ConfigError: the file cannot be read.
        UsageError: it is nothing of the kind.
    """
    from filasse.config.sections.config_model import Config
    from filasse.config.writing.dump import to_yaml

    if isinstance(source, Config):
        return parse_document(to_yaml(source), NAME), NAME
    if isinstance(source, Mapping):
        return Document(data=plain_values(source)), NAME
    if isinstance(source, str | Path):
        return read_anchored(Path(source)), str(source)
    raise UsageError(
        f"a configuration is a file, a dictionary or what load_config returns, not "
        f"{type(source).__name__}"
    )


def resolved(source: Source, overrides: Overrides = ()) -> tuple[Document, str]:
    """A changed document in which files are named by their whole paths, and its name in messages.

    Runs of it may stand in any folder.
    """
    document, name = changed(source, overrides, {})
    anchor_files(document.data, Path.cwd())
    return document, name


def plain_values(value: Any) -> Any:
    """Mappings, lists, text and numbers as a YAML file would give them."""
    if isinstance(value, Mapping):
        return {str(key): plain_values(item) for key, item in value.items()}
    if isinstance(value, Path):
        return str(value)
    if getattr(value, "ndim", None) == 0:
        return value.item()  # of numpy
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | BaseModel):
        return [plain_values(item) for item in value]  # arrays, sets and generators, too
    return value


def as_texts(overrides: Overrides) -> list[str]:
    """Overrides as the command line gives them."""
    if isinstance(overrides, Mapping):
        return [f"{key}={value}" for key, value in overrides.items()]
    return [overrides] if isinstance(overrides, str) else list(overrides)


def _change(document: Document, overrides: Overrides) -> None:
    if isinstance(overrides, Mapping):
        for key, value in overrides.items():
            set_value(document, str(key), plain_values(value), "overrides")
        return
    texts = [overrides] if isinstance(overrides, str) else overrides
    if not isinstance(texts, Iterable) or any(not isinstance(text, str) for text in texts):
        raise UsageError(
            f"overrides are texts like 'growth.step=2 um' or a dictionary, not {overrides!r}"
        )
    apply_overrides(document, texts)


def _dotted(prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Values by dotted key: what a section leaves out stays as it is."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _dotted(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value
