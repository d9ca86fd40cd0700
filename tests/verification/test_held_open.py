"""How wide an elastic crack can be held open at its toughness, against closed forms.

As handbooks have it, a short surface crack under pressure has w = 2.93 K a^0.5/E' at its mouth. One
that leaves a ligament b << a of a free slab turns by 3.98 K/(E' b^0.5) about it: w is a times that.
"""

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed, edge_crack, sizes


def opening_per_intensity(length: float, slab: float, far: float) -> float:
    """E' w/K at the mouth of a crack under pressure, in a free square slab [m^0.5]."""
    drawn = edge_crack(length, slab, slab)
    elastic = condensed(drawn, sizes(drawn, tip=1 / 60, lip=1 / 12, far=far)).elastic
    pressure = np.ones(len(elastic.areas))
    opened = elastic.compliance[0] @ pressure / elastic.areas[0]
    return float(elastic.modulus[0] * opened / (elastic.k_pressure[0, 0] @ pressure))


def test_a_short_crack_opens_by_the_root_of_its_length() -> None:
    found = opening_per_intensity(10 * UM, 300 * UM, 1 / 12)
    assert found == pytest.approx(2.93 * np.sqrt(10 * UM), rel=0.03)


def test_a_slab_that_is_nearly_severed_hinges_on_its_ligament() -> None:
    found = opening_per_intensity(95 * UM, 100 * UM, 1 / 12)
    assert found == pytest.approx(3.98 * 95 * UM / np.sqrt(5 * UM), rel=0.05)
