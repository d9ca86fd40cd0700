"""What a run leaves behind: time series, fields, checkpoints, log and provenance.

The run folder holds config.yaml, resolved.yaml, run.json, series.csv, events.jsonl, fields.pvd
with the folder fields, checkpoints, figures and filasse.log.
"""

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
