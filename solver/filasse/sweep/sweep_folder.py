"""The folder of a sweep: the list of its runs, their configurations, results and attempts."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ruamel.yaml import YAML

from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import (
    disk_errors,
    replace_lines,
    whole_lines,
    write_atomically,
)
from filasse.output.folder.input_checksums import changed_inputs, input_checksums
from filasse.output.folder.manifest import write_manifest
from filasse.output.folder.resume import check_same
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import read_info
from filasse.output.writers.event_log import now
from filasse.sweep.plan import Plan, PlannedRun

SCHEMA = 1

type Kind = Literal["sweep", "search"]
_KINDS: dict[str, str] = {
    "sweep": "a filasse sweep",
    "search": "a search of a critical current (filasse ccd)",
}


class SweepFolder(NamedTuple):
    """Paths inside the folder of a sweep.

    Attributes:
        root: the folder itself.
    """

    root: Path

    @property
    def manifest(self) -> Path:
        """The runs and their changed values."""
        return self.root / "sweep.json"

    @property
    def attempts(self) -> Path:
        """How every attempt at a run ended, one per line."""
        return self.root / "attempts.jsonl"

    @property
    def lock(self) -> Path:
        """Held while a sweep works in the folder."""
        return self.root / ".lock"

    @property
    def table(self) -> Path:
        """One row per run."""
        return self.root / "table.csv"

    def config(self, name: str) -> Path:
        """Configuration of a run."""
        return self.root / "configs" / f"{name}.yaml"

    def run(self, name: str) -> RunFolder:
        """Results of a run."""
        return RunFolder.at(self.root / "runs" / name)

    def log(self, name: str) -> Path:
        """What a run printed."""
        return self.root / "logs" / f"{name}.log"


@dataclass(frozen=True)
class Manifest:
    """Content of sweep.json.

    Attributes:
        kind: ``sweep`` or ``search``.
        title: of the sweep.
        units: unit of every changed key; empty for plain values.
        runs: values by key, by run.
    """

    kind: str
    title: str
    units: dict[str, str]
    runs: dict[str, dict[str, Any]]


def check_sweep_use(folder: SweepFolder, kind: Kind = "sweep") -> None:
    """Reject a folder that belongs to somebody else; nothing in it is changed.

    Args:
        folder: of the sweep or of the search; it may not exist yet.
        kind: what is about to work in it.

    Raises:
        OutputError: it holds something else.
    """
    if not folder.root.is_dir():
        return
    if folder.manifest.exists():
        _check_kind(folder, kind)
        return
    with disk_errors(folder.root):
        strangers = [p for p in folder.root.iterdir() if not p.name.startswith(".")]
    if strangers:
        raise OutputError(
            f"{folder.root} holds files that are not {_KINDS[kind]}. "
            "Choose an empty or new folder with -o."
        )


def _check_kind(folder: SweepFolder, kind: Kind) -> None:
    """The list of runs in the folder would be replaced by another one."""
    found = read_runs(folder).kind
    if found != kind:
        raise OutputError(
            f"{folder.root} holds {_KINDS.get(found, 'something else')}, not {_KINDS[kind]}. "
            "Choose another folder with -o."
        )


def prepare_sweep(folder: SweepFolder, plan: Plan) -> None:
    """Write configurations and list of runs; results that are there are kept.

    Raises:
        OutputError: the folder holds something else, or cannot be written.
        UsageError: it holds runs that were made with another base.
    """
    check_sweep_use(folder)
    check_not_stale(folder, plan.runs)
    write_runs(folder, plan.title, plan.runs)
    write_atomically(folder.root / "sweep.yaml", plan.text)


def write_runs(
    folder: SweepFolder, title: str, runs: Iterable[PlannedRun], kind: Kind = "sweep"
) -> None:
    """Write the configurations of runs, and sweep.json that lists them."""
    runs = list(runs)
    with disk_errors(folder.root):
        for name in ("configs", "runs", "logs"):
            (folder.root / name).mkdir(parents=True, exist_ok=True)
    units = {key: value.unit for run in runs for key, value in run.values.items()}
    values = {run.name: {key: v.value for key, v in run.values.items()} for run in runs}
    content = {"schema": SCHEMA, "title": title, "units": units, "runs": values}
    write_manifest(folder.manifest, kind, content)
    for run in runs:
        if not folder.config(run.name).exists() or not folder.run(run.name).is_run():
            write_atomically(folder.config(run.name), _yaml(run.data))


def read_runs(folder: SweepFolder) -> Manifest:
    """Read the list of runs.

    Raises:
        OutputError: the folder holds no sweep.
    """
    try:
        content = json.loads(folder.manifest.read_text(encoding="utf-8"))
        return _manifest(content)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise OutputError(
            f"{folder.root} is not the folder of a sweep: {folder.manifest.name} cannot be read. "
            "Give the folder that `filasse sweep` or `filasse ccd` wrote."
        ) from error


def _manifest(content: dict[str, Any]) -> Manifest:
    """Take the content apart.

    Raises:
        TypeError: it is not what a sweep writes.
    """
    units, runs = content["units"], content["runs"]
    parts = (content, units, runs, *runs.values()) if isinstance(runs, dict) else ()
    if not parts or not all(isinstance(part, dict) for part in parts):
        raise TypeError("sweep.json holds something else")
    kind, title = str(content.get("kind", "sweep")), str(content["title"])
    return Manifest(kind, title, {key: str(unit) for key, unit in units.items()}, runs)


def note_attempt(folder: SweepFolder, run: str, code: int, seconds: float) -> None:
    """Remember how an attempt at a run ended."""
    line = json.dumps({"run": run, "code": code, "seconds": round(seconds, 1), "at": now()})
    # The whole file again: a line that a kill or a full disk cut short must not spoil the next one.
    replace_lines(folder.attempts, [*whole_lines(folder.attempts), line])


def failed_attempts(folder: SweepFolder, harmless: Iterable[int]) -> Counter[str]:
    """Number of attempts at every run that ended with another exit code."""
    attempts = map(_attempt, whole_lines(folder.attempts))
    return Counter(run for run, code in attempts if run and code not in set(harmless))


def _attempt(line: str) -> tuple[str, Any]:
    """Run and exit code of an attempt; a garbled line is none of any run."""
    try:
        item = json.loads(line)
        return str(item["run"]), item["code"]
    except (ValueError, LookupError, TypeError):
        return "", 0


def check_not_stale(folder: SweepFolder, runs: Iterable[PlannedRun]) -> None:
    """Reject results that another base gave.

    Raises:
        UsageError: names what differs.
    """
    for run in runs:
        results = folder.run(run.name)
        if not results.is_run():
            continue
        info = read_info(results.info)
        if changed := changed_inputs(info.get("inputs"), input_checksums(run.config)):
            raise UsageError(
                f"{folder.root} holds runs that were made with another content of "
                f"{' and '.join(changed)}. {_instead(folder)}"
            )
        check_base(folder, info["config"], run.config.model_dump(mode="json"))


def check_base(folder: SweepFolder, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Reject a configuration that differs from that of a run in the folder.

    Raises:
        UsageError: names what differs.
    """
    try:
        check_same(before, now)
    except UsageError as error:
        cause = str(error).partition("(")[2].partition(")")[0]
        raise UsageError(
            f"{folder.root} holds runs that were made with other values in the base ({cause}). "
            f"{_instead(folder)}"
        ) from error


def _instead(folder: SweepFolder) -> str:
    return f"Choose another folder with -o, or delete {folder.root / 'runs'}."


def _yaml(data: dict[str, Any]) -> str:
    yaml, text = YAML(typ="safe", pure=True), io.StringIO()
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(data, text)
    return text.getvalue()
