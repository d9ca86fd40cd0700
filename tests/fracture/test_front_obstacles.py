"""What stands before fronts in space, and what they are told to have come to."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.builders.solids import Meshed, half_penny, meshed, penny, solid_sizes

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.fracture import solid_growth
from filasse.fracture.encounter import Encounter
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.front_growth import front_points
from filasse.fracture.front_obstacles import Going, approaches, room_of
from filasse.fracture.solid_growth import SolidGrowth
from filasse.output.encounter_words import encounter_text
from filasse.parameters.growth_rule import GrowthRule
from filasse.simulation.front_advance import grow_fronts
from filasse.simulation.solid_slab import UncrackedSolid
from filasse_meshes import MirrorPlane, SolidSizes, SolidSlab, SphericalPore, anode_crack

RADIUS, BOX, CLEARANCE = 10e-6, 40e-6, 4e-6


@cache
def body() -> Meshed:
    slab = half_penny(RADIUS, BOX)
    return meshed(slab, solid_sizes(slab, 2e-6))


def surface(name: str, x: float, z: float, radius: float) -> CrackSurface:
    """A half-penny whose mouth runs along z."""
    (line,) = anode_crack(name, x, z, radius).fronts
    return CrackSurface(name, (Front(line.uv, line.points, line.forward),))


def geometry(*cracks: CrackSurface) -> SolidGeometry:
    return SolidGeometry(BOX, BOX, BOX, cracks)


def test_room_to_the_sides() -> None:
    """Along z as far as the side less the clearance; into the depth nothing stands in the way."""
    front = body().front
    places = np.array([0.0, front.length / 2, front.length])
    ahead = front.frames(places)[:, 0]
    cracks = geometry(surface("half-penny", BOX / 2, BOX / 2, RADIUS))
    room = room_of(front, places, ahead, body().grid, cracks, CLEARANCE)
    assert room[[0, 2]] == pytest.approx(BOX / 2 - RADIUS - CLEARANCE, rel=0.02)
    assert room[1] > 1.0


def grown(first: SolidGeometry, distance: float) -> tuple[SolidGeometry, tuple[str, ...]]:
    advance = FrontAdvance("one", 0, np.full(25, distance), np.zeros(25))
    slab = UncrackedSolid(SolidSlab(BOX, BOX, BOX), SolidSizes(2e-6, 10e-6), CLEARANCE)
    result = grow_fronts(slab, first, [advance], CLEARANCE)
    assert result.lengths == (distance,)
    return result.geometry, tuple("" if met is None else str(met) for met in result.met)


def test_what_a_front_has_come_to_is_told_once() -> None:
    first = geometry(surface("one", BOX / 2, BOX / 2, RADIUS))
    second, met = grown(first, 3e-6)
    assert met == ("",)
    assert second.cracks[0].moves
    third, met = grown(second, 3e-6)
    assert met == ("part: side",)
    assert grown(third, 0.1e-6)[1] == ("",)
    text = encounter_text("one", Encounter.read(met[0]))
    assert text == "one is held up by a side of the slab; what lies farther away grows on"


def test_cracks_in_two_planes_hold_each_other_up() -> None:
    other = replace(surface("two", BOX / 2 + 2.4e-6, 9e-6, 4e-6), moves=True)
    first = geometry(surface("one", BOX / 2, 27e-6, 8e-6), other)
    second, met = grown(first, 2.5e-6)
    assert met == ("part: crack two",)
    assert [crack.moves for crack in second.cracks] == [True, False]
    assert "crack two" in encounter_text("one", Encounter.read(met[0]))


def test_a_buried_crack_keeps_off_both_electrodes() -> None:
    """It has no mouth: at the anode it does not open, at the counter electrode nothing shorts."""
    slab = penny(RADIUS, BOX, lean=0.0)
    found = meshed(slab, solid_sizes(slab, 2.5e-6, 0.5))
    (line,) = slab.cracks[0].fronts
    crack = CrackSurface("one", (Front(line.uv, line.points, line.forward),), closed=True)
    front, cracks = found.front, geometry(crack)
    places = front.length / 4 * np.arange(4)
    ahead = front.frames(places)[:, 0]
    room = room_of(front, places, ahead, found.grid, cracks, CLEARANCE)
    assert room == pytest.approx(BOX / 2 - RADIUS - CLEARANCE, rel=1e-2)
    second, met = grown(cracks, 7e-6)
    assert met == ("part: anode",)
    text = (
        "one is held up by the anode, which no metal joins it to; what lies farther away grows on"
    )
    assert encounter_text("one", Encounter.read(met[0])) == text
    assert "no short circuit" in encounter_text("one", Encounter.read("part: counter"))
    rule = GrowthRule(step=1e-6, short_circuit_distance=CLEARANCE)
    response: Any = SimpleNamespace(grid=found.grid)
    material: Any = None
    assert not SolidGrowth(second, response, material, rule, 1e-4).is_short_circuited


def test_a_front_is_held_up_before_a_pore_but_not_by_its_own() -> None:
    """The deepest point stands below an empty pore, the rest goes on; its own one is behind it."""
    above = SphericalPore("above", (BOX / 2, 20e-6, BOX / 2), 3e-6)
    own = SphericalPore("own", (BOX / 2, 5e-6, BOX / 2), 2e-6)
    crack = replace(surface("one", BOX / 2, BOX / 2, RADIUS), pore="own")
    first = replace(geometry(crack), pores=(above, own))
    front = body().front
    places = np.array([front.length / 2])
    ahead = front.frames(places)[:, 0]
    room = room_of(front, places, ahead, body().grid, first, CLEARANCE)
    assert room == pytest.approx(20e-6 - 3e-6 - RADIUS - CLEARANCE, rel=1e-3)
    second, met = grown(first, 3e-6)
    assert met == ("part: pore above",)
    assert second.cracks[0].pore == "own"
    text = "one is held up by pore above; what lies farther away grows on"
    assert encounter_text("one", Encounter.read(met[0])) == text


@pytest.mark.slow
def test_a_front_that_comes_to_a_pore_goes_around_it_and_opens_into_it() -> None:
    above = SphericalPore("above", (BOX / 2 + 1e-6, 20e-6, BOX / 2 + 2e-6), 3e-6)
    first = replace(geometry(surface("one", BOX / 2, BOX / 2, RADIUS)), pores=(above,))
    advance = FrontAdvance("one", 0, np.full(25, 3e-6), np.zeros(25))
    slab = SolidSlab(BOX, BOX, BOX, pores=(above,))
    uncracked = UncrackedSolid(slab, SolidSizes(1.2e-6, 10e-6), 1.2e-6)
    result = grow_fronts(uncracked, first, [advance], CLEARANCE)
    (crack,) = result.geometry.cracks
    assert result.entered == ("above",) and str(result.met[0]) == "pore above"
    assert (crack.pore, crack.moves, len(crack.fronts)) == ("above", False, 3)
    around = 3.2e-6 + 2 * 1.2e-6  # two edges, at 20 um
    assert 20e-6 + around < crack.highest < 20e-6 + 1.4 * around
    assert np.abs(crack.fronts[-1].points[:, 0] - BOX / 2).max() < 1e-12
    assert encounter_text("one", Encounter.read("pore above")) == "one opens into pore above"
    _, mesh = uncracked.mesh(result.geometry)
    rim = mesh.points[mesh.cracks[0].plus[mesh.cracks[0].rim]]
    assert above.distance(rim) == pytest.approx(0, abs=1e-12)
    near = replace(first, pores=(replace(above, centre=(BOX / 2, 17e-6, BOX / 2)),))  # at once
    slab = replace(slab, pores=near.pores)
    little = advance.shortened(0.1)
    found = grow_fronts(replace(uncracked, slab=slab), near, [little], CLEARANCE)
    assert found.entered == ("above",)
    again = grow_fronts(uncracked, result.geometry, [advance], CLEARANCE)
    assert again.entered == () and again.geometry.cracks[0].pore == "above"


@pytest.mark.parametrize(
    ("centre", "radius", "thickness"),
    [
        pytest.param((BOX / 2 + 2.7e-6, 20e-6, BOX / 2), 3e-6, BOX, id="off the middle"),
        pytest.param((BOX / 2, 20e-6, BOX / 2), 3e-6, 30e-6, id="no room before the counter"),
    ],
)
def test_pores_that_a_front_is_held_up_by(
    centre: tuple[float, float, float], radius: float, thickness: float
) -> None:
    above = SphericalPore("above", centre, radius)
    first = replace(geometry(surface("one", BOX / 2, BOX / 2, RADIUS)), pores=(above,))
    first = replace(first, thickness=thickness)
    slab = SolidSlab(BOX, thickness, BOX, pores=(above,))
    uncracked = UncrackedSolid(slab, SolidSizes(1.2e-6, 10e-6), 1.2e-6)
    advance = FrontAdvance("one", 0, np.full(25, 3.5e-6), np.zeros(25))
    result = grow_fronts(uncracked, first, [advance], CLEARANCE)
    assert result.entered == () and str(result.met[0]) == "part: pore above"


def test_parts_of_a_front_that_come_towards_each_other() -> None:
    """A front around a pore, 7 um apart behind it, is held up there; a notch and a disc are not."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    around = np.column_stack([np.zeros(60), -np.sin(turn), np.cos(turn)])
    flank = np.column_stack([np.zeros(5), np.linspace(25e-6, 13e-6, 5), np.full(5, 3.5e-6)])
    points = np.concatenate([flank, 12e-6 * around[5:-25], flank[::-1] * [1, 1, -1]])
    ways = np.concatenate(
        [np.tile([0, 0, -1.0], (5, 1)), -around[5:-25], np.tile([0, 0, 1.0], (5, 1))]
    )
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    pinned = Going(points, ways, np.concatenate([[0.0], np.cumsum(steps)]))
    gap, speed = approaches(pinned, pinned, None)
    assert gap.min() == gap[0, -1] == pytest.approx(7e-6)
    assert speed[0, -1] == pytest.approx(2.0)
    notch = Going(12e-6 * around[:30], -around[:30], 12e-6 * turn[:30])
    assert np.isinf(approaches(notch, notch, None)[0]).all()
    disc = Going(12e-6 * around, around, 12e-6 * turn)
    assert np.isinf(approaches(disc, disc, 24e-6 * np.pi)[0]).all()
    held = encounter_text("one", Encounter.read("part: crack one"))
    assert held.startswith("one is held up by itself, which comes the other way; what lies")


def test_a_front_keeps_off_its_image() -> None:
    """It comes back to the plane on which it ends, beyond an obstacle, 3 um before it.

    Its image comes the other way: 6 um less the clearance is left for the two.
    """
    turns = 1e-6 * np.array([[20, 25, 30], [20, 25, 18], [20, 8, 18], [20, 8, 27.0]])
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(turns, axis=0), axis=1))])
    front = replace(
        body().front,
        length=arc[-1],
        curve=lambda s: np.column_stack([np.interp(s, arc, x) for x in turns.T]),
    )
    places = np.linspace(0.0, arc[-1], 39)
    way = np.tile([0.0, 0.0, -1.0], (len(places), 1))
    way[places > arc[2]] *= -1
    cracks = geometry(surface("half-penny", BOX / 2, BOX / 2, RADIUS))
    for mirrors, room in (((), 9e-6), ((MirrorPlane(2, turns[0, 2]),), 1e-6)):
        grid = replace(body().grid, mirrors=mirrors)
        found = room_of(front, places, way, grid, cracks, CLEARANCE)
        assert found[-1] == pytest.approx(room, rel=1e-9)


def test_the_counter_electrode_goes_before_a_side() -> None:
    wide = replace(geometry(surface("one", BOX / 2, BOX / 2, RADIUS)), thickness=18e-6)
    assert grown(wide, 5e-6)[1] == ("counter",)


def test_edges_grow_with_their_own_front_as_far_as_the_clearance_lets_them() -> None:
    one = surface("one", BOX / 2, 27e-6, 4e-6)
    larger = replace(one, fronts=(*one.fronts, *surface("one", BOX / 2, 27e-6, 6e-6).fronts))
    two = surface("two", BOX / 2, 9e-6, 4e-6)
    slab = SolidSlab(BOX, BOX, BOX)
    for largest, sizes in ((4e-6, (1.5e-6, 1e-6)), (1.2e-6, (1.2e-6, 1e-6))):
        uncracked = UncrackedSolid(slab, SolidSizes(1e-6, 12e-6, 0.35), largest)
        _, mesh = uncracked.mesh(geometry(larger, two))
        assert mesh.sizes.fronts == pytest.approx(sizes, rel=1e-6)


def test_nothing_goes_between_nodes_that_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take the whole step of all fronts, and none of them would move."""
    front, rule = body().front, GrowthRule(step=1e-6, short_circuit_distance=CLEARANCE)
    nodes, half = front.advance_places, front.length / 2

    def room(_: object, places: np.ndarray, *others: object) -> np.ndarray:
        stands = (places < half) & (np.abs(places[:, None] - nodes).min(axis=1) < 1e-12)
        return np.where(stands, -1e-9, 1.0)

    monkeypatch.setattr(solid_growth, "room_of", room)
    cracks = geometry(surface("half-penny", BOX / 2, BOX / 2, RADIUS))
    response: Any = SimpleNamespace(grid=body().grid)
    material: Any = None
    growth = SolidGrowth(cracks, response, material, rule, 1e-4)
    places = front_points(front.length)
    spacing = nodes[1]
    may = growth._may_go(front, places)
    assert not may[places < half - spacing].any()
    assert may[places > half + spacing].all()
