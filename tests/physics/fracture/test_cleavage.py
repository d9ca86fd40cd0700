"""The toughness of a cubic crystal by the direction of a crack."""

import numpy as np
import pytest

from filasse.physics.fracture.cleavage import cubic_factor, random_axes, turned_axes

RATIO = 1.2
EXCESS = RATIO**2 - 1


def at(degrees: float) -> np.ndarray:
    angle = np.deg2rad(degrees)
    return np.array([np.cos(angle), np.sin(angle)])


@pytest.mark.parametrize("turn", [0.0, 17.0, -60.0])
def test_a_cube_axis_along_the_depth(turn: float) -> None:
    (axes,) = turned_axes(np.deg2rad([turn]))
    for away, factor in ((0, 1), (90, 1), (45, 1 + EXCESS), (-135, 1 + EXCESS)):
        assert cubic_factor(at(turn + away), axes, RATIO) == pytest.approx(factor)
    assert cubic_factor(at(turn + 10), axes, RATIO) == pytest.approx(
        1 + EXCESS * np.sin(np.deg2rad(20)) ** 2
    )


def test_planes_out_of_the_plane() -> None:
    """With [110] along the depth cracks at 0, 45 and 54.7 deg from [001] run along known planes."""
    axes = np.array([[0, 0, 1], [1, -1, 0], [1, 1, 0]]) / np.array([[1], [2**0.5], [2**0.5]])
    assert np.linalg.det(axes) == pytest.approx(1)
    along_001, along_110 = at(0), at(90)
    to_111 = at(90 - np.rad2deg(np.arctan(2**0.5)))
    # A crack along [001] has the normal [1-10]; one along [1-10] has the normal [001].
    assert cubic_factor(along_001, axes, RATIO) == pytest.approx(1 + EXCESS)
    assert cubic_factor(along_110, axes, RATIO) == pytest.approx(1)
    assert cubic_factor(to_111, axes, RATIO) == pytest.approx(1 + EXCESS * 4 / 3)


def test_random_crystals_are_turned_evenly_and_stay_the_same() -> None:
    axes = random_axes(20_000, seed=3)
    assert np.allclose(axes @ axes.transpose(0, 2, 1), np.eye(3), atol=1e-12)
    assert np.allclose(np.linalg.det(axes), 1)
    # Over all rotations the mean of m_1^4 + m_2^4 + m_3^4 is 3/5.
    assert cubic_factor(at(33), axes, RATIO).mean() == pytest.approx(1 + EXCESS * 0.8, rel=5e-3)
    assert np.array_equal(random_axes(5, seed=3), axes[:5])
    assert not np.allclose(random_axes(5, seed=4), axes[:5])
