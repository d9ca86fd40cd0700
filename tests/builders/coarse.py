"""A slab so coarse that a run takes seconds, and programs that run it in a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

CONFIG = """
geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 3 um, short_circuit_distance: 2 um, max_steps: 2}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 1}
"""

FILASSE = "from filasse.cli import main; main()"

# Kills itself in the middle of a certain write.
KILLER = """
import fnmatch, os, pathlib, signal, sys
from filasse.cli import main
from filasse.output.writers.appender import Appender

part, pattern, left = sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1))
replace, write = pathlib.Path.replace, Appender.write

def is_due(path):
    global left
    left -= fnmatch.fnmatch(str(path), pattern)
    return left == 0 and fnmatch.fnmatch(str(path), pattern)

def die_before(self, target):  # the new content is there, under its temporary name
    if is_due(target):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)

def die_within(self, line):  # half a line is there, or all of it
    if is_due(self.path):
        self._file.write(line[: len(line) // 2] if part == "half" else line + "\\n")
        self._file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, line)

pathlib.Path.replace, Appender.write = die_before, die_within
main()
"""


def run_and_kill(config: Path, folder: Path, pattern: str, count: int, part: str = "half") -> None:
    """Run a configuration, killed by -9 at the `count`-th write to a file that fits `pattern`.

    Of a line that is appended, a half is there then, or a `whole`.
    """
    command = [sys.executable, "-c", KILLER, part, pattern, str(count), "run", str(config)]
    killed = subprocess.run([*command, "-o", str(folder)], capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
