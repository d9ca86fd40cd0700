"""Time spent per stage of a run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any


@dataclass
class StageSum:
    """Time of one stage, summed over its calls.

    Attributes:
        seconds: Wall time [s].
        calls: How often the stage ran.
    """

    seconds: float = 0.0
    calls: int = 0


class StageTimer:
    """Adds up wall time per named stage."""

    def __init__(self, earlier: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Go on from the timings of an interrupted run.

        Args:
            earlier: What `summary` returned there.
        """
        self._stages = {name: StageSum(**values) for name, values in (earlier or {}).items()}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside the block as the stage's.

        Args:
            name: Stage, for instance ``mesh``.
        """
        start = perf_counter()
        try:
            yield
        finally:
            entry = self._stages.setdefault(name, StageSum())
            entry.seconds += perf_counter() - start
            entry.calls += 1

    def summary(self) -> dict[str, dict[str, Any]]:
        """Return seconds and calls by stage, in the order of first use."""
        return {name: asdict(entry) for name, entry in self._stages.items()}
