"""What `simulate` returns: why a run ended, its last state, and what its folder holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filasse.end_reason import EndReason
from filasse.records.run_record import Record

if TYPE_CHECKING:
    import pandas as pd
    import pyvista as pv

    from filasse.output.run_result import RunResult


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run.

    Attributes:
        folder: where its results are.
        reason: why it ended; `reason.text` says it in words.
        record: the last accepted state.
    """

    folder: Path
    reason: EndReason
    record: Record | None

    def __repr__(self) -> str:
        at = "" if self.record is None else f" at t = {self.record.time:.4g} s"
        return f"<Run {self.folder}: {self.reason}{at}>"

    @property
    def result(self) -> RunResult:
        """What the folder holds: series, events, fields; as `filasse.open_run` gives it."""
        from filasse.output.run_result import open_run

        return open_run(self.folder)

    @property
    def series(self) -> pd.DataFrame:
        """The rows of all time steps; units are in `series.attrs`."""
        return self.result.series

    @property
    def events(self) -> pd.DataFrame:
        """What happened when, one row per event."""
        return self.result.events

    @property
    def tips(self) -> tuple[str, ...]:
        """Names of the crack tips."""
        return self.result.tips

    @property
    def state(self) -> str:
        """How the run stands, as its folder says."""
        return self.result.state

    @property
    def info(self) -> dict[str, Any]:
        """Content of run.json."""
        return self.result.info

    @property
    def growth_steps(self) -> tuple[int, ...]:
        """Growth steps at which fields were written."""
        return self.result.growth_steps

    @property
    def output_times(self) -> tuple[float, ...]:
        """Times at which fields were written as they were asked for [s]."""
        return self.result.output_times

    def fields(self, growth_step: int | None = None, *, time: float | None = None) -> pv.MultiBlock:
        """The fields of one growth step or output time; see `RunResult.fields`."""
        return self.result.fields(growth_step, time=time)

    def _repr_html_(self) -> str:
        return self.result._repr_html_()
