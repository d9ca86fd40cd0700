"""Advances that are made longer or shorter afterwards: how far there is a way."""

from dataclasses import dataclass

import numpy as np
import pytest
from tests.builders.slabs import UM

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.state import History, LastAdvance, Totals
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import Profile, StoredLithium
from filasse.simulation.other_lengths import advanced_by
from filasse.simulation.slab import UncrackedSlab
from filasse_meshes import Sizes, Slab

SLAB = Slab(40 * UM, 20 * UM)
UNCRACKED = UncrackedSlab(SLAB, Sizes(4 * UM, UM, UM, 4 * UM), quarter_point=True)
CRACKS = (
    CrackPath("left", ((8 * UM, 0.0), (8 * UM, 6 * UM))),
    CrackPath("right", ((30 * UM, 0.0), (30 * UM, 6 * UM))),
    CrackPath("lid", ((25 * UM, 7.4 * UM), (35 * UM, 7.4 * UM)), mouth=False),
)
GEOMETRY = SlabGeometry(SLAB.width, SLAB.thickness, CRACKS)


@dataclass(frozen=True)
class Tip:
    name: str
    crack: int
    node: int = 1


@dataclass(frozen=True)
class Grid:
    """What of a film grid counts."""

    tips: tuple[Tip, ...] = (Tip("left", 0), Tip("right", 1))
    names: tuple[str, ...] = ("left", "right", "lid")

    def nodes_of(self, crack: int) -> np.ndarray:
        return np.arange(2)


def lengths(**parts: float) -> list[float]:
    """Of both cracks after parts of advances of 2 um [um]."""
    advanced = {name: LastAdvance(5.0, 2 * UM, 0.0) for name in ("left", "right")}
    profile = Profile(np.array([0.0, 6.0]) * UM, np.ones(2), np.ones(2), 1.0)
    detached = Detached(History(5.0, Totals(), 1.0, advanced), StoredLithium((profile,) * 3, {}))
    args = UNCRACKED, GEOMETRY, Grid(), detached, parts, 0.5 * UM
    after, state = advanced_by(*args)  # type: ignore[arg-type]
    for name, crack in zip(("left", "right"), after.cracks, strict=False):
        change = crack.length - 6 * UM
        assert state.history.advanced[name].length == pytest.approx(2 * UM + change)
    return [crack.length / UM for crack in after.cracks[:2]]


def test_tips_go_on_where_there_is_a_way() -> None:
    assert lengths(left=1.5, right=0.5) == pytest.approx([7, 5])
    assert lengths(right=1.4) == pytest.approx([6, 6.8])


def test_a_tip_keeps_its_length_where_something_is_in_its_way() -> None:
    """The clearance of half a micrometre is 0.9 um away."""
    assert lengths(left=1.5, right=1.5) == pytest.approx([7, 6])
