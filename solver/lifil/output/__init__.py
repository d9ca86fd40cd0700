"""What a run leaves behind: time series, fields, checkpoints, log and provenance.

The run folder holds config.yaml, resolved.yaml, run.json, series.csv, events.jsonl, fields.pvd
with the folder fields, checkpoints, figures and lifil.log.
"""

from lifil.output.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from lifil.output.folder import RunFolder
from lifil.output.observers import Observers, open_observers
from lifil.output.provenance import versions
from lifil.output.resume import finished_reason

__all__ = [
    "Checkpoint",
    "Observers",
    "RunFolder",
    "finished_reason",
    "load_checkpoint",
    "open_observers",
    "save_checkpoint",
    "versions",
]
