"""What every face of an arrangement is: void, region, grain or grain boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from filasse_meshes.arrays import Bools, Ints, Ints32
from filasse_meshes.data.spec import Slab
from filasse_meshes.data.tags import ELECTROLYTE, GRAIN_BOUNDARY, GRAIN_PREFIX
from filasse_meshes.planar.arrangement import Arrangement
from filasse_meshes.planar.slab_matrix import SlabMatrix


@dataclass(frozen=True)
class Labels:
    """Labels of faces, all of shape (n_faces,).

    Attributes:
        void: index of the pore or notch, -1 for solid faces.
        region: index into `region_names`.
        region_names: "electrolyte" first.
        grain: index of the grain, -1 for none.
        band: whether the face is part of the grain-boundary band.
    """

    void: Ints
    region: Ints32
    region_names: tuple[str, ...]
    grain: Ints32
    band: Bools


def label_faces(arrangement: Arrangement, matrix: SlabMatrix, slab: Slab) -> Labels:
    """Find what each face is from a point inside it."""
    inside = np.array([face.polygon.representative_point() for face in arrangement.faces])
    grain = _last_around(inside, matrix.grains)
    banded = len(matrix.grains) > 0 and matrix.band > 0
    names, label_of, grain_of = region_labels([r.name for r in slab.regions], banded)
    void = _last_around(inside, matrix.voids)
    region = np.where(grain < 0, int(banded), 0)
    chosen = _last_around(inside, matrix.regions)
    named = chosen >= 0
    region[named] = label_of[chosen[named]]
    own_grain = named & (grain_of[chosen] >= 0) if len(grain_of) else named
    grain[own_grain] = grain_of[chosen[own_grain]]
    on_boundary = region == names.index(GRAIN_BOUNDARY) if GRAIN_BOUNDARY in names else False
    return Labels(
        void=void,
        region=region.astype(np.int32),
        region_names=names,
        grain=grain.astype(np.int32),
        band=(grain < 0) & (void < 0) & (on_boundary | banded),
    )


def region_labels(regions: Sequence[str], banded: bool) -> tuple[tuple[str, ...], Ints, Ints]:
    """Cell labels for regions; regions `grain:NAME` are grains of the electrolyte.

    Args:
        regions: names of the regions, in order.
        banded: whether there is a grain-boundary band besides.

    Returns:
        All labels, "electrolyte" first, and for every region the index of its label and of its
        grain, -1 for none.
    """
    plain = [name for name in regions if not name.startswith(GRAIN_PREFIX)]
    grains = list(dict.fromkeys(name for name in regions if name.startswith(GRAIN_PREFIX)))
    names = [ELECTROLYTE, *([GRAIN_BOUNDARY] if banded else []), *plain]
    names = list(dict.fromkeys(names))
    label = [names.index(name) if name in names else 0 for name in regions]
    grain = [grains.index(name) if name in grains else -1 for name in regions]
    return tuple(names), np.array(label, dtype=np.int64), np.array(grain, dtype=np.int64)


class Borders(NamedTuple):
    """What lies beside every edge, all of shape (n_edges,).

    Attributes:
        void: the pore or notch that the edge bounds, -1 for none.
        boundary: whether the edge bounds a grain-boundary band or lies between two grains.
        narrow: whether the edge bounds a band, ends of the band at the sides included.
        bulk: whether the edge bounds solid that is no band.
    """

    void: Ints
    boundary: Bools
    narrow: Bools
    bulk: Bools

    def of(self, edges: Ints) -> "Borders":
        """The same for some of the edges."""
        return Borders(self.void[edges], self.boundary[edges], self.narrow[edges], self.bulk[edges])


def borders(arrangement: Arrangement, labels: Labels) -> Borders:
    """Find voids and grain boundaries beside the edges."""
    left, right = arrangement.faces_beside()
    # The last entry, which index -1 picks, stands for outside the slab.
    void = np.append(labels.void, -1)
    grain = np.append(labels.grain, -2)
    wall = np.maximum(void[left], void[right])
    boundary = (left >= 0) & (right >= 0) & (grain[left] != grain[right]) & (wall < 0)
    band = np.append(labels.band, False)
    bulk = ~band & (void < 0) & (grain > -2)
    return Borders(wall, boundary, band[left] | band[right], bulk[left] | bulk[right])


def _last_around(points: np.ndarray, shapes: Sequence[shapely.Geometry]) -> Ints:
    """Index of the last shape around each point, -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    if shapes:
        point, shape = shapely.STRtree(list(shapes)).query(points, "within")
        np.maximum.at(found, point, shape)
    return found
