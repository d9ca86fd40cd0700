"""Fronts of which parts are held up: what decides on an advance, and where the last one ends."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.builders.solids import Meshed, half_penny, meshed, solid_sizes

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.fracture.front_criterion import FrontAdvance, FrontCriterion
from filasse.fracture.front_growth import AT_PEAK
from filasse.fracture.solid_growth import ARRIVED, SolidGrowth
from filasse.fracture.toughness_map import ANGLES, DirectionalToughness
from filasse.parameters.growth_rule import GrowthRule
from filasse_meshes import anode_crack

RADIUS, BOX, CLEARANCE, STEP = 10e-6, 40e-6, 4e-6, 1e-6
RULE = GrowthRule(step=STEP, short_circuit_distance=CLEARANCE)
TOUGHNESS = 1e6


@cache
def body() -> Meshed:
    slab = half_penny(RADIUS, BOX)
    return meshed(slab, solid_sizes(slab, 2e-6))


def criterion(held: int, gone: np.ndarray) -> FrontCriterion:
    """Of a front of which so many stations are held up at either end."""
    count = len(body().front.stations)
    may = np.ones(count)
    may[:held] = may[count - held :] = 0.0
    energies = np.full(len(ANGLES), TOUGHNESS**2 / 150e9)
    return FrontCriterion(
        *((DirectionalToughness(150e9, energies),) * count, RULE, may),
        fronts=(body().front,),
        poisson=0.26,
        paces=(),
        gone=gone,
    )


def held_front(held: int) -> np.ndarray:
    """K of its stations [Pa m^0.5]: K_c inside, twice as much where it is held up, (n, 3).

    A station beside those sees both.
    """
    count = len(body().front.stations)
    ratio = np.ones(count)
    for inside, value in ((held + 1, 1.4), (held, 2.0)):
        ratio[:inside] = ratio[count - inside :] = value
    return TOUGHNESS * np.column_stack([ratio, np.zeros((count, 2))])


@pytest.mark.parametrize("moved", ["everywhere", "inside"])
def test_what_is_held_up_does_not_count(moved: str) -> None:
    """Neither that K is high there, nor that it went some way until it was held up.

    By the first an advance ended 6 % of K too early, by the second as much too late.
    """
    count = len(body().front.stations)
    gone = np.full(count, STEP)
    if moved == "inside":
        gone[:8] = gone[-8:] = 0.0
    found = criterion(6, gone)
    driving = found.driving(held_front(6))
    assert found.levels(driving) == pytest.approx([1.0], abs=1e-12)
    assert np.flatnonzero(driving).tolist() == list(range(7, count - 7))
    ratios = found.ratios(held_front(6))
    assert ratios[[0, 5, 6, 7]] == pytest.approx([2.0, 2.0, 1.4, 1.0])
    assert found.growing(ratios, np.zeros(1)).all()


def test_next_to_what_is_held_up_decides_where_nothing_else_is_free() -> None:
    count = len(body().front.stations)
    found = criterion(count // 2, np.full(count, STEP))
    k = np.full((count, 1), TOUGHNESS) * [1.0, 0.0, 0.0]
    assert np.flatnonzero(found.driving(k)).tolist() == [count // 2]
    assert found.levels(found.driving(k)) == pytest.approx([1.0])
    nowhere = criterion((count + 1) // 2, np.full(count, STEP))
    assert nowhere.levels(nowhere.driving(k)) == pytest.approx([0.0])


def test_what_is_free_and_has_no_stress_intensity_counts() -> None:
    """It has cost energy to come there: a half of a front must release what all of it costs."""
    count = len(body().front.stations)
    k = held_front(0) * 0
    k[: count // 2, 0] = TOUGHNESS
    found = criterion(0, np.full(count, STEP))
    level = float(found.levels(found.driving(k))[0])
    assert level == pytest.approx(np.sqrt(0.5), abs=0.02 + AT_PEAK)


def growth(left: float) -> SolidGrowth:
    """Of a half-penny, so far [m] from the height of a short circuit."""
    (line,) = anode_crack("half-penny", BOX / 2, BOX / 2, RADIUS).fronts
    crack = CrackSurface("half-penny", (Front(line.uv, line.points, line.forward),))
    geometry = SolidGeometry(BOX, RADIUS + left + CLEARANCE, BOX, (crack,))
    response: Any = SimpleNamespace(grid=body().grid)
    material: Any = None
    return SolidGrowth(geometry, response, material, RULE, 1e-4)


@pytest.mark.parametrize(
    ("left", "part"),
    [
        pytest.param(0.4, 0.4, id="a part of a step"),
        pytest.param(1.2, 1.2, id="with a short rest"),
        pytest.param(1.3, 1.0, id="not yet"),
    ],
)
def test_the_last_step_is_shortened_as_a_whole(left: float, part: float) -> None:
    """Where only what comes to the end stopped there, the flanks went on and took their time."""
    nodes = body().front.advance_places
    wanted = STEP * (0.5 + 0.5 * np.sin(np.pi * nodes / nodes[-1]))
    step = FrontAdvance("half-penny", 0, wanted, np.zeros(len(nodes)))
    placed = growth(left * STEP)._placed(step).distances
    assert placed == pytest.approx(placed.max() / wanted.max() * wanted)
    goes = (part + ARRIVED) * STEP if part != 1.0 else STEP
    assert placed.max() == pytest.approx(goes, rel=0.02)  # no node at the deepest point


def test_a_front_makes_contact_where_its_curve_does() -> None:
    assert growth(-1e-10).shorting == {"half-penny"}
    assert growth(1e-9).shorting == frozenset()
