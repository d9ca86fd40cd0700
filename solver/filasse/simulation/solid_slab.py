"""Slabs with a depth: between growing crack surfaces and the mesher."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.simulation.mesher_errors import as_filasse_error
from filasse_meshes import (
    FrontLine,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    build_solid_mesh,
)

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class UncrackedSolid:
    """The slab without its growing cracks.

    Attributes:
        slab: its size.
        sizes: of the mesh at the first cracks; at every front they grow with its length.
        largest: size along fronts [m]: near the clearance kept from sides, integration domains
            of 1.5 edges still lie within the slab.
    """

    slab: SolidSlab
    sizes: SolidSizes
    largest: float
    anode: None = None

    def mesh(self, geometry: SolidGeometry) -> tuple[SolidGeometry, SolidMesh]:
        """Mesh the slab with the cracks of a geometry.

        Returns:
            The geometry, which stays as it is, and the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        cracks = tuple(to_mesher(crack) for crack in geometry.cracks)
        sizes = self.sizes
        if cracks:
            own = tuple(self.front_size(crack) for crack in geometry.cracks)
            sizes = replace(sizes, front=min(own), fronts=own)
        return geometry, as_filasse_error(
            build_solid_mesh, replace(self.slab, cracks=cracks), sizes
        )

    def front_size(self, crack: CrackSurface) -> float:
        """Length of the edges along the front of a crack [m]."""
        size = self.sizes.front
        return min(size * max(crack.stretch, 1.0), max(self.largest, size))


def to_mesher(crack: CrackSurface) -> SurfaceCrack:
    """A crack that grows as one of the mesher."""
    fronts = tuple(FrontLine(f.uv, f.points, f.forward) for f in crack.fronts)
    return SurfaceCrack(crack.name, fronts, crack.closed, crack.pore)


def from_mesher(crack: SurfaceCrack) -> CrackSurface:
    """A crack of the mesher as one that grows."""
    fronts = tuple(Front(f.uv, f.points, f.forward) for f in crack.fronts)
    return CrackSurface(crack.name, fronts, crack.closed, pore=crack.pore)
