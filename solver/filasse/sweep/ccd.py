"""Critical current density of a configuration, each trial a run of its own."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filasse.config.reading.load import check_document
from filasse.config.reading.sources import Overrides, Source, resolved
from filasse.config.reading.yaml_document import Document
from filasse.config.rules.config_facts import has_cracks
from filasse.config.sections.config_model import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError, UsageError
from filasse.estimates.expectations import expectations
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.folder.lock import FolderLock
from filasse.output.folder.run_folder import RunFolder, create
from filasse.output.folder.run_json import read_info
from filasse.output.run_result import open_run
from filasse.sweep.axes import Change
from filasse.sweep.critical import CurrentBracket, CurrentTrial, find_critical
from filasse.sweep.plan import PlannedRun, planned_run, with_changes
from filasse.sweep.runner import run_all
from filasse.sweep.sweep_folder import (
    SweepFolder,
    check_base,
    check_not_stale,
    check_sweep_use,
    read_runs,
    write_runs,
)
from filasse.sweep.sweep_states import RunPhase, state_of
from filasse.sweep.sweep_table import largest
from filasse.units import convert

KEY = "protocol.current_density"
GROWS = (
    *(EndReason.SHORT_CIRCUIT, EndReason.SPALLED, EndReason.BLOCKED, EndReason.FROM_INSIDE),
    *(EndReason.MAX_STEPS, EndReason.MAX_DEPTH),
)
STAYS = (EndReason.ARRESTED, EndReason.END_OF_PROTOCOL)
_QUIET = {"output.figures": False, "output.fields_every": 0}


def starting_current(config: Config) -> float:
    """The expectation that the search begins with [A/m^2]; 1 mA/cm^2 where theory has none."""
    for item in expectations(config):
        if item.name == "blocked-crack critical current" and math.isfinite(item.value):
            return min(max(convert(item.value, item.unit, "A/m^2"), 1e-4), 1e5)
    return 10.0


def critical_current(
    source: Source,
    folder: SweepFolder,
    *,
    overrides: Overrides = (),
    to_the_end: bool = False,
    tolerance: float = 0.05,
    max_runs: int = 20,
    watch: Callable[[CurrentTrial], None] = lambda trial: None,
) -> CurrentBracket:
    """Find the current density above which the filament of a configuration grows.

    Args:
        source: configuration with a constant current.
        folder: where the runs go; finished ones in it are used again.
        overrides: changes such as ``"lithium.mouth=sealed"``.
        to_the_end: ask for the short circuit rather than for the first growth.
        tolerance: wanted width of the bracket, relative.
        max_runs: give up after this many.
        watch: told of every trial.
    """
    document, config, name = _base(source, overrides)
    common = [Change(key, value, "filasse ccd") for key, value in _QUIET.items()]
    common += [] if to_the_end else [Change("growth.max_steps", 0, "filasse ccd")]
    quiet = with_changes(document, common)
    _claim(folder, config)
    runs: list[PlannedRun] = []
    digits = 4 + max(0, round(-math.log10(tolerance)))  # rounding must not make two trials one

    def run(current: float) -> CurrentTrial:
        change = Change(KEY, f"{current / 10.0:.{digits}g} mA/cm^2", "filasse ccd")
        runs.append(planned_run(quiet, Path(name), [change]))
        check_not_stale(folder, runs[-1:])
        write_runs(folder, f"critical current of {Path(name).stem}", runs, "search")
        trial = _try(folder, runs[-1])
        watch(trial)
        return trial

    with FolderLock(folder.lock):
        found = find_critical(run, starting_current(config), tolerance, max_runs)
    write_atomically(folder.root / "ccd.json", json.dumps(_report(found), indent=1) + "\n")
    return found


def _base(source: Source, overrides: Overrides) -> tuple[Document, Config, str]:
    """The configuration, which must have one current to vary, and its name in messages."""
    document, name = resolved(source, overrides)
    config = check_document(document, name)
    if config.protocol.current_density is None:
        raise UsageError(
            f"{name}: protocol has no current_density to vary; replace voltage or steps by "
            "`current_density: 1 mA/cm^2`"
        )
    if not has_cracks(config):
        raise UsageError(f"{name}: geometry has no flaw that could grow; add geometry.flaws")
    return document, config, name


def _claim(folder: SweepFolder, config: Config) -> None:
    """Make the folder ready; the runs of another slab in it are no part of this search.

    Raises:
        OutputError: it holds something else.
        UsageError: it holds the search of another configuration.
    """
    check_sweep_use(folder, "search")
    create(RunFolder.at(folder.root))
    for name in read_runs(folder).runs if folder.manifest.exists() else ():
        if folder.run(name).is_run():
            info = read_info(folder.run(name).info)
            check_base(folder, _at_any(info["config"]), _at_any(config.model_dump(mode="json")))


def _at_any(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration as it is at any current density."""
    return {**config, "protocol": {**config["protocol"], "current_density": None}}


def _try(folder: SweepFolder, planned: PlannedRun) -> CurrentTrial:
    """Run one current density, or read what an earlier search left."""
    if state_of(folder, planned.name).state is not RunPhase.FINISHED:
        run_all(folder, [planned.name])
    state = state_of(folder, planned.name, failures=1)
    current = planned.config.protocol.current_density or math.nan
    if state.state is not RunPhase.FINISHED or state.reason not in (*GROWS, *STAYS):
        what = f"The run at {current / 10.0:.4g} mA/cm^2 tells nothing"
        log = folder.log(planned.name)
        raise FilasseError(f"{what}: {state.error or state.reason}. Its log is {log}")
    run = open_run(folder.run(planned.name).root)
    ratio = largest(run, "K_eq/K_c") if run.tips else None
    return CurrentTrial(current, state.reason in GROWS, ratio)


def _report(found: CurrentBracket) -> dict[str, object]:
    """The result in SI units."""
    return {"unit": "A/m^2", "critical_current_density": found.middle, **asdict(found)}
