"""Forecast and description of meshes."""

import pytest

from filasse_meshes import Crack, Sizes, Slab, build_mesh, estimate_cells, mesh_stats

UM = 1e-6
CRACKED = Slab(40 * UM, 30 * UM, (Crack("c", ((10 * UM, 0.0), (14 * UM, 15 * UM))),))


@pytest.mark.parametrize("slab", [Slab(40 * UM, 30 * UM), CRACKED])
@pytest.mark.parametrize(
    "sizes",
    [
        Sizes(3 * UM, 0.02 * UM, 0.3 * UM, 1 * UM),
        Sizes(1 * UM, 0.1 * UM, 0.3 * UM, 0.3 * UM),
        Sizes(2 * UM, 2 * UM, 2 * UM, 2 * UM),
        Sizes(3 * UM, 0.05 * UM, 0.2 * UM, 1 * UM, grading=0.1),
    ],
)
def test_estimate_is_within_thirty_percent(slab: Slab, sizes: Sizes) -> None:
    assert estimate_cells(slab, sizes) == pytest.approx(len(build_mesh(slab, sizes).cells), rel=0.3)


def test_statistics_of_a_cracked_slab() -> None:
    sizes = Sizes(3 * UM, 0.1 * UM, 0.5 * UM, 1 * UM)
    mesh = build_mesh(CRACKED, sizes)
    stats = mesh_stats(mesh)
    assert stats.displacement_dofs == 2 * stats.nodes
    # Euler: a disc with one slit from its border is still a disc, V - E + F = 1.
    assert stats.vertices - (stats.nodes - stats.vertices) + stats.cells == 1
    assert stats.tip_sizes == pytest.approx((0.1 * UM,), rel=1e-3)
    assert stats.smallest_angle > 15
    assert stats.region_areas == {"electrolyte": pytest.approx(1200 * UM**2)}
