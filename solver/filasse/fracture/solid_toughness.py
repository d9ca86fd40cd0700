"""The toughness around crack fronts in space, by position: grains, and boundaries between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.fem.solid.crack_front import CrackFront
from filasse.fracture.toughness_map import (
    ANGLES,
    COARSE,
    DirectionalToughness,
    uniform_toughness,
)
from filasse.parameters.cell_material import CellMaterial

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

SAMPLES = 12
"""Points ahead of a front at which the material is looked up, along each candidate direction."""


class GrainTiling(Protocol):
    """A tiling of the slab; see `filasse_meshes.SolidGrains`."""

    def at(self, points: FloatArray) -> IntArray:
        """Grain of every point."""

    def depth(self, points: FloatArray) -> FloatArray:
        """Distance of every point from the nearest grain boundary [m]."""


@dataclass(frozen=True)
class SolidMaterials:
    """What a slab in space is made of: one electrolyte, whose grains may differ.

    Attributes:
        material: of its cells: one class, or one more per grain where grains differ.
        grains: where they are; None without.
    """

    material: CellMaterial
    grains: GrainTiling | None = None

    def toughness(self, points: FloatArray) -> FloatArray:
        """K_c at points [Pa m^0.5]; shape of `points` less the last."""
        material = self.material
        found = np.full(points.shape[:-1], material.toughness[0])
        if self.grains is None:
            return found
        if len(material.toughness) > 1:
            found = material.toughness[1:][self.grains.at(points)]
        if material.boundary is not None:
            near = self.grains.depth(points) < material.boundary.width / 2
            found = np.where(near, material.boundary.toughness, 1.0) * found
        return np.asarray(found, dtype=np.float64)

    def around(
        self, front: CrackFront, modulus: FloatArray, step: float, factor: float
    ) -> tuple[DirectionalToughness, ...]:
        """The toughness around every station of a front, averaged over a step as in the plane.

        Args:
            front: the front.
            modulus: E' at its stations [Pa], shape (n_stations,).
            step: how far a front looks [m].
            factor: of every K_c: what the temperature makes of it.
        """
        if self.grains is None:
            even = float(self.material.toughness[0]) * factor
            return tuple(uniform_toughness(float(e), even) for e in modulus)
        toughness = factor * self.toughness(_fan(front, step))
        squares = (toughness**2).mean(axis=2)
        return tuple(
            DirectionalToughness(float(e), np.interp(ANGLES, ANGLES[COARSE], row) / float(e))
            for e, row in zip(modulus, squares, strict=True)
        )


def _fan(front: CrackFront, step: float) -> FloatArray:
    """Points ahead of every station in every direction [m], (n_stations, n_angles, SAMPLES, 3)."""
    angles = ANGLES[COARSE][:, None]
    frames = front.frames(front.stations)[:, None]
    way = np.cos(angles) * frames[:, :, 0] + np.sin(angles) * frames[:, :, 1]
    reach = step * (np.arange(SAMPLES) + 0.5) / SAMPLES
    start = front.curve(front.stations)[:, None, None]
    return np.asarray(start + way[:, :, None] * reach[:, None], dtype=np.float64)
