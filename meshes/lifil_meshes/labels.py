"""What every face of an arrangement is: void, region, grain or grain boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from lifil_meshes.arrangement import Arrangement
from lifil_meshes.arrays import Bools, Ints, Ints32
from lifil_meshes.matrix import Matrix
from lifil_meshes.spec import Slab
from lifil_meshes.tags import ELECTROLYTE, GRAIN_BOUNDARY


@dataclass(frozen=True)
class Labels:
    """Labels of faces, all of shape (n_faces,).

    Attributes:
        void: index of the pore or notch, -1 for solid faces.
        region: index into `region_names`.
        region_names: "electrolyte" first.
        grain: index of the grain, -1 for none.
    """

    void: Ints
    region: Ints32
    region_names: tuple[str, ...]
    grain: Ints32


def label_faces(arrangement: Arrangement, matrix: Matrix, slab: Slab) -> Labels:
    """Find what each face is from a point inside it."""
    inside = np.array([face.polygon.representative_point() for face in arrangement.faces])
    grain = _last_around(inside, matrix.grains)
    banded = len(matrix.grains) > 0 and matrix.band > 0
    names = [ELECTROLYTE, *([GRAIN_BOUNDARY] if banded else [])]
    names += [region.name for region in slab.regions]
    names = list(dict.fromkeys(names))
    region = np.where(grain < 0, int(banded), 0)
    chosen = _last_around(inside, matrix.regions)
    label_of_region = np.array([names.index(r.name) for r in slab.regions], dtype=np.int64)
    region[chosen >= 0] = label_of_region[chosen[chosen >= 0]]
    return Labels(
        void=_last_around(inside, matrix.voids),
        region=region.astype(np.int32),
        region_names=tuple(names),
        grain=grain.astype(np.int32),
    )


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
    band = (grain == -1) & (labels.grain.max() >= 0) & (void < 0)
    bulk = ~band & (void < 0) & (grain > -2)
    return Borders(wall, boundary, band[left] | band[right], bulk[left] | bulk[right])


def _last_around(points: np.ndarray, shapes: Sequence[shapely.Geometry]) -> Ints:
    """Index of the last shape around each point, -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    if shapes:
        point, shape = shapely.STRtree(list(shapes)).query(points, "within")
        np.maximum.at(found, point, shape)
    return found
