"""Reading a run folder back: tables, fields and provenance."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pyvista as pv

from filasse.end_reason import EndReason
from filasse.errors import OutputError
from filasse.output.damage import (
    checked_info,
    damaged,
    read_events,
    read_grid,
    read_series,
    tips_of,
)
from filasse.output.folder.atomic_files import whole_lines
from filasse.output.folder.lock import is_locked
from filasse.output.folder.run_folder import RunFolder
from filasse.output.folder.run_json import read_info
from filasse.output.writers.collection import CollectionEntry, read_collection
from filasse.output.writers.field_series import step_of

_PARTS = ("slab", "film", "anode", "interface")


@dataclass(frozen=True, repr=False)
class RunResult:
    """The results of a run, finished or still going on; made by `open_run`.

    Attributes:
        folder: Paths of the run.
        info: Content of run.json: versions, timings, configuration in SI units and more.
    """

    folder: RunFolder
    info: dict[str, Any]

    @property
    def state(self) -> str:
        """Running, finished, stopped, failed, or killed when a running one is gone."""
        running = self.info["state"] == "running"
        return "killed" if running and not is_locked(self.folder.lock) else str(self.info["state"])

    @property
    def reason(self) -> EndReason | None:
        """Why the run ended, for instance ``short_circuit``; None while it runs."""
        reason: str | None = self.info["reason"]
        return None if reason is None else EndReason(reason)

    def __repr__(self) -> str:
        return f"<RunResult {self.folder.root}: {', '.join(self._summary().values())}>"

    def _repr_html_(self) -> str:
        rows = {"run": str(self.folder.root), **self._summary()}
        cells = (f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows.items())
        return f"<table>{''.join(cells)}</table>"

    def _summary(self) -> dict[str, str]:
        """How it stands, how far it got, and its tips, in a few words."""
        words = {"state": self.reason or self.state}
        if len(whole_lines(self.folder.series)) < 2:
            return words | {"time": "no time step yet"}
        last = self.series.iloc[-1]
        words["time"] = f"t = {last['time']:.4g} s"
        words["steps"] = f"{last['growth_step']:.0f} growth steps"
        for tip in self.tips:
            length = self.series[f"{tip}.length"].dropna()
            if len(length):
                words[tip] = f"{tip} {length.iloc[-1]:.4g} um long"
        return words

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row per accepted time step; units by column in ``series.attrs["units"]``.

        Raises:
            OutputError: There is no row yet, or the file is damaged.
        """
        lines = whole_lines(self.folder.series)
        if len(lines) < 2:
            raise OutputError(f"{self.folder.series} has no row: {self._before_the_first_row()}.")
        return read_series(self.folder.series, lines)

    def _before_the_first_row(self) -> str:
        if self.state == "running":
            return "the run has just begun"
        how = {"failed": f"failed ({self.info['error']})", "killed": "was killed"}
        return f"the run {how.get(self.state, 'stopped')} before its first time step"

    @cached_property
    def tips(self) -> tuple[str, ...]:
        """Names of the crack tips, in the order of the columns."""
        return tips_of(self.series.columns)

    @property
    def has_foil(self) -> bool:
        """Whether the anode is a foil, with columns and fields of its own."""
        return "anode.thickness" in self.series

    @property
    def in_space(self) -> bool:
        """Whether the slab has a depth: cracks are surfaces, and cells tetrahedra."""
        return self.info["config"]["geometry"].get("depth") is not None

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened when, one row per event."""
        lines = whole_lines(self.folder.events)
        return pd.DataFrame(read_events(self.folder.events, lines))

    @cached_property
    def growth_steps(self) -> tuple[int, ...]:
        """Growth steps at which fields were written."""
        steps = (step_of(entry) for entry in self._entries)
        return tuple(dict.fromkeys(step for step in steps if step is not None))

    @cached_property
    def output_times(self) -> tuple[float, ...]:
        """Times at which fields were written as `output.every` or `output.times` asked [s]."""
        asked = (entry.time for entry in self._entries if step_of(entry) is None)
        return tuple(dict.fromkeys(asked))

    def fields(self, growth_step: int | None = None, *, time: float | None = None) -> pv.MultiBlock:
        """Return the fields of one growth step or output time, SI throughout.

        Args:
            growth_step: One of `growth_steps`; the last by default.
            time: One of `output_times` instead [s].

        Returns:
            The block ``slab``; with cracks the block ``film``, with an anode foil ``anode``, and
            ``interface`` where it is not even.

        Raises:
            OutputError: No such fields were written, or a file of them is damaged.
        """
        if time is not None:
            return self._blocks([entry for entry in self._entries if self._is_at(entry, time)])
        steps = self.growth_steps
        if not steps:
            raise OutputError(f"{self.folder.root} has no fields; see output.fields_every.")
        wanted = steps[-1] if growth_step is None else growth_step
        if wanted not in steps:
            known = f"written at {_ranges(steps)}"
            raise OutputError(f"{self.folder.root} has no fields of growth step {wanted}: {known}.")
        return self._blocks([entry for entry in self._entries if step_of(entry) == wanted])

    def film(self, growth_step: int) -> pv.DataSet | None:
        """Return the block ``film`` of `fields` alone; None without cracks.

        Args:
            growth_step: One of `growth_steps`.

        Raises:
            OutputError: Its file is damaged or missing.
        """
        of_step = (entry for entry in self._entries if step_of(entry) == growth_step)
        found = [entry for entry in of_step if _PARTS[entry.part] == "film"]
        return self._read(found[-1]) if found else None

    def _is_at(self, entry: CollectionEntry, time: float) -> bool:
        return step_of(entry) is None and abs(entry.time - time) <= 1e-8 * abs(time)

    def _blocks(self, found: list[CollectionEntry]) -> pv.MultiBlock:
        if not found:
            raise OutputError(f"{self.folder.root} has no fields of that time; see output.times.")
        return pv.MultiBlock({_PARTS[entry.part]: self._read(entry) for entry in found})

    @cached_property
    def _entries(self) -> list[CollectionEntry]:
        entries = read_collection(self.folder.fields)
        strange = [entry for entry in entries if entry.part not in range(len(_PARTS))]
        if strange:
            raise damaged(self.folder.fields, f"it lists {strange[0].file!r}")
        return entries

    def _read(self, entry: CollectionEntry) -> pv.DataSet:
        path = self.folder.root / entry.file
        if not path.is_file():
            raise OutputError(f"{path} is missing, though {self.folder.fields.name} lists it.")
        return read_grid(path, _PARTS[entry.part])


def open_run(folder: Path | str) -> RunResult:
    """Open a run folder.

    Args:
        folder: Folder that `filasse run` wrote.

    Raises:
        OutputError: The folder holds no run.
    """
    paths = RunFolder.at(folder)
    if not paths.root.is_dir():
        raise OutputError(f"There is no folder {paths.root}.")
    return RunResult(paths, checked_info(paths.info, read_info(paths.info)))


def _ranges(steps: tuple[int, ...]) -> str:
    return f"{len(steps)} steps from {steps[0]} to {steps[-1]}"
