"""Starting a run from where another one ended: what is taken over, and what may be different."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from filasse.config import Config
from filasse.config.writing.written_values import format_value
from filasse.end_reason import EndReason
from filasse.errors import OutputError, UsageError
from filasse.output.folder.checkpoint import (
    Checkpoint,
    has_checkpoints,
    load_checkpoint,
    load_end,
    save_checkpoint,
)
from filasse.output.folder.input_checksums import Checksums, changed_inputs
from filasse.output.folder.packed_text import PackedText
from filasse.output.folder.resume import changed_keys, makes_no_difference
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import can_be_resumed, identity, read_info
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.remap.checkpoint_arrays import handed_over

_FIXED = {
    "geometry.": "the slab and its flaws are what is taken over",
    "anode.": "the state of the anode is that of its kind and size",
    "interface.interphase": "the layer that has grown is one of its law",
    "electrolyte.leakage": "what has leaked is counted in its balances",
    "growth.join": "pieces may have come loose, or not",
    "growth.branching": "branches may be there, or not",
    "lithium.aperture": "the lithium in a crack is counted from it",
}
"""Keys that must be those of the other run, and why."""

_ENDS_OF_PROTOCOLS = (EndReason.END_OF_PROTOCOL, EndReason.LIMIT_NEVER_REACHED)


class Taken(NamedTuple):
    """What a run takes over from another.

    Attributes:
        arrays: of the state.
        meta: of the state, and where in the other run it was.
        told: what run.json tells of it.
    """

    arrays: Mapping[str, Any]
    meta: dict[str, Any]
    told: dict[str, Any]


def take_over(
    folder: RunFolder,
    origin: RunFolder,
    config: Config,
    inputs: Checksums,
    laws: Laws = CONFIGURED,
) -> Taken:
    """Read the state that a run starts from; nothing is written.

    Args:
        folder: Of the run that starts.
        origin: Of the other run.
        config: Of the run that starts.
        inputs: Checksums of its input files.
        laws: Of the user.

    Raises:
        OutputError: There is no such run, or it has left no state.
        UsageError: The two do not fit to each other, or nothing is left to start from.
    """
    if folder.root.resolve() == origin.root.resolve():
        raise UsageError(
            f"{folder.root} cannot start from itself: go on with it by --resume, or choose another "
            "folder with -o."
        )
    info = _info(origin)
    checkpoint = _state(origin, info)
    if changed := changed_inputs(checkpoint.meta.get("inputs"), inputs):
        raise UsageError(
            f"Cannot start from {origin.root}: {' and '.join(changed)} is not what that run had. "
            "Geometry and own laws must stay."
        )
    before, now = checkpoint.meta["run"]["config"], config.model_dump(mode="json")
    changed_names = changed_keys(before, now)
    _check(origin, changed_names, before, now)
    _check_clock(origin, config, float(checkpoint.meta["time"]))
    _check_steps(origin, config, int(checkpoint.meta["growth_step"]))
    told = {name: checkpoint.meta[name] for name in ("time", "time_step", "growth_step")}
    told |= {"folder": str(origin.root.resolve()), "id": info["id"], "changed": changed_names}
    own_anode = laws.anode_in(config)
    return Taken(*_changed(checkpoint, info, changed_names, before, own_anode), told)


def begin(folder: RunFolder, taken: Taken, info: Mapping[str, Any]) -> Checkpoint:
    """Save what a run takes over as its first checkpoint: from now on it needs the other no more.

    Args:
        folder: Of the run, its run.json written.
        taken: From the other run.
        info: Content of run.json.
    """
    where = {name: taken.told[name] for name in ("time_step", "growth_step")}
    meta = {**taken.meta, **where, "fields": [], "inputs": info["inputs"], "run": identity(info)}
    nothing = PackedText().packed()  # so far: rows of a run that is killed soon are cut again
    texts = {path.name: nothing for path in (folder.series, folder.events)}
    save_checkpoint(folder.checkpoints, int(taken.told["time_step"]), taken.arrays, meta, texts)
    return Checkpoint(dict(taken.arrays), meta, {})


def check_origin(folder: RunFolder, origin: Path | None) -> None:
    """Refuse to go on with a run that started from elsewhere than is asked for.

    Args:
        folder: Of the run to go on with.
        origin: Folder that it is said to have started from; None if nothing is said.

    Raises:
        UsageError: It started from another run, or from the beginning.
    """
    if origin is None:
        return
    try:
        known = read_info(folder.info).get("from") or {}
    except OutputError:  # damaged: whoever goes on with it will tell
        return
    if known.get("id") != _info(RunFolder.at(origin))["id"]:
        whence = f"from {known['folder']}" if known else "from the beginning"
        raise UsageError(
            f"The run in {folder.root} started {whence}, not from {origin}. Go on with it without "
            "--from, or choose another folder with -o."
        )


def _info(origin: RunFolder) -> dict[str, Any]:
    if not origin.root.is_dir():
        raise OutputError(f"There is no folder {origin.root} to start from.")
    info = read_info(origin.info)
    if not can_be_resumed(info):
        raise OutputError(f"{origin.info} is damaged, or of another program: nothing starts there.")
    return info


def _state(origin: RunFolder, info: Mapping[str, Any]) -> Checkpoint:
    """The state in which a run ended, or the newest that it has saved."""
    reason = None if info["reason"] is None else EndReason(info["reason"])
    if reason is not None and not (reason.leaves_a_cell or reason.is_stop):
        raise UsageError(
            f"The run in {origin.root} ended as {reason}: nothing is left to start from. End it "
            "sooner, by growth.max_depth, growth.max_steps or protocol.stop_time."
        )
    ended = load_end(origin.checkpoints)
    if ended is not None:
        return ended
    if not has_checkpoints(origin.checkpoints):
        raise OutputError(
            f"The run in {origin.root} has saved no state yet: one is saved at every advance of a "
            "crack, within a growth step every 50 time steps or 5 minutes, and at its end."
        )
    return load_checkpoint(origin.checkpoints, info["id"])


def _check(
    origin: RunFolder, changed: list[str], before: Mapping[str, Any], now: Mapping[str, Any]
) -> None:
    """Reject what the state of the other run does not allow to be different."""
    _check_coating(origin, before, now)
    found = [
        f"{key}: {format_value(before, key)} there, {format_value(now, key)} here ({why})"
        for key in changed
        for start, why in _FIXED.items()
        if key.startswith(start) and not makes_no_difference(key)
    ]
    if found:
        raise UsageError(
            f"Cannot start from {origin.root}: {'; '.join(found)}. Give the values of that run, "
            "which its resolved.yaml has, or start from the beginning without --from."
        )


def _check_coating(origin: RunFolder, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """An interphase lies on the planar interface, or, under a coating, on crack faces alone."""
    coated = [tree["interface"]["coating"] is not None for tree in (before, now)]
    if before["interface"]["interphase"] is not None and coated[0] != coated[1]:
        raise UsageError(
            f"Cannot start from {origin.root}: interface.coating: "
            f"{'given' if coated[0] else 'none'} there, {'given' if coated[1] else 'none'} here "
            "(under it the interphase that has grown would be lost). "
            f"{'Give one' if coated[0] else 'Delete it'}, or start from the beginning without "
            "--from."
        )


def _check_clock(origin: RunFolder, config: Config, time: float) -> None:
    stop = config.protocol.stop_time
    if stop <= time:
        raise UsageError(
            f"protocol.stop_time is {stop:.6g} s, but {origin.root} ended at {time:.6g} s, and the "
            "clock goes on from there; give a later one."
        )


def _check_steps(origin: RunFolder, config: Config, done: int) -> None:
    """Growth steps are counted on; as many as there were let no crack grow, which may be meant."""
    most = config.growth.max_steps
    if most < done:
        raise UsageError(
            f"growth.max_steps is {most}, but {origin.root} ended at growth step {done}, and they "
            f"are counted on; give more: {done + most} for {most} further ones."
        )


def _changed(
    checkpoint: Checkpoint,
    info: Mapping[str, Any],
    names: list[str],
    before: Mapping[str, Any],
    own_anode: type[Any] | None,
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The state under other parameters; the very same one where none of them matters."""
    ended = info["reason"] in _ENDS_OF_PROTOCOLS and bool(before["protocol"]["steps"])
    protocol = [name for name in names if name.startswith("protocol.")]
    begins = ended or not all(map(makes_no_difference, protocol))
    if not begins and all(map(makes_no_difference, names)):
        return checkpoint.arrays, dict(checkpoint.meta)
    return handed_over(
        checkpoint.arrays, checkpoint.meta, protocol_begins=begins, own_anode=own_anode
    )
