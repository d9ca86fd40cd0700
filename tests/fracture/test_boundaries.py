"""Tips at grain boundaries: where they stop, and where they go, whatever the length of a step."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.fem.crack_grid import TipSite
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.propagation import critical_advances
from filasse.fracture.toughness_map import MaterialMap, sample_toughness
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.growth_rule import GrowthRule

UM = 1e-6
BAND = 0.2 * UM
OPENING = np.array([[1.0, 0.0]])
X, RISE = 50 * UM, 10 * UM
"""A boundary stands at x, and ends where others begin, this far up."""

type FloatArray = npt.NDArray[np.float64]
type Lines = list[tuple[tuple[float, float], tuple[float, float]]]


class Boundaries(MaterialMap):
    """Grain boundaries along lines: class 1, class 0 elsewhere; weaker than the grains."""

    def __init__(self, lines: Lines, ratio: float = 0.25) -> None:
        self.lines = np.array(lines)
        young, poisson, even = np.array([150e9, 75e9]), np.full(2, 0.25), np.ones(2)
        toughness = 1e6 * np.array([1.0, np.sqrt(ratio / 2)])  # G_c in the ratio
        self.material = CellMaterial(np.arange(2), young, poisson, toughness, even)
        self.uniform = False

    def classes(self, points: FloatArray) -> npt.NDArray[np.int64]:
        away = [_distance(points, *line) for line in self.lines]
        return np.asarray(np.min(away, axis=0) < BAND / 2, dtype=np.int64)


def _distance(points: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """Distance of points from a line that ends [m]."""
    along = end - start
    part = np.clip((points - start) @ along / (along @ along), 0, 1)
    return np.asarray(np.linalg.norm(points - start - part[..., None] * along, axis=-1))


def leaving(degrees: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """A line from where the boundary ends, at an angle from straight ahead."""
    turn = np.deg2rad(degrees)
    return (X, RISE), (X + 30 * UM * np.sin(turn), RISE + 30 * UM * np.cos(turn))


def moved(
    materials: MaterialMap, start: tuple[float, float], step: float, heading: float = 0.0
) -> tuple[FloatArray, float]:
    """Where the next advance of a tip ends [m], and what it costs [J/m^2]."""
    turn = np.deg2rad(heading)
    direction = np.array([np.sin(turn), np.cos(turn)])
    tip = TipSite("flaw1", 0, 1, 0, np.array(start), direction, 1.0)
    cracks = SlabGeometry(100 * UM, 100 * UM, (CrackPath("flaw1", ((start[0], 0.0), start)),))
    rule = GrowthRule(step, UM, spread=BAND / 4, is_two_step=True)
    criterion = GrowthCriterion(sample_toughness(materials, (tip,), step, rule.spread), rule)
    critical = OPENING / criterion.ratios(OPENING)[0]
    ways = np.array([start[1]])
    grid: Any = SimpleNamespace(tips=(tip,), nodes_of=lambda crack: np.arange(2), tip_ways=ways)
    angles = criterion.angles(critical)
    (advance,) = critical_advances(
        cracks, grid, criterion, critical, angles, np.zeros(1), rule, materials
    )
    return tip.position + advance.step, advance.energy


def stop_before(materials: MaterialMap, start: tuple[float, float], step: float) -> float:
    """Where a tip that goes on straight ahead comes nearest to the boundaries' meeting [m]."""
    place, stops = start, []
    for _ in range(40):
        end, _cost = moved(materials, place, step)
        place = (X, float(end[1]))
        stops.append(place[1])
    return min(stops, key=lambda y: abs(y - RISE))


@pytest.mark.parametrize("step", [0.3, 0.5, 1.0, 1.7, 2.0])
@pytest.mark.parametrize("start", [3.1, 4.0, 4.83])
def test_a_tip_stops_in_the_middle_of_a_boundary_across_its_way(step: float, start: float) -> None:
    across = Boundaries([((0.0, RISE), (100 * UM, RISE))])
    stop = stop_before(across, (X, start * UM), step * UM)
    assert abs(stop - RISE) < BAND / 10


@pytest.mark.parametrize("step", [0.3, 0.5, 1.0, 1.7, 2.0])
@pytest.mark.parametrize("start", [3.1, 4.0, 4.83])
def test_a_tip_in_a_boundary_stops_in_the_junction(step: float, start: float) -> None:
    three = Boundaries([((X, 0.0), (X, RISE)), leaving(60), leaving(-60)])
    stop = stop_before(three, (X, start * UM), step * UM)
    assert abs(stop - RISE) < BAND / 3


@pytest.mark.parametrize("step", [0.3, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("degrees", [25.0, 45.0, 60.0])
def test_from_a_junction_it_goes_along_the_middle(step: float, degrees: float) -> None:
    bend = Boundaries([((X, 0.0), (X, RISE)), leaving(degrees)])
    end, cost = moved(bend, (X, RISE), step * UM)
    assert np.rad2deg(np.arctan2(end[0] - X, end[1] - RISE)) == pytest.approx(degrees, abs=1.0)
    assert cost == pytest.approx(0.25 * bend.energies(np.zeros((1, 2)))[0])


@pytest.mark.parametrize("step", [0.3, 0.5, 1.0, 2.0])
def test_out_of_a_boundary_it_costs_what_the_grain_costs(step: float) -> None:
    across = Boundaries([((0.0, RISE), (100 * UM, RISE))], 0.36)
    end, cost = moved(across, (X, RISE), step * UM)
    assert end == pytest.approx([X, RISE + step * UM])
    assert cost == pytest.approx(across.energies(np.zeros((1, 2)))[0])


@pytest.mark.parametrize("before", [0.2, 0.3, 0.9])
def test_a_boundary_ahead_turns_no_tip(before: float) -> None:
    leaning = Boundaries([((X - 30 * UM, RISE - 15 * UM), (X + 30 * UM, RISE + 15 * UM))])
    end, cost = moved(leaning, (X, RISE - before * np.sqrt(1.25) * UM), 2 * UM)
    assert end[0] == pytest.approx(X)
    assert cost == pytest.approx(leaning.energies(np.zeros((1, 2)))[0])


@pytest.mark.parametrize("step", [0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("before", [0.5, 0.9, 1.9])
def test_a_junction_ahead_makes_no_boundary_tougher(step: float, before: float) -> None:
    three = Boundaries([((X, 0.0), (X, RISE)), leaving(60), leaving(-60)])
    _, cost = moved(three, (X, RISE - before * UM), step * UM)
    assert cost == pytest.approx(0.25 * three.energies(np.zeros((1, 2)))[0])


@pytest.mark.parametrize("step", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("before", [0.25, 0.4])
def test_a_tip_close_to_a_junction_goes_on_to_it(step: float, before: float) -> None:
    three = Boundaries([((X, 0.0), (X, RISE)), leaving(60), leaving(-60)])
    end, _ = moved(three, (X, RISE - before * UM), step * UM)
    assert abs(end[1] - RISE) < BAND / 3


@pytest.mark.parametrize("degrees", [-0.6, -0.5, -0.3, 0.2, 0.5, 0.7])
def test_half_a_degree_off_a_boundary_costs_no_more(degrees: float) -> None:
    """It turned by too little to turn, and paid for the edge that it would have met."""
    straight = Boundaries([((X, 0.0), (X, 10 * RISE))])
    end, cost = moved(straight, (X, RISE), 2 * UM, degrees)
    assert cost == pytest.approx(0.25 * straight.energies(np.zeros((1, 2)))[0])
    assert abs(end[0] - X) < BAND / 10
