"""Sweeps of a slab so coarse that a run takes a second or two."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.simulation import simulate
from filasse.sweep import SweepFolder

BASE = """
title: coarse
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 20 um, length: 28 um}]
electrolyte: {material: LLZO, fracture_toughness: 1 MPa m^0.5}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 4 um, short_circuit_distance: 6 um}
mesh: {tip: 1 um, lip: 4 um, far: 10 um}
output: {figures: false, fields_every: 0}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(BASE)
    return path


@pytest.fixture
def sweep_file(base: Path) -> Callable[..., Path]:
    """Write a sweep file beside its base."""

    def write(text: str, name: str = "sweep.yaml") -> Path:
        path = base.with_name(name)
        path.write_text(f"base: {base.name}\n{text}\n")
        return path

    return write


@pytest.fixture
def filasse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command here, runs of sweeps included: that saves the start of processes."""

    def run_all(folder: SweepFolder, names: list[str], *_: object, **__: Any) -> None:
        for name in names:
            simulate(load_config(folder.config(name)), folder.run(name).root, resume=True)

    def command(*arguments: object) -> tuple[int, str, str]:
        code = exit_code([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    monkeypatch.setattr("filasse.sweep.runner.run_all", run_all)
    monkeypatch.setattr("filasse.sweep.ccd.run_all", run_all)
    return command
