"""Grains in space, by position."""

import math

import numpy as np
import pytest

from filasse_meshes import GrainSpec, MeshingError, SolidGrains, make_solid_grains

UM = 1e-6
EXTENT = (40 * UM, 30 * UM, 50 * UM)


def sample(count: int = 60_000) -> np.ndarray:
    return np.random.default_rng(5).uniform(0, 1, (count, 3)) * EXTENT


def sizes(grains: SolidGrains) -> np.ndarray:
    """Diameters of balls of the same volume [um]."""
    points = sample()
    parts = np.bincount(grains.at(points), minlength=len(grains.seeds)) / len(points)
    return np.cbrt(6 / math.pi * parts * math.prod(EXTENT)) / UM


def test_laguerre_grains_meet_mean_and_spread() -> None:
    grains = make_solid_grains(EXTENT, GrainSpec(8 * UM, 0.35), seed=1)
    assert len(grains.seeds) == round(
        math.prod(EXTENT) / (math.pi / 6 * (8 * UM) ** 3 * math.exp(3 * 0.35**2))
    )
    found = sizes(grains)
    assert found.mean() == pytest.approx(8, rel=0.08)
    assert np.log(found).std() == pytest.approx(0.35, abs=0.06)


def test_relaxed_grains_are_alike() -> None:
    rough = make_solid_grains(EXTENT, GrainSpec(8 * UM, kind="voronoi"), seed=1)
    even = make_solid_grains(EXTENT, GrainSpec(8 * UM, kind="voronoi", relax=5), seed=1)
    assert np.log(sizes(even)).std() < 0.6 * np.log(sizes(rough)).std()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_grains() -> None:
    first, again, other = (
        make_solid_grains(EXTENT, GrainSpec(8 * UM), seed=seed) for seed in (1, 1, 2)
    )
    points = sample(1000)
    np.testing.assert_array_equal(first.at(points), again.at(points))
    assert (first.at(points) != other.at(points)).any()


def test_distance_from_a_boundary() -> None:
    """Between a seed at x = -4 of power 0 and one at 4 of weight 16, the plane lies at x = -1."""
    grains = SolidGrains(np.array([[-4.0, 0, 0], [4.0, 0, 0]]), np.array([0.0, 16.0]))
    points = np.array([[[-3.0, 2, 1]], [[-0.5, 9, 9]], [[6.0, 0, 0]]])
    np.testing.assert_array_equal(grains.at(points), [[0], [1], [1]])
    np.testing.assert_allclose(grains.depth(points), [[2.0], [0.5], [7.0]], rtol=1e-12)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (GrainSpec(60 * UM), "60 um do not fit the slab more than once"),
        (GrainSpec(0.5 * UM), "more than the 20000 that a slab in space takes"),
        (GrainSpec(-1.0), "positive mean size"),
    ],
)
def test_grains_that_make_no_polycrystal(spec: GrainSpec, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        make_solid_grains(EXTENT, spec, seed=1)
