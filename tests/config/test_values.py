"""Values in messages, and runs that the machine cannot hold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import Config, load_config
from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.writing.written_values import flat, format_value
from filasse.errors import UsageError
from filasse.estimates import memory
from filasse.memory_limit import MemoryLimit

CELL = """geometry:
  width: 100 um
  thickness: 100 um
  flaws: [{path: [[50 um, 0 um], [50 um, 5 um]]}]
  regions: [{name: skin, bottom: 90 um, top: 100 um}]
electrolyte:
  material: LLZO
  regions: {skin: {youngs_modulus: 120 GPa}}
protocol:
  stop_time: 10 h
  steps:
    - {start: 0.1 mA/cm^2, stop: 2 mA/cm^2, increment: 0.1 mA/cm^2, capacity: 0.1 mAh/cm^2}
    - repeat: 3
      steps: [{rest: 1 h}, {current_density: 1 mA/cm^2, voltage_limit: 0.1 V}]
"""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("geometry.width", "100 um"),
        ("geometry.flaws.0.path.1.1", "5 um"),
        ("protocol.steps.0.increment", "0.1 mA/cm^2"),
        ("protocol.steps.1.repeat", "3"),
        ("protocol.steps.1.steps.0.rest", "1 h"),
        ("protocol.steps.1.steps.1.voltage_limit", "0.1 V"),
        ("protocol.steps.7.voltage_limit", "not given"),
        ("protocol.current_density", "not given"),
        ("electrolyte.regions.skin.youngs_modulus", "120 GPa"),
        ("lithium.creep.prefactor", "7.09577e-37 Pa^-6.6 s^-1"),
        ("numerics.max_newton", "100"),
        ("mesh.quarter_point", "true"),
        ("lithium.flow", "creep"),
    ],
)
def test_values_as_a_user_writes_them(key: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "cell.yaml").write_text(CELL)
    config = load_config(tmp_path / "cell.yaml").model_dump(mode="json")
    assert format_value(config, key) == text


def test_only_plain_numbers_are_written_without_a_unit(tmp_path: Path) -> None:
    (tmp_path / "cell.yaml").write_text(CELL)
    config = load_config(tmp_path / "cell.yaml").model_dump(mode="json")
    bare = {
        key.rpartition(".")[2]
        for key, value in flat(config)
        if isinstance(value, float) and " " not in format_value(config, key)
    }
    assert bare == {
        "branching", "current_exponent", "exponent", "grading", "least", "least_contact",
        "newton_tolerance", "poisson_ratio", "strength_factor", "threshold", "time_tolerance",
        "tolerance", "transfer_coefficient",
    }  # fmt: skip


def test_a_run_far_beyond_the_machine_is_rejected(
    load: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = MemoryLimit(16e9, "this machine")
    monkeypatch.setattr(memory, "memory_limit", lambda: there)
    memory.reject_too_large(load())
    flat = load(
        "geometry={width: 5 mm, thickness: 2 um, flaws: [{position: 2 mm, length: 0.5 um}]}"
    )
    told = r"about 9\d GB of memory .* this machine has 16 GB.*--force"
    with pytest.raises(UsageError, match=told):
        memory.reject_too_large(flat)


def test_a_long_value_keeps_its_end() -> None:
    """The name of a file stands at the end of its path."""
    problem = ConfigProblem(
        ("geometry", "mesh_file"), "a.yaml:2", "is odd", value="/far" * 40 + "/s.msh"
    )
    shown = str(problem)
    assert shown.endswith('/s.msh" is odd')
    assert len(shown) < 130


def test_a_title_may_be_a_date(load: Callable[..., Config]) -> None:
    assert load("title=2026-01-31").title == "2026-01-31"
