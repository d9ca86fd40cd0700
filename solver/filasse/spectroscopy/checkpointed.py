"""From a run folder back to the coupled system: the geometry of a checkpoint, condensed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from threadpoolctl import threadpool_limits

from filasse.config import Config
from filasse.config.reading.load import check_document
from filasse.config.reading.overrides import apply_overrides
from filasse.config.reading.yaml_document import parse_document
from filasse.config.writing.dump import to_yaml
from filasse.cracks.state import State
from filasse.errors import OutputError, UsageError
from filasse.output.folder.checkpoint import Checkpoint, has_checkpoints, load_checkpoint, load_end
from filasse.output.folder.input_checksums import (
    changed_inputs,
    check_laws_given,
    input_checksums,
)
from filasse.output.run_result import RunResult, open_run
from filasse.parallel import world
from filasse.parameters.own_laws import CONFIGURED, Laws, check_laws
from filasse.parameters.problem import problem
from filasse.remap.detached import Detached
from filasse.simulation.slab import material_of, start
from filasse.timeloop.frozen_geometry import FrozenGeometry, freeze

_FREE = ("interface.double_layer_capacitance", "counter_electrode.double_layer_capacitance")
"""Keys that no state depends on."""


@dataclass(frozen=True)
class Saved:
    """What a run folder knows of a state.

    Attributes:
        result: the run.
        config: its configuration.
        checkpoint: of the state; None for the start of the run.
        laws: of the user's own with which it was made.
    """

    result: RunResult
    config: Config
    checkpoint: Checkpoint | None
    laws: Laws = CONFIGURED


def saved(
    folder: Path | str,
    *,
    checkpoint: int | None = None,
    at_start: bool = False,
    at_end: bool = False,
    overrides: Sequence[str] = (),
    laws: Laws = CONFIGURED,
) -> Saved:
    """Read a state of a run, which may still be going on.

    Args:
        folder: run folder.
        checkpoint: time step of the checkpoint; the newest by default.
        at_start: the start of the run in place of a checkpoint.
        at_end: the state in which the run has ended in place of a checkpoint.
        overrides: changes of double layers, such as
            `"interface.double_layer_capacitance=10 uF/cm^2"`.
        laws: of the user's own: those of the run.

    Raises:
        OutputError: the folder holds no run, no such checkpoint, or other input files.
        UsageError: the wishes exclude each other, or the run was of something else.
    """
    if at_start + at_end + (checkpoint is not None) > 1:
        raise UsageError(
            "the start of a run, its end and a checkpoint exclude each other: ask for one"
        )
    if Path(folder).is_file():
        raise UsageError(f"{folder} is a file; an impedance is that of a run: name its folder")
    result = open_run(folder)
    found = None
    if not at_start:
        found = _end(result) if at_end else _checkpoint(result, checkpoint)
    plain = result.info["config"] if found is None else found.meta["run"]["config"]
    before = result.info.get("inputs") if found is None else found.meta.get("inputs")
    config = _configuration(result, plain)
    check_laws(laws, config)
    check_laws_given(before, laws, "filasse.impedance(run, laws=filasse.Laws(...)) takes them")
    if changed := changed_inputs(before, input_checksums(config, laws)):
        raise UsageError(
            f"the content of {' and '.join(changed)} has changed since the run began, so its mesh "
            "cannot be made again; put the old file back"
        )
    return Saved(result, _changed(config, overrides), found, laws)


@contextmanager
def condensed_again(state: Saved) -> Iterator[tuple[FrozenGeometry, State]]:
    """Mesh and condense the geometry of a state, all of it on every rank; a collective call.

    Raises:
        MeshError: the geometry cannot be meshed.
        ConvergenceError: the state cannot be found again.
    """
    world()
    from mpi4py import MPI

    comm: Any = MPI.COMM_SELF
    first = start(state.config, state.checkpoint, state.laws)
    model = problem(state.config, first.uncracked.anode, state.laws)
    cracks, mesh = first.meshed()
    material = material_of(state.config, mesh)
    # Threads only slow these small dense solves down.
    with threadpool_limits(1), freeze(mesh, material, cracks, model, comm) as geometry:
        yield geometry, _state(geometry, first.detached)


def _state(geometry: FrozenGeometry, detached: Detached | None) -> State:
    """The state from which the run would go on."""
    if detached is None:
        return geometry.initial_state()
    return geometry.resume(detached) or geometry.restore(detached)


def _checkpoint(result: RunResult, step: int | None) -> Checkpoint:
    folder = result.folder
    if not has_checkpoints(folder.checkpoints):
        what = "still goes on and has" if result.state == "running" else "has"
        raise OutputError(
            f"The run in {folder.root} {what} no checkpoint: one is saved at every advance of a "
            "crack, within a growth step every 50 time steps or 5 minutes, and where a run is "
            "stopped. The state at its start needs none: add --start. That of its end is another: "
            "add --end."
        )
    return load_checkpoint(folder.checkpoints, result.info.get("id"), step)


def _end(result: RunResult) -> Checkpoint:
    """The state in which a run has ended."""
    ended = load_end(result.folder.checkpoints)
    if ended is None:
        raise OutputError(
            f"The run in {result.folder.root} has left no state of its end: it is {result.state}"
            + ("" if result.reason is None else f" ({result.reason})")
            + ". Leave out --end for that of its newest checkpoint, or add --start."
        )
    return ended


def _configuration(result: RunResult, plain: Any) -> Config:
    try:
        return Config.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise OutputError(
            f"The configuration of the run in {result.folder.root} cannot be used by this filasse "
            f"({where}: {first['msg']}); use the version that made the run."
        ) from error


def _changed(config: Config, overrides: Sequence[str]) -> Config:
    """The configuration with other double layers."""
    if not overrides:
        return config
    document = parse_document(to_yaml(config), "the configuration")
    apply_overrides(document, overrides)
    changed = check_document(document, "the configuration")
    rest = {"double_layer_capacitance"}
    exclude = {"interface": rest, "counter_electrode": rest}
    if changed.model_dump(exclude=exclude) != config.model_dump(exclude=exclude):
        raise UsageError(
            f"--set {', '.join(overrides)}: a state that is there depends on everything but the "
            f"double layers; only {' and '.join(_FREE)} can be changed, or run it again"
        )
    return changed
