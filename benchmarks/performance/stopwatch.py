"""Functions replaced for a while by ones that are timed or spied on."""

from __future__ import annotations

import functools
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

type Function = Callable[..., Any]
type Label = str | Callable[..., str]


@contextmanager
def replaced(owner: Any, name: str, make: Callable[[Function], Function]) -> Iterator[None]:
    """Replace a function of a module or class by what `make` makes of it."""
    original = getattr(owner, name)
    setattr(owner, name, functools.wraps(original)(make(original)))
    try:
        yield
    finally:
        setattr(owner, name, original)


class Stopwatch:
    """Seconds per stage; time in a stage within a stage counts for the inner one only."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Start the first lap.

        Args:
            clock: what tells the time [s].
        """
        self._clock = clock
        self.laps: list[dict[str, float]] = []
        self._lap: dict[str, float] = {}
        self._inner = 0.0
        self._began = clock()

    def timed(self, label: Label) -> Callable[[Function], Function]:
        """Return what makes a timed function.

        Args:
            label: the stage, or a function of the call's arguments that returns it.
        """

        def make(function: Function) -> Function:
            def call(*args: Any, **kwargs: Any) -> Any:
                stage = label if isinstance(label, str) else label(*args, **kwargs)
                outer, self._inner = self._inner, 0.0
                start = self._clock()
                try:
                    return function(*args, **kwargs)
                finally:
                    elapsed = self._clock() - start
                    self._lap[stage] = self._lap.get(stage, 0.0) + elapsed - self._inner
                    self._inner = outer + elapsed

            return call

        return make

    def lap(self) -> None:
        """End a lap; what no stage took is left for "everything else"."""
        rest = self._clock() - self._began - sum(self._lap.values())
        self.laps.append({**self._lap, "everything else": rest})
        self.restart()

    def restart(self) -> None:
        """Begin a lap now."""
        self._lap, self._began = {}, self._clock()


def peak_memory() -> float:
    """Largest resident memory of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_memory() -> float:
    """Resident memory of this process now [MB]."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
