"""Cracks from inside that come to the anode: their paths, their lithium, and what they join."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.slabs import UM

from filasse.cracks.crack_paths import CrackPath, Point, SlabGeometry
from filasse.cracks.state import History, Totals
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.propagation import Advance
from filasse.remap.detached import Detached, Earlier, Trail
from filasse.remap.joined import after_opening
from filasse.remap.layer_remap import StoredLayer, Strip
from filasse.remap.lithium_remap import Profile, StoredLithium
from filasse.simulation.crack_advance import Grown, grow
from filasse.simulation.crack_joining import grow_and_join
from filasse.simulation.slab import UncrackedSlab
from filasse_meshes import Microstructure, Pore, Sizes, Slab, advance_in_one_piece

CORNERS: tuple[Point, ...] = (
    *((18 * UM, 8 * UM), (22 * UM, 8 * UM), (22 * UM, 12 * UM), (18 * UM, 12 * UM)),
)
PORE = Pore("void", CORNERS)
SLAB = Slab(40 * UM, 20 * UM, microstructure=Microstructure(pores=(PORE,)))
UNCRACKED = UncrackedSlab(SLAB, Sizes(4 * UM, UM, UM, 4 * UM), quarter_point=True)
CRACK = CrackPath(
    "from-void", ((20 * UM, 8 * UM), (20 * UM, 3 * UM)), mouth=False, from_pore="void"
)
FLAW = CrackPath("flaw1", ((30 * UM, 0.0), (30 * UM, 2 * UM)))
DOWN = Advance(tip="from-void", crack=1, step=(0.0, -4 * UM), at_start=False)


def grown(*cracks: CrackPath, opens_mouths: bool = True) -> Grown:
    """After the step that comes to the anode, and the next one."""
    geometry = SlabGeometry(SLAB.width, SLAB.thickness, cracks)
    first = grow(UNCRACKED, geometry, [DOWN], 0.5 * UM, opens_mouths)
    assert (first.met, first.opened) == ((None,), ())
    assert first.lengths[0] > 2 * UM
    return grow(UNCRACKED, first.geometry, [DOWN], 0.5 * UM, opens_mouths)


def test_a_crack_from_inside_opens_at_the_anode() -> None:
    after = grown(FLAW, CRACK)
    assert (after.met, after.opened) == ((Encounter(EncounterKind.OPENED),), ("from-void",))
    assert after.lengths[0] == pytest.approx(0.5 * UM)
    crack = after.geometry.cracks[1]
    assert crack.mouth
    assert (crack.from_pore, crack.into_pore, crack.blocked) == (None, "void", ())
    assert crack.points[0] == (20 * UM, 0.0)
    assert crack.points[-1] == CRACK.points[0]
    assert after.geometry.joined == {0, 1}
    _, mesh = UNCRACKED.mesh(after.geometry)
    assert len(mesh.cells) > 100


@pytest.mark.parametrize("x", [20.2, 19.6])
def test_it_stands_where_a_mouth_is_in_the_way(x: float) -> None:
    other = replace(FLAW, points=((x * UM, 0.0), (x * UM, 0.4 * UM)))
    after = grown(other, CRACK)
    assert after.opened == ()
    assert after.geometry.cracks[1].blocked == (-1,)


def test_a_tip_that_only_goes_along_waits_there() -> None:
    """Its K is below K_c: it is neither held up at the anode nor opened there."""
    geometry = SlabGeometry(SLAB.width, SLAB.thickness, (FLAW, CRACK))
    along = replace(DOWN, follows=True)
    came = grow(UNCRACKED, geometry, [along], 0.5 * UM)
    assert came.lengths[0] == pytest.approx(2.5 * UM)
    waits = grow(UNCRACKED, came.geometry, [along], 0.5 * UM)
    assert (waits.met, waits.lengths, waits.opened) == ((None,), (0.0,), ())
    assert waits.geometry == came.geometry


def test_a_tip_that_is_held_up_makes_no_way_that_rounding_leaves() -> None:
    """Two points of a path at one place have no mesh."""
    flaw = CrackPath("flaw1", ((20 * UM, 0.0), (33 * UM, 9 * UM)))
    geometry = SlabGeometry(40 * UM, 20 * UM, (flaw,))
    comes = Advance("flaw1", 0, at_start=False, step=(5 * UM, 2 * UM))
    there = grow(UNCRACKED, geometry, [comes], 3.9 * UM).geometry
    along = replace(comes, step=(0.1 * UM, 4 * UM))  # nearly along the side
    left = advance_in_one_piece(UNCRACKED.with_cracks(there), "flaw1", along.step, 3.9 * UM)
    assert 0 < left.length < 1e-9 * UM
    for grown_by in (grow, grow_and_join):
        after = grown_by(UNCRACKED, there, [along], 3.9 * UM)
        assert (after.lengths, str(after.met[0])) == ((0.0,), "side")
        assert after.geometry.cracks[0].points == there.cracks[0].points
        assert after.geometry.cracks[0].blocked == (-1,)


def test_a_foil_takes_no_new_mouth() -> None:
    after = grown(FLAW, CRACK, opens_mouths=False)
    assert (after.met, after.opened) == ((Encounter(EncounterKind.FROM_INSIDE),), ())


def test_cracks_from_pore_to_pore_are_joined_from_either_end() -> None:
    way = ((0.0, 0.0), (0.0, 1.0))
    between = CrackPath("between", way, False, from_pore="far", into_pore="near")
    onward = CrackPath("onward", way, False, from_pore="far")
    mouth = CrackPath("mouth", way, True, into_pore="near")
    assert SlabGeometry(1.0, 1.0, (between, onward)).joined == frozenset()
    assert SlabGeometry(1.0, 1.0, (between, onward, mouth)).joined == {0, 1, 2}


def test_its_lithium_and_layer_stay_where_they_are() -> None:
    """Seen from the other end: at the pore still, and on the other side of the path."""
    after = grown(FLAW, CRACK).geometry
    arc, length = np.array([0.0, 2.0, 5.0]) * UM, 8 * UM
    profile = Profile(arc, np.array([3e-8, 2e-8, 0.0]), np.array([9e7, 8e7, 0.0]), 1e-13)
    flaw = Profile(arc, np.ones(3), np.ones(3), 2e-13)
    strips = {
        "plus1": Strip(arc, np.array([1e-8, 2e-8, 3e-8]), 1e-14),
        "minus1": Strip(arc, np.array([4e-8, 5e-8, 6e-8]), 2e-14),
        "anode": Strip(arc, arc, 3e-14),
    }
    lithium = StoredLithium((flaw, profile), {"void": 7e-12}, StoredLayer(strips))
    history = History(1.0, Totals(), 1.0)
    earlier = Trail((Earlier(0.0, Totals(), lithium),))
    before = Detached(history, lithium, growing=True, earlier=earlier)
    now = after_opening(before, after, ("from-void",))
    assert now.lithium.profiles[0] is flaw
    turned = now.lithium.profiles[1]
    assert isinstance(turned, Profile)
    assert turned.arc == pytest.approx(length - arc[::-1])
    assert turned.thickness == pytest.approx([0.0, 2e-8, 3e-8])
    assert turned.pressure == pytest.approx([0.0, 8e7, 9e7])
    assert (turned.volume, now.lithium.reservoirs) == (1e-13, {"void": 7e-12})
    layer = now.lithium.layer
    assert layer is not None
    assert layer.strips["plus1"].thickness == pytest.approx([6e-8, 5e-8, 4e-8])
    assert layer.strips["minus1"].volume == 1e-14
    assert layer.strips["plus1"].place == pytest.approx(length - arc[::-1])
    assert layer.strips["anode"] is strips["anode"]
    assert (now.growing, now.earlier) == (False, Trail())
