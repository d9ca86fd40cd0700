"""Draw a whole random microstructure from one seed."""

from dataclasses import replace

from filasse_meshes.data.spec import Microstructure
from filasse_meshes.microstructure.grains import GrainSpec, make_grains
from filasse_meshes.microstructure.pores import PoreSpec, make_pores

EDGE_PER_BAND = 3.0
"""Grain edges shorter than this times the band are collapsed, which keeps junctions apart."""


def draw_microstructure(
    width: float,
    thickness: float,
    seed: int,
    grains: GrainSpec | None = None,
    band: float = 0.0,
    pores: PoreSpec | None = None,
) -> Microstructure:
    """Draw grains and pores; the same seed gives the same microstructure.

    Args:
        width: [m], of the slab.
        thickness: [m].
        seed: of the random numbers.
        grains: distribution of the grains, if any.
        band: [m], width of the grain-boundary band.
        pores: distribution of the pores, if any.

    Raises:
        MeshingError: the numbers make no microstructure.
    """
    tiles: tuple[tuple[tuple[float, float], ...], ...] = ()
    if grains is not None:
        shortest = max(grains.shortest_edge, EDGE_PER_BAND * band)
        tiles = make_grains(width, thickness, replace(grains, shortest_edge=shortest), seed)
    holes = make_pores(width, thickness, pores, seed + 1, tiles) if pores is not None else ()
    return Microstructure(tiles, band if tiles else 0.0, holes)
