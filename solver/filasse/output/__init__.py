"""What a run leaves behind: time series, fields, checkpoints, log and provenance.

The run folder holds config.yaml, resolved.yaml, run.json, series.csv, events.jsonl, fields.pvd
with the folder fields, checkpoints, figures and filasse.log.

Names are loaded when they are asked for: who only reads results, or looks at a configuration, does
not wait for the finite elements that those who write need.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filasse.output.folder.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
    from filasse.output.folder.provenance import versions
    from filasse.output.folder.resume import finished_reason
    from filasse.output.folder.run_folder import RunFolder
    from filasse.output.observer import Observer, RunStart
    from filasse.output.run_observers import RunObservers, open_observers

__all__ = [
    "Checkpoint",
    "Observer",
    "RunFolder",
    "RunObservers",
    "RunStart",
    "finished_reason",
    "load_checkpoint",
    "open_observers",
    "save_checkpoint",
    "versions",
]

_HOMES = {
    "Checkpoint": "folder.checkpoint",
    "Observer": "observer",
    "RunFolder": "folder.run_folder",
    "RunObservers": "run_observers",
    "RunStart": "observer",
    "finished_reason": "folder.resume",
    "load_checkpoint": "folder.checkpoint",
    "open_observers": "run_observers",
    "save_checkpoint": "folder.checkpoint",
    "versions": "folder.provenance",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
