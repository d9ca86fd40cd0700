"""A sweep as a job array of SLURM."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from string import Template

from filasse.errors import ConfigError, UsageError
from filasse.output.folder.atomic_files import write_atomically
from filasse.sweep.folder import SweepFolder

DEFAULT = "job_array.slurm"


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
    """
    script, root = folder.root / "job.slurm", folder.root.resolve()
    write_atomically(folder.root / "todo.txt", "".join(f"{name}\n" for name in names))
    fields = {"FOLDER": str(root), "COUNT": len(names), "AT_ONCE": workers, "NAME": root.name}
    try:
        text = Template(_template(template)).substitute(fields)
    except (KeyError, ValueError) as error:
        known = ", ".join(f"${{{field}}}" for field in fields)
        raise ConfigError(
            f"{template}: has a field that filasse does not fill ({error}); known are {known}; "
            "write $$ for a $ of the shell"
        ) from error
    write_atomically(script, text)
    return script


def _template(path: Path | None) -> str:
    if path is None:
        return resources.files("filasse.sweep").joinpath(DEFAULT).read_text(encoding="utf-8")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path}: cannot be read as a script; check the path") from None
