"""Facts about a run, as rows of tables."""

import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from pydantic import ValidationError

from filasse.config import Config
from filasse.config.rules.config_facts import why_error_is_least
from filasse.end_reason import EndReason
from filasse.output.encounter_words import event_text
from filasse.output.run_result import RunResult
from filasse.records.accuracy import time_in_words

_UNFINISHED = {
    "running": "Still running",
    "killed": "Killed; resume it to go on",
}


class RunFact(NamedTuple):
    """A name and its value."""

    name: str
    value: str


class StageShare(NamedTuple):
    """Time spent in one stage: seconds, calls, and share of the run's wall time."""

    name: str
    seconds: float
    calls: int
    share: float


def overview(result: RunResult) -> list[RunFact]:
    """Return how the run ended, and the numbers one asks for first.

    Args:
        result: Run with at least one time step.
    """
    series = result.series
    last = series.iloc[-1]
    facts = [
        outcome(result),
        RunFact(
            "Time to short" if result.reason is EndReason.SHORT_CIRCUIT else "Time reached",
            time_of_end(result),
        ),
        RunFact("Voltage", _voltage(result)),
        RunFact("Current density at the end", f"{last['current_density']:.4g} mA/cm²"),
        RunFact("Steps", f"{last['growth_step']:.0f} of growth, {last['time_step']:.0f} in time"),
    ]
    facts += [RunFact(f"Crack {name}", _tip(series, name)) for name in result.tips]
    if "interphase.thickness" in series:
        facts += _interphase(last)
    facts += _encounters(result)
    return facts + [RunFact("Warning", text) for text in result.info.get("warnings", [])]


def time_of_end(result: RunResult) -> str:
    """When a run with at least one time step ended, with the error of that."""
    last = result.series.iloc[-1]
    time, error = float(last["time"]), float(last.get("time_error", 0.0))
    advances = int(last["growth_step"])
    return time_in_words(time, error, advances, result.reason, _tells_least(result))


def _tells_least(result: RunResult) -> bool:
    """Whether the error of the time may be larger than is told, as far as it is known."""
    try:
        return bool(why_error_is_least(Config.model_validate(result.info["config"])))
    except ValidationError:  # of another version
        return False


def _interphase(last: pd.Series) -> list[RunFact]:
    """How thick the layer has become, what it took, and what its stress could break."""
    value = {name: float(last[f"interphase.{name}"]) for name in _LAYER}
    layer = (
        f"{value['thickness']:.4g} nm on the planar interface, {value['crack_thickness']:.4g} nm "
        f"on crack faces; {value['resistance']:.4g} Ω cm², {value['mean_charge']:.4g} µAh/cm²"
    )
    stress = (
        f"{value['growth_stress']:.4g} MPa; G/G_c {value['G/G_c']:.3g} of the layer, "
        f"{value['electrolyte_G/G_c']:.3g} of the electrolyte"
    )
    swells = value["growth_stress"] != 0.0
    return [RunFact("Interphase", layer), *([RunFact("Its stress", stress)] if swells else [])]


_LAYER = (
    *("thickness", "crack_thickness", "resistance", "mean_charge"),
    *("growth_stress", "G/G_c", "electrolyte_G/G_c"),
)


def _encounters(result: RunResult) -> list[RunFact]:
    """What tips have met on their ways."""
    events = result.events
    if events.empty:  # of a run that was killed before its first
        return []
    told = events[events["event"].isin(["met", "joined", "branched", "united"])]
    texts = ((row["time"], event_text(row["event"], row)) for _, row in told.iterrows())
    return [RunFact(f"At {time:.5g} s", text) for time, text in texts if text]


def outcome(result: RunResult) -> RunFact:
    """Return how the run ended, or what it does.

    Args:
        result: Any run.
    """
    error = result.info["error"]
    if error:
        return RunFact("Outcome", f"{EndReason.ERROR.text}: {error}")
    if result.reason is not None:
        return RunFact("Outcome", result.reason.text)
    return RunFact("Outcome", _UNFINISHED.get(result.state, result.state))


def _voltage(result: RunResult) -> str:
    """The first and the last one; that of a short is not yet that of the contact."""
    first, last = (f"{1e3 * result.series['voltage'].iloc[row]:.4g} mV" for row in (0, -1))
    contact = " just before contact" if result.reason is EndReason.SHORT_CIRCUIT else ""
    return f"{first} → {last}{contact}"


def _tip(series: pd.DataFrame, name: str) -> str:
    length, pressure = series[f"{name}.length"].dropna(), series[f"{name}.max_pressure"]
    grown = f"{length.iloc[0]:.4g} µm → {length.iloc[-1]:.4g} µm" if len(length) else "-"
    return f"{grown}, pressure up to {pressure.max():.4g} MPa"


def stages(info: Mapping[str, Any]) -> list[StageShare]:
    """Return the time per stage, and what is left of the wall time.

    Args:
        info: Content of run.json.
    """
    wall = float(info.get("wall_time", 0.0))
    known = {name: (entry["seconds"], entry["calls"]) for name, entry in info["timings"].items()}
    rest = max(wall - sum(seconds for seconds, _ in known.values()), 0.0)
    rows = known | {"other": (rest, 1)} if known else {}
    return [StageShare(name, s, calls, s / max(wall, 1e-9)) for name, (s, calls) in rows.items()]


def provenance(info: Mapping[str, Any]) -> list[RunFact]:
    """Return what made the result: versions, source state, machine, times.

    Args:
        info: Content of run.json.
    """
    facts = {
        "Command": shlex.join(info["command"]),
        "Source": _source(info["git"]),
        "Host": f"{info['host']} ({info['platform']})",
        "MPI ranks": str(info["ranks"]),
        "SLURM job": info["slurm_job"] or "none",
        "Started": info["started"],
        "Ended": info["ended"] or "not yet",
        "Wall time": f"{info.get('wall_time', 0.0):.1f} s",
        "Peak memory of a rank": f"{info.get('peak_memory', 0.0):.0f} MB",
        "Restarts": "; ".join(map(_restart, info["restarts"])) or "none",
    }
    if (origin := info.get("from")) is not None:
        facts["Started from"] = _origin(origin)
    versions = [RunFact(name, text) for name, text in info["versions"].items()]
    return [*(RunFact(name, str(value)) for name, value in facts.items()), *versions]


def _source(git: Mapping[str, Any] | None) -> str:
    if git is None:
        return "installed package"
    return f"commit {git['commit']}" + (", with changes" if git["dirty"] else "")


def _restart(restart: Mapping[str, Any]) -> str:
    return f"{restart['at']} from growth step {restart['growth_step']} on {restart['ranks']} ranks"


def _origin(origin: Mapping[str, Any]) -> str:
    changed = ", ".join(origin["changed"]) or "nothing"
    return f"{origin['folder']} at {origin['time']:.6g} s, with other values of {changed}"


def inputs(result: RunResult) -> dict[str, str]:
    """Return the texts of the configuration: as given, complete, and the materials of one's own.

    Args:
        result: Any run.
    """
    own = sorted(result.folder.materials.glob("*.y*ml"))
    files = (result.folder.config, result.folder.resolved, *own)
    read = {"encoding": "utf-8", "errors": "replace"}
    return {file.name: file.read_text(**read) for file in files if file.is_file()}


class HalfCycle(NamedTuple):
    """Half a cycle, in the units of the page."""

    number: int
    kind: str
    end_hours: float
    capacity: float
    efficiency: float | None
    dead_capacity: float
    resistance: float


def half_cycles(info: Mapping[str, Any]) -> list[HalfCycle]:
    """Return what every half cycle of a run has done.

    Args:
        info: Content of run.json.
    """
    return [_half_cycle(entry) for entry in info.get("half_cycles", [])]


def _half_cycle(entry: Mapping[str, Any]) -> HalfCycle:
    strips = entry["half_cycle_capacity"] < 0
    efficiency = entry["coulombic_efficiency"] if strips else None
    return HalfCycle(
        number=entry["half_cycle"],
        kind="strips" if strips else "plates",
        end_hours=entry["time"] / 3600,
        capacity=abs(entry["half_cycle_capacity"]) / 36000,
        efficiency=efficiency or None,
        dead_capacity=entry["dead_capacity"] / 36000,
        resistance=entry["cell_resistance"] * 1e4,
    )
