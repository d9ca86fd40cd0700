"""Where a tip in a cleaving crystal goes: against the maximisation of G/G_c by itself."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from filasse.fem.crack_grid import TipSite
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.toughness_map import MaterialMap, sample_toughness
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.fracture.cleavage import turned_axes
from filasse.physics.fracture.kinks import kinked_intensities

UM = 1e-6
LEFT = [[0.0, 0.0], [50 * UM, 0.0], [50 * UM, 100 * UM], [0.0, 100 * UM]]
RULE = GrowthRule(1 * UM, 1e-9)
OPENING = np.array([[1e6, 0.0]])


def crystals(degrees: list[float], ratio: float) -> MaterialMap:
    """A slab of one crystal, or of two side by side."""
    count = len(degrees)
    square = np.array(LEFT)
    halves = [square + np.array([50 * UM * side, 0.0]) for side in (0, 1)]
    corners = np.array([half[three] for half in halves for three in ([0, 1, 2], [0, 2, 3])])
    same = np.ones(count)
    material = CellMaterial(
        classes=np.repeat([0, count - 1], 2),
        young=150e9 * same,
        poisson=0.25 * same,
        toughness=1e6 * same,
        conductivity=same,
        axes=turned_axes(np.deg2rad(degrees)),
        cleavage=ratio * same,
    )
    return MaterialMap(corners, material)


def chosen(
    materials: MaterialMap, heading: float = 90.0, k: np.ndarray = OPENING, x: float = 30 * UM
) -> tuple[float, float]:
    """Direction that a tip takes in the slab [deg], and K/K_c there."""
    angle = np.deg2rad(heading)
    direction = np.array([np.cos(angle), np.sin(angle)])
    tip = TipSite("flaw1", 0, 0, 1, np.array([x, 30 * UM]), direction, 1.0)
    criterion = GrowthCriterion(sample_toughness(materials, (tip,), 1 * UM, 0.0), RULE)
    turn = np.rad2deg(criterion.angles(k)[0])
    return heading + float(turn), float(criterion.ratios(k)[0])


@pytest.mark.parametrize("ratio", [1.1, 1.5])
@pytest.mark.parametrize("away", [1.5, 3.0, -3.0])
def test_small_turns_towards_a_cube_plane(ratio: float, away: float) -> None:
    """Near straight ahead G goes as 1 - t^2/2, G_c as 1 + 4 (r^2 - 1) (t - away)^2.

    F_11 = 1 - 3/8 t^2 and F_21 = t/2 to second order (Amestoy and Leblond 1992), so that
    t = 8 e/(1 + 8 e) away with e = r^2 - 1.
    """
    stiff = 8 * (ratio**2 - 1)
    found, k_ratio = chosen(crystals([90 + away], ratio))
    assert found - 90 == pytest.approx(stiff / (1 + stiff) * away, rel=2e-2, abs=0.01)
    turn = np.deg2rad(found - 90)
    loss = turn**2 / 4 + (ratio**2 - 1) * 2 * (turn - np.deg2rad(away)) ** 2
    assert k_ratio == pytest.approx(1 - loss, abs=1e-4)


@pytest.mark.parametrize("ratio", [1.1, 1.3, 2.0])
@pytest.mark.parametrize("away", [-40.0, -25.0, 8.0, 20.0, 35.0])
@pytest.mark.parametrize("shear", [0.0, 0.3])
def test_large_turns(ratio: float, away: float, shear: float) -> None:
    k = np.array([[1e6, shear * 1e6]])

    def cost(angle: float) -> float:
        k_1, k_2 = kinked_intensities(k[0], np.array([angle]))[:, 0]
        price = 1 + (ratio**2 - 1) * np.sin(2 * (angle - np.deg2rad(away))) ** 2
        return -float(k_1**2 + k_2**2) / price if k_1 > 0 else 0.0

    starts = np.deg2rad(np.arange(-80, 80, 4.0))
    spans = ((low, low + np.deg2rad(8)) for low in starts)
    best = min(
        (minimize_scalar(cost, bounds=span, method="bounded") for span in spans),
        key=lambda found: float(found.fun),
    )
    found, k_ratio = chosen(crystals([90 + away], ratio), k=k)
    assert found - 90 == pytest.approx(np.rad2deg(best.x), abs=0.06)
    assert k_ratio**2 == pytest.approx(-best.fun / 1e12, rel=1e-4)


def test_along_a_plane_and_halfway_between_two() -> None:
    assert chosen(crystals([0.0], 1.5)) == pytest.approx((90, 1), rel=1e-9)
    assert chosen(crystals([90.0], 1.5), heading=0.0)[0] == pytest.approx(0)
    diagonal, _ = chosen(crystals([45.0], 1.02))
    assert diagonal == pytest.approx(90)  # a weak anisotropy does not turn it
    assert abs(chosen(crystals([45.0], 2.0))[0] - 90) > 25


def test_a_tip_at_a_boundary_chooses_between_two_crystals() -> None:
    """Straight ahead is dear in both; the left one has a cheap plane 20 deg to the left."""
    both = crystals([90 + 20, 90 + 45], 1.6)
    found, _ = chosen(both, x=50 * UM)
    alone, _ = chosen(crystals([90 + 20], 1.6))
    assert found == pytest.approx(alone, abs=0.3)


def test_nothing_changes_without_cleavage() -> None:
    plain, even = crystals([30.0], 1.0), crystals([30.0], 1.0)
    even.material = CellMaterial(
        *(getattr(plain.material, name) for name in ("classes", "young", "poisson", "toughness")),
        plain.material.conductivity,
    )
    k = np.array([[1e6, 0.2e6]])
    assert chosen(plain, k=k) == chosen(even, k=k)
