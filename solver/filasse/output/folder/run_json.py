"""run.json: state of the run and where it comes from, always whole."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from filasse.end_reason import EndReason
from filasse.errors import OutputError
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.folder.provenance import git_state, machine, peak_memory, versions
from filasse.output.folder.run_folder import PROGRAM
from filasse.output.writers.event_log import now

SCHEMA = 1

type Timings = dict[str, dict[str, Any]]


class Status:
    """The content of run.json; every change is written at once."""

    def __init__(self, path: Path, info: dict[str, Any]) -> None:
        """Keep the content; nothing is written yet.

        Args:
            path: The file run.json.
            info: Its content.
        """
        self._path = path
        self._folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        self._earlier = float(info.get("wall_time", 0.0))
        self._start = perf_counter()
        self.info = info

    def update(self, **changes: Any) -> None:
        """Change some values and write the file.

        Args:
            **changes: New values by key.
        """
        self.info |= changes
        self.info |= {
            "updated": now(),
            "wall_time": round(self._earlier + perf_counter() - self._start, 3),
            "peak_memory": peak_memory(),
        }
        write_atomically(self._place(), json.dumps(self.info, indent=2) + "\n")

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._folder)

    def _place(self) -> Path:
        """Where the file is now: the folder may have been moved while the run went on."""
        if self._path.exists():
            return self._path
        try:
            moved = Path(f"/proc/self/fd/{self._folder}").readlink()
        except OSError:
            return self._path
        return moved / self._path.name if moved.is_dir() else self._path

    def end(self, reason: EndReason, timings: Timings) -> None:
        """Write how the run ended.

        Args:
            reason: Why it ended.
            timings: Time spent per stage.
        """
        state = "finished" if reason.is_final else "stopped"
        self.update(state=state, reason=reason, ended=now(), timings=timings)

    def fail(self, error: BaseException, timings: Timings) -> None:
        """Write that the run died.

        Args:
            error: What it died of.
            timings: Time spent per stage.
        """
        text = f"{type(error).__name__}: {error}"
        self.update(
            state="failed", reason=EndReason.ERROR, error=text, ended=now(), timings=timings
        )


def first_info(title: str, config: dict[str, Any], ranks: int) -> dict[str, Any]:
    """Return the content of run.json at the start of a run.

    Args:
        title: Title of the run.
        config: The resolved configuration as plain values.
        ranks: Number of MPI ranks.
    """
    head = {"program": PROGRAM, "schema": SCHEMA, "title": title, "state": "running"}
    head |= {"id": uuid4().hex, "reason": None, "error": None, "started": now(), "ended": None}
    progress = {"growth_step": 0, "time_step": 0, "time": 0.0}
    tail = {"progress": progress, "timings": {}, "warnings": [], "restarts": []}
    tail |= {"config": config}
    return head | _circumstances(ranks) | tail


def restarted_info(info: dict[str, Any], growth_step: int, ranks: int) -> dict[str, Any]:
    """Return the content of run.json at a restart.

    Args:
        info: Content that the interrupted run left.
        growth_step: Growth step that the run goes on from.
        ranks: Number of MPI ranks.
    """
    restart = {"at": now(), "growth_step": growth_step, "after": info["state"]}
    restart |= {"reason": info["reason"], "ranks": ranks, "ranks_before": info["ranks"]}
    state = {"state": "running", "reason": None, "error": None, "ended": None}
    return info | state | _circumstances(ranks) | {"restarts": [*info["restarts"], restart]}


def identity(info: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a checkpoint must know of its run, to tell it from others and to mend run.json.

    Args:
        info: Content of run.json.
    """
    kept = {name: info.get(name) for name in ("program", "id", "title", "started", "ranks")}
    return kept | {"version": info["versions"]["filasse"], "config": info["config"]}


def info_from_checkpoint(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a lost run.json, as far as a checkpoint knows it.

    Args:
        run: What `identity` returned.
    """
    kept = {name: run[name] for name in ("id", "title", "started", "ranks")}
    return first_info(run["title"], run["config"], run["ranks"]) | kept | {"state": "killed"}


def read_info(path: Path) -> dict[str, Any]:
    """Return the content of run.json.

    Raises:
        OutputError: The file is missing or damaged.
    """
    try:
        info: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise OutputError(f"Cannot read {path}: {reason}. Is this a run folder?") from error
    return info


_NEEDED = {
    **dict.fromkeys(("program", "title", "state", "started"), str),
    **dict.fromkeys(("progress", "timings", "versions", "config"), dict),
    "restarts": list,
    "ranks": int,
    "reason": object,
    "error": object,
}


def can_be_resumed(info: Any) -> bool:
    """Return whether run.json holds all that a run needs to go on with it."""
    return isinstance(info, dict) and all(
        key in info and isinstance(info[key], kind) for key, kind in _NEEDED.items()
    )


def _circumstances(ranks: int) -> dict[str, Any]:
    slurm = os.environ.get("SLURM_JOB_ID")
    here = {"command": sys.argv, "pid": os.getpid(), "ranks": ranks, "slurm_job": slurm}
    return machine() | here | {"versions": versions(), "git": git_state()}
