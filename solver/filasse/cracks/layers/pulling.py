"""Layers that are stressed in their plane, and so load the electrolyte below them.

A coating lies on the planar interface alone; an interphase on crack faces and pore walls, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.electrochemistry import ElectricSystem
from filasse.fem.condensed import Response
from filasse.fem.elastic_response import LayerForce
from filasse.parameters.interface.interphase_model import SurfacePull

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pulling:
    """A layer's force on one geometry.

    Attributes:
        layer: what forces at the nodes of the anode side and at film nodes do.
        pull: the forces.
        anode: nodes of the anode side among the reactive ones, shape (n_anode,).
        to_film: means of the reactive nodes over both faces of every film node, shape (n, m).
    """

    layer: LayerForce
    pull: SurfacePull
    anode: IntArray
    to_film: sp.csr_array

    def opened(self, thickness: FloatArray) -> FloatArray:
        """Volume opened by an interphase of a thickness [m] on every reactive node [m^2], (n,)."""
        if not thickness.size:
            return np.zeros(len(self.layer.volumes))
        plane = self.layer.volumes @ thickness[self.anode]
        faces = self.layer.face_volumes @ (self.to_film @ thickness)
        return np.asarray(self.pull.stress * (plane + faces))

    def forces(self, thickness: FloatArray) -> FloatArray:
        """All forces [N/m]: at the nodes of the anode, then at film nodes, shape (n_anode + n,).

        Args:
            thickness: of the interphase on every reactive node [m], empty without one.
        """
        return np.concatenate(self._forces(thickness))

    def intensities(self, thickness: FloatArray) -> FloatArray:
        """K_I and K_II of every tip by all forces [Pa m^0.5], shape (n_tips, 2)."""
        plane, faces = self._forces(thickness)
        return np.asarray(self.layer.intensities @ plane + self.layer.face_intensities @ faces)

    def _forces(self, thickness: FloatArray) -> tuple[FloatArray, FloatArray]:
        plane, faces = np.full(len(self.anode), self.pull.force), np.zeros(self.to_film.shape[0])
        if thickness.size:
            plane = plane + self.pull.stress * thickness[self.anode]
            faces = faces + self.pull.stress * (self.to_film @ thickness)
        return plane, faces


def pulling(
    response: Response, pull: SurfacePull | None, electric: ElectricSystem
) -> Pulling | None:
    """The layer's force on a geometry; None where the electrolyte feels none."""
    if pull is None:
        return None
    return Pulling(response.elastic.layer, pull, electric.anode, face_means(electric))


def face_means(electric: ElectricSystem) -> sp.csr_array:
    """Means of the reactive nodes over both faces of every film node, shape (n, m)."""
    own = electric.face_sum(np.ones(electric.m))[electric.film]
    places = (electric.film, electric.faces)
    weights = electric.areas[electric.faces] / own
    return sp.csr_array((weights, places), shape=(electric.n, electric.m))
