"""Slabs with a depth: between growing crack surfaces and the mesher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filasse.config import Config
from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.errors import MeshError
from filasse.fracture.front_criterion import FrontAdvance
from filasse.remap.joined import Joining
from filasse.simulation.mesher_errors import as_filasse_error
from filasse_meshes import (
    FrontLine,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    advance_surface,
    anode_crack,
    build_solid_mesh,
)


@dataclass(frozen=True)
class UncrackedSolid:
    """The slab without its growing cracks.

    Attributes:
        slab: its size.
        sizes: of the mesh at the first cracks.
        length: of the shortest front at the start [m]; sizes at fronts grow with it.
    """

    slab: SolidSlab
    sizes: SolidSizes
    length: float
    anode: None = None

    def mesh(self, geometry: SolidGeometry) -> tuple[SolidGeometry, SolidMesh]:
        """Mesh the slab with the cracks of a geometry.

        Returns:
            The geometry, which stays as it is, and the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        cracks = tuple(_to_mesher(crack) for crack in geometry.cracks)
        larger = max(shortest_front(geometry) / self.length, 1.0) if cracks else 1.0
        sizes = replace(self.sizes, front=self.sizes.front * larger)
        return geometry, as_filasse_error(
            build_solid_mesh, replace(self.slab, cracks=cracks), sizes
        )


@dataclass(frozen=True)
class GrownSolid:
    """The geometry after some fronts have advanced; see `filasse.simulation.crack_advance.Grown`.

    Attributes:
        geometry: with larger cracks.
        lengths: by which the fastest part of each front advanced [m].
        met: what stopped each front: "", "counter" or "side".
        joinings: none: cracks in space do not meet.
    """

    geometry: SolidGeometry
    lengths: tuple[float, ...]
    met: tuple[str, ...]
    joinings: tuple[Joining, ...] = ()


def first_solid(config: Config) -> tuple[UncrackedSolid, SolidGeometry]:
    """The slab of a configuration with a depth, and its cracks.

    Raises:
        MeshError: a flaw is impossible.
    """
    geometry, mesh = config.geometry, config.mesh
    assert geometry.depth is not None
    cracks = []
    for flaw in geometry.flaws:
        z = geometry.depth / 2 if flaw.z is None else flaw.z
        crack = as_filasse_error(
            anode_crack,
            flaw.name,
            flaw.position,
            z,
            flaw.length,
            flaw.half_width,
            lean=flaw.angle,
            azimuth=flaw.azimuth,
        )
        cracks.append(_from_mesher(crack))
    solid = SolidGeometry(geometry.width, geometry.thickness, geometry.depth, tuple(cracks))
    sizes = SolidSizes(front=mesh.tip, far=mesh.far, growth=mesh.grading)
    slab = SolidSlab(geometry.width, geometry.thickness, geometry.depth)
    return UncrackedSolid(slab, sizes, shortest_front(solid) if cracks else 1.0), solid


def grow_fronts(
    uncracked: UncrackedSolid,
    geometry: SolidGeometry,
    advances: Sequence[FrontAdvance],
    clearance: float,
) -> GrownSolid:
    """Advance fronts; one that would come too near to a side stands from then on.

    Args:
        uncracked: the slab without cracks.
        geometry: the present cracks.
        advances: the steps that fronts want to take.
        clearance: distance kept from sides [m].
    """
    lengths, met = [], []
    for advance in advances:
        old = geometry.cracks[advance.crack]
        grown = as_filasse_error(
            advance_surface, _to_mesher(old), advance.distances, advance.angles
        )
        new = _from_mesher(grown)
        is_held_up = _room(uncracked, new) < clearance
        geometry = geometry.with_crack(
            advance.crack, replace(old, blocked=True) if is_held_up else new
        )
        lengths.append(0.0 if is_held_up else float(advance.distances.max()))
        arrives = new.highest >= (uncracked.slab.thickness - clearance) * (1 - 1e-9)
        met.append("side" if is_held_up else "counter" if arrives else "")
    return GrownSolid(geometry, tuple(lengths), tuple(met))


def shortest_front(geometry: SolidGeometry) -> float:
    """Length of the shortest present front [m].

    Raises:
        MeshError: there is no crack.
    """
    if not geometry.cracks:
        raise MeshError("There is no crack.")
    steps = (np.diff(crack.fronts[-1].points, axis=0) for crack in geometry.cracks)
    return min(float(np.linalg.norm(step, axis=1).sum()) for step in steps)


def _room(uncracked: UncrackedSolid, crack: CrackSurface) -> float:
    """Least distance of a front from the sides [m]."""
    x, _, z = crack.fronts[-1].points.T
    slab = uncracked.slab
    return float(min(x.min(), z.min(), (slab.width - x).min(), (slab.depth - z).min()))


def _to_mesher(crack: CrackSurface) -> SurfaceCrack:
    fronts = tuple(FrontLine(f.uv, f.points, f.forward) for f in crack.fronts)
    return SurfaceCrack(crack.name, fronts, crack.closed)


def _from_mesher(crack: SurfaceCrack) -> CrackSurface:
    fronts = tuple(Front(f.uv, f.points, f.forward) for f in crack.fronts)
    return CrackSurface(crack.name, fronts, crack.closed)
