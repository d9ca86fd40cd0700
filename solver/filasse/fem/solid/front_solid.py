"""What the solid around a crack front is made of: along the front, and at places beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.domain import Domain
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.solid.curved_cells import cell_nodes
from filasse.fem.solid.front_tube import cells_near

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]


class PointSolid(NamedTuple):
    """Elastic constants at points, shape (n,) each.

    Attributes:
        lame: lambda [Pa].
        shear: mu [Pa].
        excess_lame: lambda less that of the front [Pa]; 0 in cells that touch it.
        excess_shear: the same of mu [Pa].
    """

    lame: FloatArray
    shear: FloatArray
    excess_lame: FloatArray
    excess_shear: FloatArray

    def at(self, some: npt.NDArray[np.bool_]) -> PointSolid:
        """Some of the points."""
        return PointSolid(*(values[some] for values in self))


@dataclass(frozen=True)
class FrontSolid:
    """The material of a part of a front, and that of all cells.

    Where a front leaves one material for another, its field is that of neither: what the mismatch
    adds there is left out, in the cells that touch the front.

    Attributes:
        lame: lambda at the front [Pa].
        shear: mu at the front [Pa].
        material: functions on the cells.
    """

    lame: float
    shear: float
    material: dict[str, Any]

    def at_points(self, cells: IntArray, touching: bool, weights: FloatArray) -> PointSolid | None:
        """Constants at the points of cells; None where all are of the front's material.

        Args:
            cells: c of them.
            touching: whether they touch the front.
            weights: of their points, shape (c, q).
        """
        lame, shear = (self.material[name].x.array[cells] for name in ("lame", "shear"))
        if (lame == self.lame).all() and (shear == self.shear).all():
            return None
        counts = 0.0 if touching else 1.0
        values = lame, shear, counts * (lame - self.lame), counts * (shear - self.shear)
        return PointSolid(*(np.repeat(value, weights.shape[1]) for value in values))


def constants_along(
    domain: Domain, material: dict[str, Any], front: CrackFront, size: float
) -> FloatArray:
    """Young's modulus and Poisson's ratio at every station, those of the nearest cell, (k, 2)."""
    from scipy.spatial import cKDTree

    near = cells_near(domain, forms.all_cells(domain), front, size)
    pairs = np.column_stack([material[name].x.array[near] for name in ("young", "poisson")])
    mine = np.full((len(front.centres), 3), np.inf)
    if len(near):
        middles = cell_nodes(domain, near)[:, :4].mean(axis=1)
        distance, nearest = cKDTree(middles).query(front.curve(front.centres))
        mine = np.column_stack([distance, pairs[nearest]])
    everyones = np.array(domain.comm.allgather(mine))
    chosen = everyones[..., 0].argmin(axis=0)
    return np.asarray(everyones[chosen, np.arange(len(chosen)), 1:], dtype=np.float64)
