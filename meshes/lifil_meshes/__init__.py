"""Gmsh meshes of flawed solid-state electrolytes: plain dataclasses in, audited arrays out."""

from lifil_meshes.build import build_mesh
from lifil_meshes.errors import MeshError
from lifil_meshes.export import export_mesh
from lifil_meshes.import_msh import import_mesh
from lifil_meshes.mesh import CrackTrace, PoreTrace, SlabMesh
from lifil_meshes.spec import Crack, Microstructure, Notch, Pore, Region, Sizes, Slab
from lifil_meshes.stats import MeshStats, estimate_cells, mesh_stats
from lifil_meshes.tags import Tag

__all__ = [
    "Crack",
    "CrackTrace",
    "MeshError",
    "MeshStats",
    "Microstructure",
    "Notch",
    "Pore",
    "PoreTrace",
    "Region",
    "Sizes",
    "Slab",
    "SlabMesh",
    "Tag",
    "build_mesh",
    "estimate_cells",
    "export_mesh",
    "import_mesh",
    "mesh_stats",
]
