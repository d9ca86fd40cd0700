"""How far the runs of a sweep are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from filasse.end_reason import EndReason
from filasse.errors import OutputError, StoppedByUser, StoppedEarly
from filasse.output.damage import checked_info
from filasse.output.folder.atomic_files import whole_lines
from filasse.output.folder.lock import is_locked
from filasse.output.folder.run_json import read_info
from filasse.signals import SIGNALS
from filasse.sweep.sweep_folder import SweepFolder, failed_attempts, read_runs

_SIGNALS = tuple(-number for number in SIGNALS)
"""Exit codes of processes that a signal ended before the program could listen."""

HARMLESS = (0, StoppedEarly.exit_code, StoppedByUser.exit_code, *_SIGNALS)
"""Exit codes of runs that are done, or can simply go on."""


class RunPhase(StrEnum):
    """State of one run."""

    WAITING = "waiting"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    FINISHED = "finished"


@dataclass(frozen=True)
class RunState:
    """State of one run.

    Attributes:
        name: id of the run.
        state: waiting, running, interrupted (goes on when run again), failed or finished.
        reason: why it ended, for instance ``short_circuit``.
        error: what it died of.
        failures: number of attempts that failed.
        info: content of run.json.
    """

    name: str
    state: RunPhase
    reason: str
    error: str
    failures: int
    info: dict[str, Any]


def states(folder: SweepFolder) -> list[RunState]:
    """States of all runs, in the order of the sweep."""
    failures = failed_attempts(folder, HARMLESS)
    return [state_of(folder, name, failures[name]) for name in read_runs(folder).runs]


def state_of(folder: SweepFolder, name: str, failures: int = 0) -> RunState:
    """State of one run."""
    paths = folder.run(name)
    try:
        info = checked_info(paths.info, read_info(paths.info)) if paths.is_run() else {}
    except OutputError as damage:
        return RunState(name, RunPhase.FAILED, "", str(damage), failures, {})
    kind = _kind(info, is_locked(paths.lock), failures)
    error = (info.get("error") or _last_words(folder, name)) if kind is RunPhase.FAILED else ""
    return RunState(name, kind, info.get("reason") or "", error, failures, info)


def _kind(info: dict[str, Any], locked: bool, failures: int) -> RunPhase:
    if locked:
        return RunPhase.RUNNING
    ended = info.get("state") in ("finished", "stopped") and info["reason"] is not None
    if ended and not EndReason(info["reason"]).is_stop:
        return RunPhase.FINISHED
    if failures:
        return RunPhase.FAILED
    return RunPhase.INTERRUPTED if info else RunPhase.WAITING


def _last_words(folder: SweepFolder, name: str) -> str:
    lines = [line.strip() for line in whole_lines(folder.log(name)) if line.strip()]
    return lines[-1][:300] if lines else ""
