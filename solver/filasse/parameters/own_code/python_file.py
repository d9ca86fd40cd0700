"""Load what a user's Python file defines, and tell in one sentence why that is not possible."""

from __future__ import annotations

import hashlib
import sys
import traceback
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from filasse.config.sections.laws.own_section import split_place
from filasse.errors import FilasseError, UsageError


def load_own(key: str, place: str) -> Any:
    """What a key of the configuration names.

    Args:
        key: of the configuration, for messages.
        place: `file.py:name`.

    Raises:
        UsageError: the file cannot be run, or has no such name; says in which line, and why.
    """
    path, name = split_place(place)
    try:
        module = _module(path.resolve(), path.stat().st_mtime_ns)
    except FilasseError:
        raise
    except OSError as error:
        raise UsageError(f"{key}: cannot read {path}: {error.strerror}.") from error
    except BaseException as error:  # sys.exit() in the file, too
        if isinstance(error, KeyboardInterrupt):
            raise
        raise own_error(key, path, None, error) from error
    try:
        return getattr(module, name)
    except AttributeError:
        raise UsageError(f"{key}: {path} defines no {name}.") from None


@lru_cache(maxsize=64)
def _module(path: Path, version: int) -> ModuleType:
    """The module of a file, run once as long as the file does not change (`version`)."""
    mark = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    spec = spec_from_file_location(f"filasse_own_{mark}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for it there
    sys.path.insert(0, str(path.parent))  # its neighbours may be imported
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module


def own_error(key: str, path: Path | str, line: int | None, error: BaseException) -> UsageError:
    """The error of a user's own code.

    Args:
        key: of the configuration that names it.
        path: the file.
        line: where it starts, if it is a function; the line of the error in the file goes first.
        error: what it raised.
    """
    frames = traceback.extract_tb(error.__traceback__)
    inside = [f.lineno for f in frames if Path(f.filename).name == Path(path).name and f.lineno]
    number = inside[-1] if inside else line
    where = str(path) if number is None else f"{path}, line {number}"
    return UsageError(
        f"{key} ({where}) fails: {type(error).__name__}: {error}. Mend it there; a run that it has "
        "ended can go on with --resume."
    )
