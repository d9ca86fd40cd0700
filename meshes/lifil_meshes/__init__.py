"""Gmsh meshes of flawed solid-state electrolytes: plain dataclasses in, audited arrays out."""

from lifil_meshes.build import build_mesh
from lifil_meshes.errors import MeshError
from lifil_meshes.mesh import CrackTrace, SlabMesh
from lifil_meshes.spec import Crack, Region, Sizes, Slab
from lifil_meshes.tags import Tag

__all__ = [
    "Crack",
    "CrackTrace",
    "MeshError",
    "Region",
    "Sizes",
    "Slab",
    "SlabMesh",
    "Tag",
    "build_mesh",
]
