"""Materials of the slab: one class per region, or per grain where grains differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.elastic_response import ElasticMaterial
from filasse.physics.elastic_constants import lame_parameters
from filasse.physics.fracture.cleavage import cubic_factor

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ThinBoundary:
    """Boundaries between grains that the mesh does not see.

    Attributes:
        width: [m].
        toughness: ratio of the fracture toughnesses K_c to that of the grain [-].
    """

    width: float
    toughness: float


@dataclass(frozen=True)
class CellMaterial:
    """Properties by class, and the class of every cell in the mesher's order.

    Attributes:
        classes: class of every cell, shape (n_cells,).
        young: E [Pa], shape (n_classes,).
        poisson: nu [-], shape (n_classes,).
        toughness: K_c [Pa m^0.5], shape (n_classes,).
        conductivity: kappa [S/m], shape (n_classes,).
        electronic: electronic conductivity [S/m], shape (n_classes,); None without leakage.
        boundary: between grains, where no cell has its class; None without such.
        in_plane_stress: residual stress along the electrodes where the slab is held [Pa], negative
            in compression, shape (n_classes,); None for none.
        axes: of the crystals, as columns, shape (n_classes, 3, 3); None where nothing cleaves.
        cleavage: K_c on {110} over that on {100}; 1 where a class does not cleave, shape
            (n_classes,).
    """

    classes: IntArray
    young: FloatArray
    poisson: FloatArray
    toughness: FloatArray
    conductivity: FloatArray
    in_plane_stress: FloatArray | None = None
    axes: FloatArray | None = None
    cleavage: FloatArray | None = None
    electronic: FloatArray | None = None
    boundary: ThinBoundary | None = None

    @property
    def elastic(self) -> ElasticMaterial:
        """Elastic constants and eigenstresses by class."""
        if self.in_plane_stress is None or not self.in_plane_stress.any():
            return ElasticMaterial(self.young, self.poisson)
        # An isotropic strain e* in the plane of the electrodes, held there and free across it:
        # s = -E e*/(1 - nu).
        lame, shear = lame_parameters(self.young, self.poisson)
        strain = -(1 - self.poisson) * self.in_plane_stress / self.young
        eigen = np.column_stack([2 * (lame + shear) * strain, 2 * lame * strain])
        return ElasticMaterial(self.young, self.poisson, eigen)

    @property
    def modulus(self) -> FloatArray:
        """E' = E/(1 - nu^2) [Pa], shape (n_classes,)."""
        return np.asarray(self.young / (1 - self.poisson**2), dtype=np.float64)

    @property
    def fracture_energy(self) -> FloatArray:
        """G_c = K_c^2/E' [J/m^2], shape (n_classes,)."""
        return np.asarray(self.toughness**2 / self.modulus, dtype=np.float64)

    def direction_factors(self, classes: IntArray, directions: FloatArray) -> FloatArray:
        """G_c in given directions over the least of the class [-].

        Args:
            classes: shape (...), those of -1 have the factor 1.
            directions: unit vectors, shape (..., 2), or what broadcasts to it.
        """
        if self.axes is None or self.cleavage is None:
            return np.ones(classes.shape)
        found = cubic_factor(directions, self.axes[classes], self.cleavage[classes])
        return np.where(classes >= 0, found, 1.0)
