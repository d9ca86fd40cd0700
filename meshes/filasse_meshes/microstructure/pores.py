"""Random pores: number or porosity, sizes, shapes and where they sit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.arrays import Floats
from filasse_meshes.data.spec import Crack, Point, Pore
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.microstructure.ellipses import ellipse

TRIES = 2000
"""Random places tried per pore before giving up."""
SIZE_POOL = 100_000
"""Most pores ever drawn for a porosity."""


@dataclass(frozen=True)
class PoreSpec:
    """How pores are distributed; give either a number or a porosity.

    Attributes:
        mean_size: [m], mean equivalent diameter.
        number: of pores.
        porosity: area fraction.
        spread: standard deviation of ln(diameter).
        aspect: largest ratio of the axes; ratios are uniform between 1 and this.
        site: where centres lie: anywhere, on grain boundaries, or at their junctions.
        gap: [m], least distance between pores, and to the sides.
    """

    mean_size: float
    number: int | None = None
    porosity: float | None = None
    spread: float = 0.2
    aspect: float = 1.0
    site: Literal["anywhere", "boundary", "junction"] = "anywhere"
    gap: float = 0.0


def make_pores(
    width: float,
    thickness: float,
    spec: PoreSpec,
    seed: int,
    grains: Sequence[tuple[Point, ...]] = (),
) -> tuple[Pore, ...]:
    """Place pores one by one, the largest first, without overlap.

    Args:
        width: [m], of the slab.
        thickness: [m].
        spec: the distribution.
        seed: of the random numbers.
        grains: [m], corners of the grains; needed for sites on grain boundaries.

    Raises:
        MeshingError: the numbers make no sense, or the pores do not fit.
    """
    _check(spec, grains)
    random = np.random.default_rng(seed)
    sizes = np.sort(_sizes(width * thickness, spec, random))[::-1]
    gap = spec.gap if spec.gap > 0 else 0.1 * spec.mean_size
    frame = shapely.box(0, 0, width, thickness).buffer(-gap, join_style="mitre")
    sites = _sites(frame, spec, random, grains)
    placed: list[Polygon] = []
    for size in sizes.tolist():
        placed.append(_place(size, sites, placed, frame, gap, spec, random, len(sizes)))
    return tuple(
        Pore(f"pore{i}", tuple(shape.exterior.coords[:-1])) for i, shape in enumerate(placed, 1)
    )


def join_to_anode(pores: Sequence[Pore], number: int) -> tuple[Crack, ...]:
    """Straight micro-cracks from the anode up to the pores nearest to it.

    Args:
        pores: the pores.
        number: how many are joined.

    Raises:
        MeshingError: there are fewer pores, or another one is in the way.
    """
    if number > len(pores):
        raise MeshingError(
            f"{number} pores are to be joined to the anode, but there are {len(pores)}."
        )
    nearest = sorted(pores, key=lambda pore: min(y for _, y in pore.outline))[:number]
    cracks = []
    for pore in nearest:
        x, y = min(pore.outline, key=lambda corner: (corner[1], corner[0]))
        path = LineString([(x, 0.0), (x, y)])
        for other in pores:
            if other is not pore and path.intersects(Polygon(other.outline)):
                raise MeshingError(
                    f"Pore '{other.name}' lies between the anode and pore '{pore.name}'; "
                    "join fewer pores or use another seed."
                )
        cracks.append(Crack(f"joint-{pore.name}", ((x, 0.0), (x, y)), into_pore=pore.name))
    return tuple(cracks)


def _check(spec: PoreSpec, grains: Sequence[tuple[Point, ...]]) -> None:
    if (spec.number is None) == (spec.porosity is None):
        raise MeshingError("Pores need either a number or a porosity.")
    if spec.porosity is not None and not 0 <= spec.porosity < 1:
        raise MeshingError(f"The porosity is {spec.porosity:g}; give a fraction from 0 to below 1.")
    if not (spec.mean_size > 0 and spec.aspect >= 1 and spec.spread >= 0 and spec.gap >= 0):
        raise MeshingError(
            "Pores need a positive mean size, an aspect of 1 or more and a gap >= 0."
        )
    if spec.site != "anywhere" and not grains:
        raise MeshingError(
            f"Pores at '{spec.site}' need grains; add grains or place them anywhere."
        )


def _sizes(area: float, spec: PoreSpec, random: np.random.Generator) -> Floats:
    """Diameters [m]: log-normal with the mean wanted, scaled to meet a porosity exactly."""

    def draw(count: int) -> Floats:
        sizes: Floats = spec.mean_size * random.lognormal(-(spec.spread**2) / 2, spec.spread, count)
        return sizes

    if spec.number is not None:
        return draw(spec.number)
    wanted = (spec.porosity or 0.0) * area
    mean_area = math.pi / 4 * spec.mean_size**2 * math.exp(spec.spread**2)
    count = round(wanted / mean_area)
    if count > SIZE_POOL:
        raise MeshingError(f"The porosity needs {count} pores; make them larger.")
    sizes = draw(max(count, 1 if wanted > 0 else 0))
    return sizes * math.sqrt(wanted / (math.pi / 4 * (sizes**2).sum())) if len(sizes) else sizes


def _sites(
    frame: Polygon,
    spec: PoreSpec,
    random: np.random.Generator,
    grains: Sequence[tuple[Point, ...]],
) -> Iterator[Floats]:
    """Endless random centres."""
    if spec.site == "anywhere":
        low, high = np.reshape(frame.bounds, (2, 2))
        while True:
            yield random.uniform(low, high)
    borders = shapely.union_all([Polygon(corners).exterior for corners in grains])
    inner = borders.intersection(frame)
    if spec.site == "boundary":
        while True:
            yield shapely.get_coordinates(inner.interpolate(random.uniform(0, inner.length)))[0]
    corners, count = np.unique(
        np.vstack([np.asarray(g) for g in grains]), axis=0, return_counts=True
    )
    junctions = corners[count > 2]
    while len(junctions):
        yield junctions[random.integers(len(junctions))]
    raise MeshingError("The grains have no junction to place pores at.")


def _place(
    size: float,
    sites: Iterator[Floats],
    placed: Sequence[Polygon],
    frame: Polygon,
    gap: float,
    spec: PoreSpec,
    random: np.random.Generator,
    total: int,
) -> Polygon:
    ratio = random.uniform(1.0, spec.aspect)
    radii = (size / 2 * math.sqrt(ratio), size / 2 / math.sqrt(ratio))
    tree = shapely.STRtree(placed)
    for _ in range(TRIES):
        centre = next(sites)
        shape = Polygon(
            ellipse((float(centre[0]), float(centre[1])), radii, random.uniform(0, math.pi))
        )
        if frame.contains(shape) and not len(tree.query(shape, "dwithin", gap)):
            return shape
    reached = sum(p.area for p in placed)
    raise MeshingError(
        f"Only {len(placed)} of {total} pores fit at '{spec.site}' without touching "
        f"({reached * 1e12:.4g} um^2 of pores); use fewer, smaller or other sites."
    )
