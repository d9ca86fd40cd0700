"""Getting a run folder ready: rank 0's work before anything is computed."""

import json
import logging
from pathlib import Path
from typing import Any

from filasse.config import Config
from filasse.config.reading.own_materials.material_files import OwnMaterial
from filasse.config.writing.dump import to_yaml
from filasse.errors import OutputError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.folder.checkpoint import Checkpoint, forget_end
from filasse.output.folder.input_checksums import input_checksums
from filasse.output.folder.origin import begin, check_origin, take_over
from filasse.output.folder.resume import readable_info, restore_folder
from filasse.output.folder.run_folder import RunFolder, clear
from filasse.output.folder.run_json import first_info, info_from_checkpoint, restarted_info
from filasse.parameters.own_laws import CONFIGURED, Laws

log = logging.getLogger(__name__)


def prepare(
    folder: RunFolder,
    config: Config,
    source: Path | str | None,
    ranks: int,
    *,
    resume: bool,
    laws: Laws = CONFIGURED,
    origin: Path | None = None,
) -> Checkpoint | None:
    """Make the folder ready for a new run, or for going on with an interrupted one.

    Args:
        folder: An existing folder that this process has locked and may write to; what it holds
            is replaced unless the run goes on.
        config: Configuration of the run.
        source: File that the configuration came from; None for one made in Python.
        ranks: Number of MPI ranks.
        resume: Go on with a run that is there; without one, start again.
        laws: Of the user.
        origin: Folder of the run that this one starts from.

    Returns:
        The checkpoint to go on from, None for a run from the start.

    Raises:
        OutputError: The disk refuses, or no checkpoint is intact.
        UsageError: The configuration is not the one of the run to go on with, or does not fit to
            that of the run to start from.
    """
    inputs = input_checksums(config, laws)
    if resume and folder.is_run():
        check_origin(folder, origin)
        restored = restore_folder(folder, config.model_dump(mode="json"), inputs)
        if restored is not None:
            _restart(folder, config, restored, ranks)
            return restored
        log.warning("%s has no checkpoint yet: the run starts from the beginning", folder.root)
    taken = None
    if origin is not None:
        taken = take_over(folder, RunFolder.at(origin), config, inputs, laws)
    resolved = to_yaml(config)
    given = resolved if source is None else _read(Path(source))
    clear(folder, keep_log=resume)
    # run.json comes first: it is what makes the folder recognisable as a run.
    info = first_info(config.title, config.model_dump(mode="json"), ranks)
    info |= {"inputs": inputs} | ({} if taken is None else {"from": taken.told})
    _write_info(folder, info)
    write_atomically(folder.config, given)
    write_atomically(folder.resolved, resolved)
    _keep(folder, config.own_materials)
    return None if taken is None else begin(folder, taken, info)


def _keep(folder: RunFolder, own: tuple[OwnMaterial, ...]) -> None:
    """Copy the material files: with them config.yaml can be read again though they change."""
    if own:
        with disk_errors(folder.materials):
            folder.materials.mkdir()
    for item in own:
        write_atomically(folder.materials / item.file.name, item.text)


def _restart(folder: RunFolder, config: Config, restored: Checkpoint, ranks: int) -> None:
    before = readable_info(folder) or info_from_checkpoint(restored.meta["run"])
    info = restarted_info(before, restored.meta["growth_step"], ranks)
    forget_end(folder.checkpoints)
    inputs = {"inputs": restored.meta.get("inputs", {})}
    _write_info(folder, info | inputs | {"config": config.model_dump(mode="json")})
    write_atomically(folder.resolved, to_yaml(config))


def _write_info(folder: RunFolder, info: dict[str, Any]) -> None:
    write_atomically(folder.info, json.dumps(info, indent=2) + "\n")


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise OutputError(f"Cannot read the configuration {source}: {error.strerror}.") from error
