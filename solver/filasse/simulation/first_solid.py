"""Where a slab with a depth starts: flaws of a configuration, or the mesh of a user's file."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from filasse.config import Config, FlawSection, GeometrySection
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.simulation.generate import grain_spec
from filasse.simulation.mesher_errors import as_filasse_error
from filasse.simulation.solid_slab import UncrackedSolid, from_mesher
from filasse_meshes import (
    SolidGrains,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SphericalPore,
    SurfaceCrack,
    anode_crack,
    buried_crack,
    check_outlines,
    import_solid_mesh,
    make_solid_grains,
)

LARGEST_PER_CLEARANCE = 0.6
"""Largest edge along a front over the clearance kept from sides: K is measured within 1.5 edges."""


class FirstSolid(NamedTuple):
    """Where a slab with a depth starts.

    Attributes:
        uncracked: the slab without cracks.
        geometry: with them.
        mesh: of that, if the user brought one.
    """

    uncracked: UncrackedSolid
    geometry: SolidGeometry
    mesh: SolidMesh | None


def first_solid(config: Config) -> FirstSolid:
    """The slab of a configuration with a depth, and its cracks.

    Raises:
        MeshError: a flaw is impossible, or the mesh file cannot be used.
    """
    geometry, mesh, given = config.geometry, config.mesh, None
    assert geometry.depth is not None
    if geometry.mesh_file is not None:
        given = as_filasse_error(_given_mesh, config)
        cracks = [from_mesher(crack) for crack in given.slab.cracks]
    else:
        cracks = [
            from_mesher(as_filasse_error(_flat_crack, flaw, geometry.z_of(flaw)))
            for flaw in geometry.flaws
        ]
    size = geometry.width, geometry.thickness, geometry.depth
    pores = tuple(
        SphericalPore(pore.name, geometry.middle_of(pore), pore.size / 2)
        for pore in geometry.inside.placed_pores
    )
    solid = SolidGeometry(*size, tuple(cracks), geometry.mirrors, pores)
    sizes = SolidSizes(front=mesh.tip, far=mesh.far, growth=mesh.grading)
    grains = _grains(geometry, geometry.depth)
    slab = SolidSlab(*size, pores=pores, grains=grains, mirrors=geometry.mirrors)
    if given is not None:  # the mesh does not see grains
        given = replace(given, slab=replace(given.slab, grains=grains))
    largest = LARGEST_PER_CLEARANCE * config.growth.short_circuit_distance
    return FirstSolid(UncrackedSolid(slab, sizes, largest), solid, given)


def _given_mesh(config: Config) -> SolidMesh:
    """The mesh of the user's file, whose cracks can be meshed again with the sizes wanted.

    Raises:
        filasse_meshes.MeshingError: it is unsound, or they cannot.
    """
    file, unit = config.geometry.mesh_file, config.geometry.mesh_unit or 1.0
    assert file is not None
    mesh = import_solid_mesh(file, unit, quiet=True)
    sizes = SolidSizes(front=config.mesh.tip, far=config.mesh.far, growth=config.mesh.grading)
    check_outlines(mesh.slab, sizes, file)
    return mesh


def _flat_crack(flaw: FlawSection, z: float) -> SurfaceCrack:
    """A flaw whose middle has this place along the depth [m]."""
    name, x, lean, azimuth = flaw.name, flaw.position, flaw.angle, flaw.azimuth
    if flaw.height is None:
        size = flaw.length, flaw.half_width
        return anode_crack(name, x, z, *size, lean=lean, azimuth=azimuth, pore=flaw.pore)
    size, middle = (flaw.half_mouth, flaw.length), (x, flaw.height, z)
    return buried_crack(name, middle, *size, lean=lean, azimuth=azimuth, pore=flaw.pore)


def _grains(geometry: GeometrySection, depth: float) -> SolidGrains | None:
    """The grains of a slab with a depth, drawn again from their seed at every start."""
    inside = geometry.inside
    if inside.grains is None:
        return None
    extent = geometry.width, geometry.thickness, depth
    return as_filasse_error(make_solid_grains, extent, grain_spec(inside.grains), inside.seed)
