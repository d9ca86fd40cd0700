"""One command on one configuration, and what must never happen."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML
from tests.fuzz.draw import Data, places

FILASSE = (sys.executable, "-c", "from filasse.cli import main; main()")
DOCUMENTED = (0, 1, 2, 3, 4, 5, 75)
LARGEST_IMBALANCE = 1e-6


def as_yaml(data: Any) -> str:
    """Return a document as text."""
    yaml, text = YAML(typ="safe", pure=True), io.StringIO()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.dump(data, text)
    return text.getvalue()


def fault_of(command: str, data: Data, folder: Path, timeout: float) -> str | None:
    """Say what went wrong: a bug, a hang, or a lost balance; None if nothing did.

    Args:
        command: ``validate``, ``mesh`` or ``run``.
        data: the configuration.
        folder: for its files; an empty one.
        timeout: after which it counts as a hang [s].
    """
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(as_yaml(data), encoding="utf-8")
    options = ["-o", "r"] if command == "run" else []
    try:
        done = subprocess.run(
            [*FILASSE, command, "a.yaml", *options],
            cwd=folder, capture_output=True, text=True, timeout=timeout, check=False,
            errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{command} hangs: more than {timeout:g} s"
    said = done.stdout + done.stderr
    if done.returncode not in DOCUMENTED or "Traceback" in said or "\x1b" in said:
        return f"{command} ends with {done.returncode}: {said.strip()[-300:]}"
    return _imbalance(folder / "r" / "series.csv") if done.returncode == 0 else None


def _imbalance(series: Path) -> str | None:
    if not series.is_file():
        return None
    table = pd.read_csv(series)
    for name in ("lithium_balance [1]", "current_balance [1]"):
        if not (worst := table[name].abs().max()) <= LARGEST_IMBALANCE:
            return f"{name} is {worst:.2g}"
    return None


def smallest(data: Data, fails: Callable[[Data], bool]) -> Data:
    """Leave out of a failing document all that it fails without."""
    left = deepcopy(data)
    number = 0
    while number < len(found := list(places(left))):
        trial = deepcopy(left)
        branch, key = list(places(trial))[number]
        del branch[key]
        if json.dumps(trial) != json.dumps(left) and len(found) > 1 and fails(trial):
            left = trial
        else:
            number += 1
    return left
