"""What every face of an arrangement is: void, region, grain or grain boundary."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def walls_between(arrangement: Arrangement, labels: Labels) -> tuple[Ints, Bools]:
    """Edges of voids, and edges of grain boundaries.

    Returns:
        The void that each edge bounds, -1 for none, and whether it bounds a band or lies between
        two grains; both of shape (n_edges,).
    """
    left, right = arrangement.faces_beside()
    void = np.append(labels.void, -1)
    grain = np.append(labels.grain, -2)
    # Index -1, no face, is outside the slab.
    wall = np.maximum(void[left], void[right])
    inner = (left >= 0) & (right >= 0)
    return wall, inner & (grain[left] != grain[right]) & (wall < 0)


def _last_around(points: np.ndarray, shapes: Sequence[shapely.Geometry]) -> Ints:
    """Index of the last shape around each point, -1 for none."""
    found = np.full(len(points), -1, dtype=np.int64)
    if shapes:
        point, shape = shapely.STRtree(list(shapes)).query(points, "within")
        np.maximum.at(found, point, shape)
    return found
