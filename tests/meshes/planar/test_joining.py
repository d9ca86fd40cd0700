"""Cracks that join what they meet, and the pieces that they cut loose."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
import shapely

from filasse_meshes import (
    Crack,
    Microstructure,
    Region,
    Sizes,
    Slab,
    SlabMesh,
    advance_and_join,
    advance_in_one_piece,
    build_mesh,
    cut_loose,
    meeting,
    round_pore,
    without_pieces,
)
from filasse_meshes.meshing.triangulate import signed_areas

UM = 1e-6
SIZES = Sizes(4 * UM, 0.1 * UM, 1 * UM, 2 * UM)
CLEAR = 0.3 * UM


def crack(name: str, *corners: tuple[float, float]) -> Crack:
    return Crack(name, tuple((x * UM, y * UM) for x, y in corners))


STANDING = crack("a", (10, 0), (10, 8))
LEANING = crack("b", (16, 0), (14, 4))
BETWEEN = crack("c", (13, 0), (13, 1))
FLAKE = crack("b", (16, 0), (18, 4), (22, 2))


def slab(*cracks: Crack) -> Slab:
    return Slab(40 * UM, 20 * UM, cracks)


def joined(before: Slab, name: str, step: tuple[float, float]) -> Slab:
    """The slab without what a step cuts loose."""
    found = advance_and_join(before, name, (step[0] * UM, step[1] * UM), CLEAR).loosened
    assert found is not None
    return replace(without_pieces(before, found.pieces), cracks=found.cracks)


def solid_area(mesh: SlabMesh) -> float:
    """[um^2]"""
    return float(signed_areas(mesh.points, mesh.cells[:, :3]).sum()) / UM**2


def test_a_crack_that_is_met_opens_where_it_was_met() -> None:
    step = advance_and_join(slab(STANDING, LEANING), "b", (-5 * UM, 1 * UM), CLEAR)
    assert step.advance.met is not None and step.advance.met.name == "a"
    assert step.loosened is not None
    (rest,) = step.loosened.cracks
    junction = rest.path[0]
    assert junction == pytest.approx((10 * UM, 4.74 * UM))
    assert step.loosened.starts == pytest.approx((4.74 * UM,))
    assert step.advance.length == pytest.approx(math.dist(junction, (14 * UM, 4 * UM)))
    assert (rest.name, rest.mouth, rest.path[1]) == ("a", True, STANDING.path[1])
    # Two trapezia between the cracks.
    assert step.loosened.area == pytest.approx(((4.74 + 4) / 2 * 4 + 4 * 2 / 2) * UM**2)
    mesh = build_mesh(joined(slab(STANDING, LEANING), "b", (-5, 1)), SIZES)
    assert solid_area(mesh) == pytest.approx(40 * 20 - step.loosened.area / UM**2)
    assert len(mesh.traces) == len(mesh.traces[0].tips) == 1


def test_a_flaw_on_the_piece_goes_with_it() -> None:
    after = joined(slab(STANDING, LEANING, BETWEEN), "b", (-5, 1))
    assert [rest.name for rest in after.cracks] == ["a"]


def test_a_tip_goes_on_when_another_crack_reaches_it() -> None:
    """The junction is a clearance behind the tip."""
    after = joined(slab(STANDING, crack("b", (16, 0), (12, 8.1))), "b", (-3, 0))
    assert after.cracks[0].path[0] == pytest.approx((10 * UM, 7.7 * UM))
    assert after.cracks[0].path[-1] == STANDING.path[-1]


def test_a_flake_at_the_anode_and_one_beside_it() -> None:
    first = joined(slab(STANDING, FLAKE), "b", (2, -3))
    assert first.cracks == (STANDING,)
    assert solid_area(build_mesh(first, SIZES)) == pytest.approx(800 - 17.1333, abs=1e-3)
    second = crack("d", (30, 0), (26, 4))
    both = joined(replace(first, cracks=(STANDING, second)), "d", (-7, -1.5))
    assert both.microstructure is not None
    assert len(both.microstructure.notches) == 1
    assert both.cracks == (STANDING,)
    build_mesh(both, SIZES)


def test_what_lies_in_a_piece_goes_with_it() -> None:
    pore = round_pore("p", (18 * UM, 1.5 * UM), 0.5 * UM)
    inside = Region("inside", ((17.8 * UM, 2.3 * UM), (18.2 * UM, 2.3 * UM), (18 * UM, 2.6 * UM)))
    whole = replace(slab(FLAKE), regions=(inside,), microstructure=Microstructure(pores=(pore,)))
    after = joined(whole, "b", (2, -3))
    assert after.microstructure is not None
    assert (after.microstructure.pores, after.regions) == ((), ())
    build_mesh(after, SIZES)


def test_two_ways_into_a_pore_cut_loose_what_lies_between() -> None:
    pore = round_pore("p", (13 * UM, 8 * UM), 2 * UM)
    top = max(y for _, y in pore.outline) / UM
    whole = replace(
        slab(
            replace(crack("a", (10, 0), (11, 8)), into_pore="p"),
            crack("b", (16, 0), (16, 7)),
            replace(crack("c", (13, top), (13, 13)), mouth=False, from_pore="p"),
        ),
        microstructure=Microstructure(pores=(pore,)),
    )
    found = advance_and_join(whole, "b", (-2 * UM, 1 * UM), CLEAR).loosened
    assert found is not None and found.pores == ("p",)
    (rest,) = found.cracks
    assert (rest.name, rest.mouth, rest.from_pore, rest.path) == (
        *("c", True, None),
        whole.cracks[2].path,
    )
    after = replace(without_pieces(whole, found.pieces), cracks=found.cracks)
    mesh = build_mesh(after, SIZES)
    area = shapely.Polygon(pore.outline).area
    assert solid_area(mesh) == pytest.approx(800 - (found.area + area) / UM**2)


PORE = round_pore("p", (13 * UM, 8 * UM), 2 * UM)


def with_pore(*cracks: Crack) -> Slab:
    """A slab in which crack a opens into a pore."""
    first = replace(crack("a", (10, 0), (11, 8)), into_pore="p")
    return replace(slab(first, *cracks), microstructure=Microstructure(pores=(PORE,)))


def test_a_second_way_into_a_pore_is_held_up_where_nothing_may_come_loose() -> None:
    before = with_pore(crack("b", (16, 0), (16, 7)))
    done = advance_in_one_piece(before, "b", (-2 * UM, 1 * UM), CLEAR)
    assert done.met is not None and (done.met.kind, done.met.name) == ("wall", "p")
    assert done.slab.cracks[1].into_pore is None
    assert shapely.LineString(done.slab.cracks[1].path).distance(
        shapely.Polygon(PORE.outline)
    ) == pytest.approx(CLEAR)
    build_mesh(done.slab, SIZES)


def test_a_crack_does_not_come_back_into_its_pore() -> None:
    """What it would cut loose lies away from the anode: also a tip that may join stands."""
    top = max(y for _, y in PORE.outline) / UM
    curl = crack("c", (13, top), (13, 12), (17, 12), (17, 8))
    before = with_pore(replace(curl, mouth=False, from_pore="p"))
    step = "c", (-4 * UM, 0.0), CLEAR
    alone, joining = advance_in_one_piece(before, *step), advance_and_join(before, *step)
    assert joining.loosened is None and joining.advance == alone
    assert alone.met is not None and (alone.met.kind, alone.met.name) == ("wall", "p")


def test_a_first_way_into_a_pore_is_free() -> None:
    before = with_pore(crack("b", (16, 0), (16, 7)))
    alone = replace(before, cracks=before.cracks[1:])
    done = advance_in_one_piece(alone, "b", (-2 * UM, 1 * UM), CLEAR)
    assert done.met is not None and done.met.kind == "pore"
    assert done.slab.cracks[0].into_pore == "p"


def test_a_tip_that_meets_itself_stands() -> None:
    """What it would cut loose lies away from the anode, and nothing would hold it there."""
    curl = crack("b", (16, 0), (16, 8), (20, 8), (20, 5))
    found = advance_and_join(slab(curl), "b", (-6 * UM, 0.0), CLEAR)
    assert found.loosened is None
    assert found.advance.met is not None
    assert found.advance.slab.cracks[0].path[-1] == pytest.approx((16.3 * UM, 5 * UM))
    touching = crack("b", (16, 0), (16, 8), (20, 8), (20, 5), (16, 5))
    assert cut_loose(slab(touching)) is None


def test_nothing_is_loose_in_a_slab_with_cracks() -> None:
    assert cut_loose(slab(STANDING, LEANING, BETWEEN)) is None
    assert without_pieces(slab(STANDING), ()) == slab(STANDING)


@pytest.mark.parametrize(
    ("steps", "onward"),
    [
        (((1.0, 1.0), (-1.0, 1.0)), (0.0, 0.3)),
        (((2.0, 0.0), (-2.0, 0.0)), (0.0, 0.3)),
    ],
)
def test_tips_that_meet_become_one(
    steps: Sequence[tuple[float, float]], onward: tuple[float, float]
) -> None:
    found = meeting([(9.0, 5.0), (11.0, 5.0)], steps, 0.3)
    assert found is not None
    (x, y), (u, v) = found
    assert x == pytest.approx(10) and y == pytest.approx(6 if steps[0][1] else 5)
    assert (u - x, v - y) == pytest.approx(onward)


def test_tips_that_pass_or_leave_each_other_do_not_meet() -> None:
    tips = [(9.0, 5.0), (11.0, 5.0)]
    assert meeting(tips, [(-1.0, 1.0), (1.0, 1.0)], 3.0) is None
    assert meeting(tips, [(0.1, 1.0), (-0.1, 1.0)], 0.3) is None
    assert meeting(tips, [(1.0, 1.0), (1.0, 1.0)], 0.3) is None
