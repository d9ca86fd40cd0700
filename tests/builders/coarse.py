"""A slab so coarse that a run takes seconds, and forks of the test in which one can be killed."""

import fnmatch
import os
import signal
import sys
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from filasse.cli.main import exit_code
from filasse.output.writers.appender import Appender

CONFIG = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um, short_circuit_distance: 2 um, max_steps: 2}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 1}
"""

ROUGH = ("growth.method=one_step", "numerics.time_tolerance=1e-2")
"""Half the time, or less, for a run that shows where a crack goes, not when."""

FILASSE = "from filasse.cli import main; main()"


def forked(call: Callable[[], int | None], told: Path) -> ForkProcess:
    """Start a call in a process of its own, whose exit code is what it returns.

    A new process would import for 2 s what this one has imported already.

    Args:
        call: what to do there.
        told: file for its standard output and error.
    """

    def run() -> None:
        with told.open("w", buffering=1) as words:
            sys.stdout = sys.stderr = words
            sys.exit(call())

    process = get_context("fork").Process(target=run)
    with warnings.catch_warnings():  # threads of libraries stay behind: nothing waits for them
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    return process


def ended(process: ForkProcess) -> int | None:
    """Wait for a process, two minutes at most; its exit code, negative for a signal."""
    process.join(120)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return process.exitcode


def run_and_kill(
    config: Path, folder: Path, pattern: str, count: int, *options: str, part: str = "half"
) -> None:
    """Run a configuration, killed by -9 at the `count`-th write to a file that fits `pattern`.

    Of a line that is appended, a half is there then, or a `whole`.
    """

    def run() -> int:
        _die_in_a_write(pattern, count, part)
        return exit_code(["run", str(config), "-o", str(folder), *options])

    told = folder.with_name(f"{folder.name}-told.txt")
    assert ended(forked(run, told)) == -signal.SIGKILL, told.read_text()


def _die_in_a_write(pattern: str, count: int, part: str) -> None:
    """Let this process kill itself in the middle of a certain write."""
    replace, write, left = Path.replace, Appender.write, count

    def is_due(path: Path) -> bool:
        nonlocal left
        fits = fnmatch.fnmatch(str(path), pattern)
        left -= fits
        return fits and left == 0

    def die_before(self: Path, target: Path) -> Path:
        """The new content is there, under its temporary name."""
        if is_due(target):
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(self, target)

    def die_within(self: Appender, line: str) -> None:
        """Half a line is there, or all of it."""
        if is_due(self.path):
            self._file.write(line[: len(line) // 2] if part == "half" else line + "\n")
            self._file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, line)

    Path.replace, Appender.write = die_before, die_within  # type: ignore[assignment, method-assign]
