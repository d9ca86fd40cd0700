"""The interface of a depleting anode, against closed forms of diffusion and creep."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from filasse.anode.depletion import DepletedState, Depletion
from filasse.constants import FARADAY
from filasse.parameters.anode_model import DepletionModel, SoluteModel
from filasse.physics.creep.power_law import power_law
from filasse.physics.voids import (
    Vacancies,
    critical_stripping_current,
    solute_part,
    time_to_void,
    vacancy_limit,
    void_volume,
)

UM, MPA, VOLUME = 1e-6, 1e6, 13e-6
CREEP = power_law(6.6, 3e5**-6.6, 37e3, 298.15)
SLOW = Vacancies(5.69e-15, 1e-3, 1.5, 0.0, 50 * UM, 10 * UM)
"""So many vacancies that they take hours to come through."""
FAST = replace(SLOW, equilibrium=1e-7)


def stripped(
    vacancies: Vacancies, current: float, time: float, steps: int, pressure: float = 0.0
) -> Iterator[DepletedState]:
    """States of one cell stripped at a current [A/m^2]."""
    way = Depletion(DepletionModel("depleting", vacancies=vacancies, law=CREEP), VOLUME, pressure)
    state = DepletedState.fresh(1)
    for _ in range(steps):
        state = way.after(state, np.array([current]), time / steps)
        yield state


def test_voids_open_when_the_half_space_says() -> None:
    expected = time_to_void(SLOW, VOLUME, 10.0)
    flux = 10.0 * VOLUME / FARADAY
    assert expected == pytest.approx(np.pi / 4 * 5.69e-12 * (5e-4 / flux) ** 2, rel=1e-9)
    assert np.sqrt(SLOW.diffusivity * expected) < 0.1 * SLOW.depth
    states = list(stripped(SLOW, 10.0, 2 * expected, 100))
    opened = next(k for k, state in enumerate(states) if state.voids[0] > 0)
    assert 2 * expected * (opened + 0.5) / 100 == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("part", "opens"), [(0.98, False), (1.02, True)])
def test_diffusion_keeps_up_with_the_limiting_current(part: float, opens: bool) -> None:
    current = part * vacancy_limit(FAST, VOLUME)
    assert current / part == pytest.approx(FARADAY * 5.69e-15 * 0.5 / (VOLUME * 50 * UM), rel=1e-9)
    *_, last = stripped(FAST, current, 1e5, 20)
    assert (last.voids[0] > 0) == opens
    if not opens:
        assert last.excess[0, 0] == pytest.approx(part * FAST.excess, rel=1e-3)


@pytest.mark.parametrize("size", [0.2, 0.5, 0.9])
def test_creep_holds_voids_at_the_critical_stripping_current(size: float) -> None:
    pressure = 0.3 * MPA
    current = critical_stripping_current(FAST, VOLUME, CREEP, pressure, size)
    *_, last = stripped(FAST, current, 1e8 / current, 50, pressure)
    assert last.voids[0] == pytest.approx(size, rel=0.01)
    higher = critical_stripping_current(FAST, VOLUME, CREEP, 2 * pressure, size)
    limit = vacancy_limit(FAST, VOLUME)
    assert (higher - limit) / (current - limit) == pytest.approx(2**6.6, rel=1e-6)


def test_what_is_stripped_is_in_voids_and_vacancies() -> None:
    time, current = 100 * time_to_void(SLOW, VOLUME, 50.0), 50.0
    *_, last = stripped(SLOW, current, time, 50)
    depths = np.array(SLOW.depth) * Depletion(DepletionModel(), VOLUME, 0.0)._depths
    held = np.trapezoid(last.excess[0], depths) + void_volume(SLOW.spacing, last.voids)[0]
    assert last.voids[0] > 0.05
    assert held == pytest.approx(current * time * VOLUME / FARADAY, rel=1e-6)


def test_plating_closes_voids_first() -> None:
    way = Depletion(DepletionModel(vacancies=FAST, law=CREEP), VOLUME, 0.0)
    open_ones = replace(DepletedState.fresh(1), voids=np.array([0.3]))
    volume = float(void_volume(FAST.spacing, open_ones.voids)[0])
    time = volume * FARADAY / (VOLUME * 5.0)
    half = way.after(open_ones, np.array([-5.0]), 0.5 * time)
    assert 0.1 < half.voids[0] < 0.3
    full = way.after(half, np.array([-5.0]), 2 * time)
    assert full.voids[0] == 0.0
    assert full.excess.min() >= 0.0
    assert full.contact[0] == 1.0


def test_solute_covers_what_the_lithium_held() -> None:
    way = Depletion(DepletionModel(solute=SoluteModel(1e-3, 20e-9)), VOLUME, 0.0)
    state = DepletedState.fresh(2)
    for _ in range(10):
        state = way.after(state, np.array([2.0, -2.0]), 1e3)
    expected = 1e-3 * 2e4 * VOLUME / (FARADAY * 20e-9)
    assert state.covered == pytest.approx([expected, 0.0], rel=1e-12)
    assert solute_part(1e-3, 20e-9, VOLUME, np.array([2e4]))[0] == pytest.approx(expected)
