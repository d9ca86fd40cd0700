"""Going on with an interrupted run: what must be the same, and what is cut off."""

import logging
from collections.abc import Mapping
from typing import Any

from filasse.config import Config
from filasse.config.writing.written_values import flat, format_value
from filasse.end_reason import EndReason
from filasse.errors import OutputError, UsageError
from filasse.output.folder.checkpoint import (
    Checkpoint,
    check_layout,
    has_checkpoints,
    load_checkpoint,
)
from filasse.output.folder.input_checksums import (
    Checksums,
    check_inputs,
    check_laws_given,
    input_checksums,
)
from filasse.output.folder.provenance import versions
from filasse.output.folder.restored_files import restore_files
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import can_be_resumed, read_info
from filasse.parameters.own_laws import CONFIGURED, Laws

log = logging.getLogger(__name__)

# What a user may change when a run goes on: it leaves the past of the run true. Input files may
# move; their content is compared by checksums.
_FREE = (
    *("title", "output.", "numerics.", "protocol.stop_time", "growth.max_steps"),
    *("growth.max_depth", "protocol.stop_voltage", "anode.least_contact"),
    *("geometry.mesh_file", "geometry.microstructure.image.file", "own."),
    *("interface.double_layer_capacitance", "counter_electrode.double_layer_capacitance"),
)

_OTHER_DEFAULTS = "What you have not changed had other defaults in filasse %s, which began it. "


def restore_folder(
    folder: RunFolder, config: Mapping[str, Any], inputs: Checksums
) -> Checkpoint | None:
    """Load the newest good checkpoint and put all files back to what they were then.

    Args:
        folder: Folder of the interrupted run.
        config: The resolved configuration as plain values.
        inputs: Checksums of the input files as they are.

    Returns:
        None when the run was interrupted before its first checkpoint.

    Raises:
        UsageError: The configuration or an input file is not that of the interrupted run.
        OutputError: There are checkpoints, but none that is intact and belongs to this run; or
            there were some, and they are gone or of another version.
    """
    check_layout(folder.checkpoints)
    info = readable_info(folder)
    if info is not None:
        check_inputs(info.get("inputs"), inputs)
        check_same(info["config"], config, info["versions"]["filasse"])
    if info is not None and not has_checkpoints(folder.checkpoints):
        _check_not_lost(folder, info)
        return None
    checkpoint = load_checkpoint(folder.checkpoints, info.get("id") if info else None)
    check_inputs(checkpoint.meta.get("inputs"), inputs)
    begun = checkpoint.meta["run"]
    check_same(begun["config"], config, begun["version"])
    _warn_of_version(begun["version"])
    restore_files(folder, checkpoint)
    return checkpoint


def readable_info(folder: RunFolder) -> dict[str, Any] | None:
    """Return the content of run.json; None, and a warning, if it cannot be used."""
    try:
        info = read_info(folder.info)
    except OutputError:
        info = {}
    if can_be_resumed(info):
        return info
    log.warning("%s is missing or damaged: it is written again from the checkpoint", folder.info)
    return None


def _check_not_lost(folder: RunFolder, info: Mapping[str, Any]) -> None:
    """Never start from the beginning in silence where hours of work were saved."""
    if (saved := info.get("checkpoint")) is not None:
        raise OutputError(
            f"The checkpoints of this run are gone: {folder.checkpoints} is empty, though the "
            f"state at t = {saved['time']:.6g} s was saved there. Put them back, start again with "
            "--overwrite, or choose another folder with -o."
        )


def _warn_of_version(version: str) -> None:
    if (ours := versions()["filasse"]) != version:
        log.warning("Going on with filasse %s; the run was begun with %s", ours, version)


def finished_reason(folder: RunFolder, config: Config, laws: Laws = CONFIGURED) -> EndReason | None:
    """Return why a run ended for good, or None when there is something left to compute.

    Args:
        folder: Run folder; it may not exist yet.
        config: Configuration of the run; a later end of the protocol leaves something to compute.
        laws: Of the user.

    Raises:
        UsageError: The folder holds the finished run of another configuration or input file.
    """
    try:
        info = read_info(folder.info)
    except OutputError:  # none, or damaged: whoever opens the run will tell
        return None
    if not can_be_resumed(info) or info["state"] != "finished":
        return None
    before, now = info["config"], config.model_dump(mode="json")
    check_laws_given(info.get("inputs"), laws, "filasse.simulate(..., laws=filasse.Laws(...))")
    check_inputs(info.get("inputs"), input_checksums(config, laws))
    check_same(before, now, info["versions"]["filasse"])
    longer = before["protocol"] != now["protocol"]
    reason = EndReason(info["reason"])
    return None if longer and reason is EndReason.END_OF_PROTOCOL else reason


def check_same(
    before: Mapping[str, Any], after: Mapping[str, Any], version: str | None = None
) -> None:
    """Refuse to go on with a run under another configuration.

    Args:
        before: Configuration of the interrupted run as plain values.
        after: Configuration given now.
        version: Of filasse that began the run, whose defaults may be others; this one by default.

    Raises:
        UsageError: Names every key that differs and matters.
    """
    changed = changed_keys(before, after)
    rejected = [key for key in changed if not makes_no_difference(key)]
    if rejected:
        listed = "; ".join(
            f"{key}: {format_value(before, key)} before, {format_value(after, key)} now"
            for key in rejected
        )
        others = "" if version in (None, versions()["filasse"]) else _OTHER_DEFAULTS % version
        raise UsageError(
            f"Cannot resume, the configuration has changed ({listed}). {others}Resume with the old "
            "values, which resolved.yaml in the run's folder has, replace the run by --overwrite, "
            "or start a new one in another folder."
        )
    if changed:
        log.info("Going on with changed %s", ", ".join(changed))


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Keys of two configurations, as plain values, in which they differ."""
    old, new = dict(flat(before)), dict(flat(after))
    return [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]


def makes_no_difference(key: str) -> bool:
    """Whether a key may change while a run goes on: its state does not depend on it."""
    return key.startswith(_FREE)
