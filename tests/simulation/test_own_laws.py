"""Laws given in Python: tried before a run, kept for it, and the same when it goes on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.builders.configs import load, write

import filasse
from filasse import Laws
from filasse.config import Config
from filasse.errors import UsageError
from filasse.output.folder.input_checksums import changed_inputs, input_checksums
from filasse.parameters.own_laws import check_laws
from filasse.parameters.problem import problem
from filasse.physics.creep.power_law import power_law
from filasse.physics.fracture.growth_laws import Griffith

__all__ = ["load", "write"]

type Load = Callable[..., Config]


@dataclass(frozen=True)
class Creeps:
    """A speed without a threshold."""

    speed: float
    is_subcritical: bool = True
    needs_current: bool = False

    def speeds(self, ratios: Any, conditions: Any) -> Any:
        return self.speed * ratios


@dataclass(frozen=True)
class Doubled:
    needs_conditions: bool = True

    def energies(self, energy: Any, conditions: Any, tip: int) -> Any:
        return 2 * energy


def soft(kelvin: float) -> Any:
    return power_law(6.6, 1e-36, 37e3, kelvin)


def test_they_take_the_place_of_the_configured_ones(load: Load) -> None:
    config = load("temperature=60 degC", "lithium.strength_factor=2")
    laws = Laws(creep=soft, growth=Creeps(1e-6), toughness=Doubled())
    model = problem(config, laws=laws)
    assert model.growth.law == Creeps(1e-6)
    assert model.growth.toughness == Doubled()
    expected = soft(333.15).strengthened(2.0)
    assert model.cell.mouth.law == expected
    assert model.cell.film.law == expected.with_fluidity(model.cell.film.law.fluidity)
    assert problem(config).growth.law == Griffith()


def test_a_law_may_be_given_itself(load: Load) -> None:
    law = soft(300.0)
    assert Laws(creep=law).creep_at(load()) == law


class Slow:
    is_subcritical = True
    needs_current = False

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def speeds(self, ratios: Any, conditions: Any) -> Any:
        return self.answer


@pytest.mark.parametrize(
    ("laws", "message"),
    [
        (Laws(growth=Slow(np.nan * np.ones(2))), "laws.growth: speeds must give finite arrays"),
        (Laws(growth=Slow(1.0)), "of the shape of what it is given"),
        (Laws(growth=object()), "laws.growth cannot be used: AttributeError"),  # type: ignore[arg-type]
        (Laws(creep=lambda kelvin: 1 / 0), "laws.creep cannot be used: ZeroDivisionError"),
        (Laws(toughness=Creeps(1.0)), "laws.toughness cannot be used"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_used_is_told_before_the_run(load: Load, laws: Laws, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        check_laws(laws, load())


def test_a_law_is_an_input_of_the_run(load: Load) -> None:
    config = load()
    plain = input_checksums(config)
    first, other = (input_checksums(config, Laws(growth=Creeps(v))) for v in (1e-6, 2e-6))
    assert changed_inputs(first, input_checksums(config, Laws(growth=Creeps(1e-6)))) == []
    (changed,) = changed_inputs(first, other)
    assert changed.endswith("Creeps (laws.growth)")
    assert changed_inputs(first, plain) == [changed]
    assert changed_inputs(plain, first) == [changed]


@pytest.mark.slow
def test_a_run_goes_on_with_the_same_laws_only(load: Load, tmp_path: Path) -> None:
    config = load(
        *("growth.max_steps=0", "mesh.tip=0.5 um", "mesh.lip=2 um", "mesh.far=10 um"),
        *("output.figures=false", "output.fields_every=0"),
    )
    law = Creeps(1e-7)
    run = filasse.simulate(config, tmp_path / "run", laws=Laws(growth=law))
    series = filasse.open_run(run.folder).series
    speed, ratio = series["flaw1.speed"], series["flaw1.K_eq/K_c"]
    np.testing.assert_allclose(speed, 0.1 * ratio, rtol=1e-9)
    with pytest.raises(UsageError, match=r"Creeps \(laws.growth\)"):
        filasse.simulate(config, tmp_path / "run", resume=True)
    with pytest.raises(UsageError, match=r"Creeps \(laws.growth\)"):
        laws = Laws(growth=replace(law, speed=2e-7))
        filasse.simulate(config, tmp_path / "run", resume=True, laws=laws)
