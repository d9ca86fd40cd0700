"""A sweep as a job array of SLURM."""

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from filasse.errors import ConfigError, UsageError
from filasse.output.folder.atomic_files import write_atomically
from filasse.sweep.sweep_folder import SweepFolder

DEFAULT = "job_array.slurm"
_FIELD = re.compile(r"@([A-Z_]+)@")
_QUOTED = re.compile(r"""["']@[A-Z_]+@""")
_NEEDED = ("FOLDER", "COUNT")
_OUTSIDE_NAMES = re.compile(r"[^A-Za-z0-9._+-]")
_TAME = re.compile(r"[A-Za-z0-9._+/-]+")


def write_job_array(
    folder: SweepFolder, names: Sequence[str], workers: int, template: Path | None = None
) -> Path:
    """Write the list of runs that are left, and the script that runs them.

    Args:
        folder: of the sweep.
        names: ids of the runs; array task i is line i of todo.txt.
        workers: jobs at a time.
        template: script with the fields of the one that comes with filasse, which is the default.

    Returns:
        The script, for ``sbatch``.

    Raises:
        UsageError: the folder has a name that a script cannot bear.
        ConfigError: the template has other fields.
    """
    check_job_folder(folder.root)
    fields = _fields(folder.root.resolve(), len(names), workers)
    text = _filled(_template(template), fields, template)
    write_atomically(folder.root / "todo.txt", "".join(f"{name}\n" for name in names))
    script = folder.root / "job.slurm"
    write_atomically(script, text)
    return script


def check_job_folder(root: Path) -> None:
    r"""Reject a folder that a `#SBATCH` line cannot name: one with a line break or a ``\``.

    Raises:
        UsageError: names it.
    """
    path = str(root.resolve())
    if not path.isprintable() or "\\" in path:
        raise UsageError(
            f"{path!r}: a job script cannot name this folder, because of a backslash, a line "
            "break or the like in it; choose another one with -o"
        )


def _fields(root: Path, count: int, workers: int) -> dict[str, str]:
    """What fills in a script, quoted as its place asks for."""
    return {
        "FOLDER": _for_bash(str(root)),
        "LOGS": _for_slurm(f"{root}/logs"),
        "COUNT": str(count),
        "AT_ONCE": str(workers),
        "NAME": _OUTSIDE_NAMES.sub("_", root.name) or "filasse",
    }


def _for_bash(path: str) -> str:
    """A path as one word. Double quotes: in single ones shellcheck suspects a forgotten `$`."""
    if _TAME.fullmatch(path):
        return path
    return '"' + re.sub(r'([$`"])', r"\\\1", path) + '"'


def _for_slurm(path: str) -> str:
    """A path in a `#SBATCH` line: SLURM has quotes and escapes of its own, and % patterns."""
    if _TAME.fullmatch(path):
        return path
    return '"' + path.replace('"', '\\"').replace("%", "%%") + '"'


def _filled(text: str, fields: Mapping[str, str], path: Path | None) -> str:
    """Fill in a template, all at once: a value that looks like a field stays as it is."""
    known = ", ".join(f"@{name}@" for name in fields)
    found = set(_FIELD.findall(text))
    if strange := sorted(found - fields.keys()):
        raise ConfigError(f"{path}: has the field @{strange[0]}@; known are {known}")
    if missing := [name for name in _NEEDED if name not in found]:
        raise ConfigError(f"{path}: has no field @{missing[0]}@; known are {known}")
    if quoted := _QUOTED.search(text):
        raise ConfigError(
            f"{path}: puts {quoted.group()} in quotes, which the value brings along; delete them"
        )
    return _FIELD.sub(lambda match: fields[match[1]], text)


def _template(path: Path | None) -> str:
    if path is None:
        return resources.files("filasse.sweep").joinpath(DEFAULT).read_text(encoding="utf-8")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path}: cannot be read as a script; check the path") from None
