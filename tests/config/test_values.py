"""Values in messages, and runs that the machine cannot hold."""

from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.config.reading.problems import Problem
from filasse.config.writing.values import format_value
from filasse.errors import UsageError
from filasse.estimates import memory


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("geometry.width", 1e-4, "100 um"),
        ("geometry.flaws.0.length", 5e-6, "5 um"),
        ("geometry.flaws.0.path.1.0", 5e-6, "5 um"),
        ("protocol.current_density", 20.0, "2 mA/cm^2"),
        ("protocol.steps.0.voltage_limit", 0.1, "0.1 V"),
        ("electrolyte.fracture_toughness", None, "not given"),
        ("electrolyte.regions.skin.youngs_modulus", 5.0, "5.0"),
        ("numerics.max_newton", 5, "5"),
        ("mesh.quarter_point", True, "true"),
        ("lithium.flow", "creep", "creep"),
    ],
)
def test_values_as_a_user_writes_them(key: str, value: object, text: str) -> None:
    assert format_value(key, value) == text


def test_a_run_far_beyond_the_machine_is_rejected(
    load: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "machine_memory", lambda: 16e9)
    memory.reject_too_large(load())
    flat = load(
        "geometry={width: 5 mm, thickness: 2 um, flaws: [{position: 2 mm, length: 0.5 um}]}"
    )
    with pytest.raises(UsageError, match=r"about 9\d GB of memory .* has 16 GB.*--force"):
        memory.reject_too_large(flat)


def test_a_long_value_keeps_its_end() -> None:
    """The name of a file stands at the end of its path."""
    problem = Problem(("geometry", "mesh_file"), "a.yaml:2", "is odd", value="/far" * 40 + "/s.msh")
    shown = str(problem)
    assert shown.endswith('/s.msh" is odd')
    assert len(shown) < 130


def test_a_title_may_be_a_date(load: Callable[..., Config]) -> None:
    assert load("title=2026-01-31").title == "2026-01-31"
