"""The run folder: names of its files, and what may happen to a folder that is not empty."""

import json
import os
import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple, Self

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import RUN_INFO, disk_errors
from filasse.system_errors import remedy

PROGRAM = "filasse"


class RunFolder(NamedTuple):
    """Paths inside a run folder.

    Attributes:
        root: The folder itself.
    """

    root: Path

    @property
    def config(self) -> Path:
        """The configuration as given."""
        return self.root / "config.yaml"

    @property
    def resolved(self) -> Path:
        """The configuration with every default filled in."""
        return self.root / "resolved.yaml"

    @property
    def materials(self) -> Path:
        """Folder of the material files that the run read."""
        return self.root / "materials"

    @property
    def info(self) -> Path:
        """State, versions and timings."""
        return self.root / RUN_INFO

    @property
    def series(self) -> Path:
        """One row per accepted time step."""
        return self.root / "series.csv"

    @property
    def events(self) -> Path:
        """What happened when."""
        return self.root / "events.jsonl"

    @property
    def fields(self) -> Path:
        """Collection of the fields over time."""
        return self.root / "fields.pvd"

    @property
    def checkpoints(self) -> Path:
        """Folder of the checkpoints."""
        return self.root / "checkpoints"

    @property
    def figures(self) -> Path:
        """Folder of the figures."""
        return self.root / "figures"

    @property
    def report(self) -> Path:
        """The report, one page."""
        return self.root / "report.html"

    @property
    def impedance(self) -> Path:
        """Table of the impedance."""
        return self.root / "impedance.csv"

    @property
    def paraview(self) -> Path:
        """Script that shows the fields in ParaView."""
        return self.root / "paraview_views.py"  # not paraview.py: it would hide the module

    @property
    def log(self) -> Path:
        """Log of the run."""
        return self.root / "filasse.log"

    @property
    def lock(self) -> Path:
        """Held while a run writes to the folder."""
        return self.root / ".lock"

    @classmethod
    def at(cls, root: Path | str) -> Self:
        """Return the paths inside a folder, which need not exist."""
        return cls(Path(root))

    def is_run(self) -> bool:
        """Return whether the folder holds a run of filasse, by run.json or by a checkpoint."""
        return any(_is_ours(path) for path in (self.info, *self.checkpoints.glob("ck_*.json")))

    def finished(self) -> bool:
        """Return whether the folder holds a run with nothing left to compute."""
        try:
            return bool(json.loads(self.info.read_text())["state"] == "finished")
        except (OSError, ValueError, KeyError, TypeError):
            return False


def _is_ours(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text())["program"] == PROGRAM)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def create(folder: RunFolder) -> None:
    """Create the folder and those above it.

    Raises:
        OutputError: The path is a file, or a link to nowhere, or cannot be created.
    """
    root = folder.root
    try:
        if root.is_symlink() and not root.exists():
            raise OutputError(
                f"{root} is a link to {root.readlink()}, which is not there. Remove the link, or "
                "choose another folder with -o."
            )
        if root.exists() and not root.is_dir():
            raise OutputError(f"{root} is a file, not a folder. Choose another name with -o.")
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"Cannot create the folder {root}: {error.strerror}. {remedy(error)}."
        ) from error


def check_use(folder: RunFolder, *, overwrite: bool, resume: bool) -> None:
    """Refuse to touch results without being asked, and folders that are not a run at all.

    Args:
        folder: A folder, not necessarily there; nothing in it is changed.
        overwrite: The user asked to replace the run.
        resume: The user asked to go on with the run.

    Raises:
        OutputError: The folder holds something that this run must not touch.
    """
    # A name too long, or a folder above that may not be entered, is told by `create`.
    if not os.path.isdir(folder.root) or is_empty(folder):  # noqa: PTH112
        return
    if not folder.is_run():
        why = "its run.json is damaged, and it has no checkpoint" if folder.info.exists() else ""
        raise OutputError(
            f"{folder.root} holds files that are not a filasse run"
            f"{f' ({why})' if why else ''}. Choose an empty or new folder."
        )
    if not (overwrite or resume):
        raise OutputError(
            f"{folder.root} already holds a run. Go on with it by --resume, replace it by "
            "--overwrite, or choose another folder with -o."
        )


def is_empty(folder: RunFolder) -> bool:
    """Return whether the folder holds nothing but what a run killed at its very start leaves."""
    with disk_errors(folder.root):
        names = {path.name for path in folder.root.iterdir()}
    started = {folder.lock.name, folder.log.name}
    return all(name in started or fnmatch(name, ".*.tmp") for name in names)


def clear(folder: RunFolder, *, keep_log: bool = False) -> None:
    """Delete what a run of filasse wrote, and nothing else.

    Args:
        folder: Folder of a run; run.json goes last, so that a kill leaves it recognisable.
        keep_log: Leave the log: it is being written already.
    """
    log = () if keep_log else (folder.log,)
    fields = folder.fields.with_suffix("")
    given = (folder.config, folder.resolved, folder.materials)
    parts = (*given, folder.series, folder.events, folder.fields, fields)
    drawn = (folder.figures, folder.report, folder.paraview, folder.impedance)
    for path in (*parts, folder.checkpoints, *drawn, *log, folder.info):
        with disk_errors(path):
            _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
