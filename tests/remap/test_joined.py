"""Lithium of cracks that have joined: what is left, and what the anode got."""

import numpy as np
import pytest

from filasse.cracks.crack_paths import CrackPath
from filasse.cracks.state import History, Totals
from filasse.remap.detached import Detached
from filasse.remap.joined import Joining, after_joining, beyond
from filasse.remap.lithium_remap import Profile, StoredLithium

ARC = np.linspace(0.0, 4.0, 9)
EVEN = Profile(ARC, np.full(9, 2.0), np.linspace(8.0, 0.0, 9), 8.0)
WEDGE = Profile(ARC, 4.0 - ARC, np.zeros(9), 8.0)


@pytest.mark.parametrize(("start", "volume"), [(0.0, 8.0), (1.0, 6.0), (1.3, 5.4), (4.0, 0.0)])
def test_what_lies_beyond_a_junction(start: float, volume: float) -> None:
    rest = beyond(EVEN, start)
    assert isinstance(rest, Profile)
    assert rest.volume == pytest.approx(volume, abs=1e-15)
    assert rest.arc[0] == 0.0
    if start < 4.0:
        assert rest.arc[-1] == pytest.approx(4.0 - start)
        assert rest.pressure[0] == pytest.approx(8.0 - 2 * start)


def test_a_wedge_keeps_its_shape() -> None:
    rest = beyond(WEDGE, 1.25)
    assert isinstance(rest, Profile)
    assert rest.volume == pytest.approx(2.75**2 / 2)
    assert rest.thickness == pytest.approx(2.75 - rest.arc)


def test_every_volume_is_told() -> None:
    cracks = [CrackPath(name, ((0.0, 0.0), (0.0, 4.0))) for name in "abc"]
    lithium = StoredLithium((EVEN, WEDGE, EVEN), {"p": 0.7, "q": 0.2})
    detached = Detached(History(1.0, Totals(returned=3.0), 0.1), lithium)
    joinings = [
        Joining("b", "crack a", 5.0, {"a": 1.0, "c": 0.0}),
        Joining("c", "pore p", 2.0, {"a": 0.5}, ("p",)),
    ]
    after = after_joining(detached, cracks, joinings)
    (left,) = after.lithium.profiles
    assert left.volume == pytest.approx(5.0)
    assert after.lithium.reservoirs == {"q": 0.2}
    totals = after.history.totals
    assert totals.loose == 7.0
    before = 8.0 + 8.0 + 8.0 + 0.7 + 0.2
    assert totals.returned - 3.0 == pytest.approx(before - 5.0 - 0.2, rel=1e-15)
