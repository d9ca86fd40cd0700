"""What a run that ends early has kept, in words."""

from pathlib import Path

from filasse.output.folder.checkpoint import newest_manifest
from filasse.output.folder.run_folder import RunFolder

_GO_ON = "run the same command with --resume to go on"


def what_is_kept(root: Path | str) -> str:
    """One sentence or two for the user whose run was stopped.

    Args:
        root: Run folder; it may not be there yet.
    """
    folder = RunFolder.at(root)
    if folder.finished():
        return "The run itself is finished; --resume draws the figures that are missing."
    newest = newest_manifest(folder.checkpoints)
    if newest is not None:
        at = f"t = {newest['time']:.6g} s (growth step {max(newest['growth_step'], 0)})"
        return f"The state at {at} is kept in {folder.root}: {_GO_ON}."
    if folder.is_run():
        return f"{folder.root} has no checkpoint yet: --resume starts from the beginning."
    return "Nothing was written yet."
