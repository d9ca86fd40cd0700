"""The outline of an anode side with notches, and lithium in a notch."""

import logging

import numpy as np
import pytest

from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.foil import AnodeFoil
from filasse.lithium_body.foil_exchange import FoilLoads
from filasse.lithium_body.foil_mesh import FoilShape
from filasse.lithium_body.rigid_outline import Outline, straight
from filasse.lithium_body.taylor_hood import quality
from filasse.physics.creep.power_law import PowerLaw
from filasse_meshes import Microstructure, Notch, Slab, anode_outline, ellipse, fill_outline

UM = 1e-6
EXPONENT, STRENGTH = 6.6, 3e5
SOLID = Solid(2.83e9, 9e-11, PowerLaw(1.0, EXPONENT, STRENGTH))
SLOT = Outline(((0, 0), (5 * UM, 0), (5 * UM, 8 * UM), (6 * UM, 8 * UM), (6 * UM, 0), (11 * UM, 0)))

log = logging.getLogger(__name__)


def test_outline_measures_itself() -> None:
    assert SLOT.length == pytest.approx(27 * UM)
    assert SLOT.width == pytest.approx(11 * UM)
    assert not SLOT.is_flat
    assert straight(UM).is_flat
    assert SLOT.kinks == pytest.approx(np.array([5, 13, 14, 22]) * UM)
    assert SLOT.dips == pytest.approx(np.array([[5 * UM, 17 * UM, 8 * UM**2]]))


def test_places_along_the_outline_and_back() -> None:
    along = np.linspace(0, 27, 100) * UM
    assert SLOT.along(SLOT.at(along)) == pytest.approx(along)
    beside = np.array([[3 * UM, -1 * UM], [5.2 * UM, 4 * UM], [20 * UM, 0]])
    assert SLOT.along(beside) == pytest.approx(np.array([3, 9, 27]) * UM)


def test_gaps_are_measured_from_the_nearest_wall() -> None:
    beside = np.array([[3 * UM, -1 * UM], [5.2 * UM, 4 * UM], [5.5 * UM, 7.9 * UM]])
    distance = SLOT.seen_from(beside, np.full(3, 1e-3 * UM)).distance(beside)
    assert distance.gap == pytest.approx(np.array([1, 0.2, 0.1]) * UM)
    assert distance.slope == pytest.approx(np.array([[0, -1], [1, 0], [0, -1]]), abs=1e-12)


def test_outline_of_a_slab_runs_through_its_notches() -> None:
    notch = Notch("n", ellipse((20 * UM, 0.0), (3 * UM, 5 * UM)))
    slab = Slab(40 * UM, 40 * UM, microstructure=Microstructure(notches=(notch,)))
    outline = Outline(anode_outline(slab))
    assert outline.corners[0] == (0.0, 0.0)
    assert outline.corners[-1] == (40 * UM, 0.0)
    assert outline.dips[0, 2] == pytest.approx(np.pi * 15 / 2 * UM**2, rel=1e-9)
    assert Outline(anode_outline(Slab(40 * UM, 40 * UM))) == straight(40 * UM)


def test_no_cell_of_a_filled_outline_is_held_at_all_corners() -> None:
    corners = np.array([[0, 0], [4, 0], [4, 4], [2, 5], [0, 4]]) * UM
    points, triangles = fill_outline(corners, UM, 0.3)
    assert points[:5] == pytest.approx(corners)
    assert (triangles >= 5).any(axis=1).all()
    a, b, c = (points[triangles[:, i]] for i in range(3))
    areas = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(18 * UM**2)


def test_foil_fills_a_notch_at_rest() -> None:
    foil = AnodeFoil(FoilShape(SLOT, 6 * UM, 2 * UM, fill=fill_outline), SOLID)
    assert quality(foil.mesh).min() > 0.3
    assert foil.lithium(foil.start(0.0)) == pytest.approx((6 * 11 + 8) * UM**2)
    end = foil.advance(foil.start(1e6), FoilLoads(*_plating(0.0), np.zeros(0), 1e6), 1.0)
    middles = end.contact.pressure[1::2]
    assert middles == pytest.approx(np.full_like(middles, 1e6), rel=1e-3)


def _plating(rate: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Uniform plating on both walls of the slot, none elsewhere."""
    along = np.linspace(0, SLOT.length, 2701)
    walls = ((along > 5 * UM) & (along < 13 * UM)) | ((along > 14 * UM) & (along < 22 * UM))
    return along, np.where(walls, rate, 0.0), 16 * UM * rate


@pytest.mark.slow
def test_lithium_plated_in_a_slot_is_extruded_as_in_a_film() -> None:
    """L2 by finite elements: pressure between two depths, 4 % with four cells across the slot.

    G(q) inverts L1: q = 2/(n+2) 3^((n+1)/2) A G^n (w/2)^(n+2), with q = 2 v y at a distance y from
    the closed end; p falls as n/(n+1) y G.
    """
    speed, half, n = 1.35e-9, 0.5 * UM, EXPONENT
    foil = AnodeFoil(FoilShape(SLOT, 6 * UM, 2 * UM, fill=fill_outline), SOLID)
    state = foil.start(1e6)
    first = foil.lithium(state)
    for _ in range(2):  # the flow is steady by then: after 20 and 80 s the pressures are the same
        end = foil.advance(state, FoilLoads(*_plating(speed), np.zeros(0), 1e6), 5.0)
        state = end.state
    law = 2 / (n + 2) * 3 ** ((n + 1) / 2) / STRENGTH**n * half ** (n + 2)

    def fallen(y: float) -> float:
        return float(n / (n + 1) * y * (2 * speed * y / law) ** (1 / n))

    def pressure(depth: float) -> float:
        near = 5 * UM + depth + np.linspace(-half, half, 21)
        return float(np.interp(near, end.contact.along, end.contact.pressure).mean())

    between = pressure(7 * UM) - pressure(2 * UM)
    log.info("pressure between: %.4g Pa, film %.4g Pa", between, fallen(6 * UM) - fallen(UM))
    assert between == pytest.approx(fallen(6 * UM) - fallen(UM), rel=0.04)
    plated = 10 * 16 * UM * speed
    assert foil.lithium(state) - first == pytest.approx(plated, rel=1e-5)
