"""Read, check and complete a configuration."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from lifil.config.base import UNITS_REQUIRED
from lifil.config.document import Document, read_document
from lifil.config.model import Config
from lifil.config.overrides import apply_overrides
from lifil.config.problems import raise_problems
from lifil.config.translate import translate


class Loaded(NamedTuple):
    """A configuration together with the document it came from."""

    config: Config
    document: Document


def load_config(path: str | Path, overrides: Sequence[str] = ()) -> Config:
    """Read a configuration file.

    Args:
        path: YAML file.
        overrides: changes such as ``"geometry.flaws.0.length=5 um"``.

    Returns:
        The configuration in SI units, with every default filled in.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    return read_config(path, overrides).config


def read_config(path: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Read a configuration file and keep the document, for printing."""
    document = read_document(Path(path))
    apply_overrides(document, overrides)
    return Loaded(check_document(document, str(path)), document)


def check_document(document: Document, name: str) -> Config:
    """Turn a document into a configuration, or raise all its problems at once."""
    problems = list(document.problems)
    try:
        config = Config.model_validate(document.data, context=UNITS_REQUIRED)
    except ValidationError as error:
        problems += translate(error, document, name)
    raise_problems(problems, name)
    return config
