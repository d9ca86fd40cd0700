"""The run folder: its files, its lock, checkpoints, provenance, and how a run goes on."""
