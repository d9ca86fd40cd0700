"""Layers that are stressed in their plane, and so load the electrolyte below them.

Only on the planar interface: the layers on crack faces wedge, and pull at nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.condensed import Response
from filasse.fem.elastic_response import LayerForce
from filasse.parameters.interface.interphase_model import SurfacePull

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pulling:
    """A layer's force on one geometry.

    Attributes:
        layer: what forces at the nodes of the anode side do.
        pull: the forces.
        anode: these among the reactive nodes, shape (n_anode,).
    """

    layer: LayerForce
    pull: SurfacePull
    anode: IntArray

    def opened(self, thickness: FloatArray) -> FloatArray:
        """Volume opened by an interphase of a thickness [m] on every reactive node [m^2], (n,)."""
        return np.asarray(self.layer.volumes @ self._grown(thickness))

    def forces(self, thickness: FloatArray) -> FloatArray:
        """All forces [N/m], shape (n_anode,).

        Args:
            thickness: of the interphase on every reactive node [m], empty without one.
        """
        return self.pull.force + self._grown(thickness)

    def intensities(self, thickness: FloatArray) -> FloatArray:
        """K_I and K_II of every tip by all forces [Pa m^0.5], shape (n_tips, 2)."""
        return np.asarray(self.layer.intensities @ self.forces(thickness))

    def _grown(self, thickness: FloatArray) -> FloatArray:
        grown = np.zeros(len(self.anode))
        return self.pull.stress * thickness[self.anode] if thickness.size else grown


def pulling(response: Response, pull: SurfacePull | None, anode: IntArray) -> Pulling | None:
    """The layer's force on a geometry; None where the electrolyte feels none."""
    return None if pull is None else Pulling(response.elastic.layer, pull, anode)
