"""Variants that a developer could add: what they change in the source, and a program with them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]

type Edits = Mapping[str, str | tuple[tuple[str, str], ...]]
"""By file: the text of a new one, or what is replaced, and by what."""

COARSE = """
from filasse import load_config, open_run, simulate

CONFIG = {
    "geometry": {
        "width": "40 um", "thickness": "40 um", "flaws": [{"position": "20 um", "length": "28 um"}]
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um", "max_steps": 1},
    "mesh": {"tip": "0.5 um", "lip": "2 um", "far": "6 um"},
    "output": {"figures": False, "fields_every": 0},
}
"""
# One process for all programs: it takes longer to start than most of them to run.
IN_TURN = """
import contextlib, io, json, os, pathlib, sys, traceback

programs, told = json.loads(pathlib.Path(sys.argv[1]).read_text()), {}
place = pathlib.Path.cwd()
for name, program in programs.items():
    (place / name).mkdir()
    os.chdir(place / name)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            exec(program, {"__name__": "__main__"})
        except Exception:
            traceback.print_exc(file=out)
    told[name] = out.getvalue()
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Variant:
    """What a variant changes, and a program that uses it.

    Attributes:
        edits: of the source.
        program: prints what a test looks at.
    """

    edits: Edits
    program: str


def changed(folder: Path, edits: Edits) -> None:
    """Change a copy of the source."""
    for name, edit in edits.items():
        path = folder / "solver/filasse" / name
        assert path.exists() != isinstance(edit, str)
        text = edit if isinstance(edit, str) else path.read_text()
        for old, new in () if isinstance(edit, str) else edit:
            assert text.count(old) == 1, f"{name}: {old}"
            text = text.replace(old, new)
        path.write_text(text)


def from_page(name: str) -> Edits:
    """The changes that a page shows: blocks with a file, and lines with - and + before them.

    A block that only adds is a new file.
    """
    page = (ROOT / f"docs/pages/developers/{name}.md").read_text()
    edits: dict[str, Any] = {}
    for file, shown in re.findall(r"^```text\n(\S+\.py)\n(.*?)^```", page, re.M | re.S):
        lines = shown.splitlines(keepends=True)
        old, new = ("".join(x[1:] for x in lines if x[0] in kept) for kept in (" -", " +"))
        edits[file] = (*edits.get(file, ()), (old, new)) if old else new
    return edits


def told_by(variants: Mapping[str, Variant], folder: Path) -> dict[str, str]:
    """What each program prints, with all variants in one copy of the source.

    Args:
        variants: by their names.
        folder: to work in; it is not there yet.
    """
    for name in ("solver", "meshes"):
        shutil.copytree(ROOT / name, folder / name)
    for variant in variants.values():
        changed(folder, variant.edits)
    programs = folder / "programs.json"
    programs.write_text(json.dumps({k: COARSE + v.program for k, v in variants.items()}))
    (folder / "runs").mkdir()
    paths = os.pathsep.join(map(str, (folder / "solver", folder / "meshes", ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN, programs],
        cwd=folder / "runs",
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return told
