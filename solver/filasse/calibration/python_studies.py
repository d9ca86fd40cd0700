"""Studies and ensembles from Python: dictionaries with tables, written as files for a moment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from filasse.config.reading.sources import plain_values, resolved
from filasse.errors import FilasseError, UsageError

type Given = str | Path | Mapping[str, Any]
"""A file; or its content, in which `base` may be a configuration and `table` a pandas table."""


@contextmanager
def as_file(given: Given) -> Iterator[Path]:
    """A study or an ensemble as a file; that of a dictionary is gone afterwards.

    Args:
        given: a file; or its content as a dictionary, in which `base` may be anything that
            `load_config` takes, and `table`, a pandas table with units in the names of its
            columns, may stand in place of `file`.

    Yields:
        The file.

    Raises:
        UsageError: it is neither.
    """
    if isinstance(given, str | Path):
        yield Path(given)
        return
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise UsageError(f"a study or an ensemble is a file or a dictionary, not {kind}")
    with tempfile.TemporaryDirectory(prefix="filasse-") as place:
        folder = Path(place)
        try:
            yield _written(given, folder)
        except FilasseError as error:  # nobody knows that folder
            error.args = (str(error).replace(f"{folder}/", ""), *error.args[1:])
            raise


def _written(given: Mapping[str, Any], folder: Path) -> Path:
    content = _with_files(given, folder)
    if "base" in given:
        _dump(resolved(given["base"])[0].data, folder / "base.yaml")
        content["base"] = "base.yaml"
    return _dump(content, folder / "study.yaml")


def _with_files(tree: Any, folder: Path) -> Any:
    """The content with tables written to files, and files named by their whole paths."""
    if isinstance(tree, Mapping):
        found = {}
        for key, value in tree.items():
            if key == "table":
                found["file"] = _table(value, folder)
            elif key == "file" and isinstance(value, str | Path):
                found["file"] = str(Path(value).absolute())
            elif key != "base":
                found[str(key)] = _with_files(value, folder)
        return found
    if isinstance(tree, list | tuple):
        return [_with_files(item, folder) for item in tree]
    return plain_values(tree)


def _table(table: Any, folder: Path) -> str:
    if not hasattr(table, "to_csv"):
        raise UsageError(f"table is a pandas table, not {type(table).__name__}")
    path = folder / f"table{1 + len(list(folder.glob('table*.csv')))}.csv"
    table.to_csv(path, index=False)
    return path.name


def _dump(content: Any, path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(plain_values(content), file)
    return path
