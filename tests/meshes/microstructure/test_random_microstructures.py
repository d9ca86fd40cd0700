"""Random microstructures with cracks growing through them: all must mesh soundly."""

import math
from dataclasses import replace

import numpy as np
import pytest

from filasse_meshes import (
    Crack,
    FlawSpec,
    GrainSpec,
    PoreSpec,
    Sizes,
    Slab,
    build_mesh,
    draw_microstructure,
    estimate_cells,
    make_flaws,
    mesh_stats,
)

pytestmark = pytest.mark.slow

UM = 1e-6
SIZES = Sizes(5 * UM, 0.2 * UM, 1 * UM, 2 * UM)


def advance(crack: Crack, random: np.random.Generator) -> Crack:
    angle, step = random.normal(0, 0.5), random.choice([0.5, 2.0]) * UM
    x, y = crack.path[-1]
    tip = (x + step * math.sin(angle), y + step * math.cos(angle))
    return replace(crack, path=(*crack.path, tip))


@pytest.mark.parametrize("seed", range(8))
def test_random_microstructure(seed: int) -> None:
    random = np.random.default_rng(seed)
    size, band = 50 * UM, (0.05, 0.1, 0.2, 0.5)[seed % 4] * UM
    pores = PoreSpec(1.5 * UM, number=6, site=("boundary", "junction")[seed % 2])
    found = draw_microstructure(
        size, size, seed, GrainSpec(8 * UM), band, pores if seed % 3 == 0 else None
    )
    flaws = make_flaws(size, FlawSpec(2, 2 * UM, angle_spread=0.2, spacing=8 * UM), seed)
    slab = Slab(size, size, flaws, microstructure=found)
    for _ in range(2):
        mesh = build_mesh(slab, SIZES)
        assert mesh_stats(mesh).smallest_angle > 0.3
        assert estimate_cells(slab, SIZES) == pytest.approx(len(mesh.cells), rel=0.4)
        slab = replace(slab, cracks=tuple(advance(crack, random) for crack in slab.cracks))


def test_same_seed_gives_the_same_mesh_bit_for_bit() -> None:
    def mesh() -> tuple[np.ndarray, np.ndarray]:
        found = draw_microstructure(
            40 * UM, 30 * UM, 7, GrainSpec(9 * UM), 0.2 * UM, PoreSpec(2 * UM, porosity=0.03)
        )
        result = build_mesh(Slab(40 * UM, 30 * UM, microstructure=found), SIZES)
        return result.points, result.cells

    for first, second in zip(mesh(), mesh(), strict=True):
        np.testing.assert_array_equal(first, second)
