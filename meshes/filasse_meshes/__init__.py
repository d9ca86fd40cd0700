"""Gmsh meshes of flawed solid-state electrolytes: plain dataclasses in, audited arrays out.

`build_mesh` reads as what happens: `check` the slab; `geometry` draws its `matrix` (sides, `bands`
between grains, walls of pores; made fit by `tidy`), leads the cracks through it (`snap`), puts a
fan of triangles around every tip (`rosette`) and finds the faces between all lines (`arrangement`,
`labels`); `lines` places nodes on all edges by the `sizes`; `fill` lets Gmsh mesh the faces
(`triangulate`); `opening` splits the mesh along the cracks (`split`), pairs faces (`traces`) and
names boundaries (`boundary`, `walls`); `audit` rejects what is not sound.

`build_solid_mesh` does the same in space (`solid`): it triangulates every crack in its unrolled
plane (`plane_mesh`), fills the slab around them (`body`), opens them (`faces`) and audits the
result; `flat_cracks` draws cracks.

Lengths are metres in the public dataclasses and micrometres inside.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filasse_meshes.data.mesh import CrackTrace, PoreTrace, SlabMesh
    from filasse_meshes.data.solid_data import (
        CrackFaces,
        FrontLine,
        MirrorPlane,
        PoreFaces,
        SolidMesh,
        SolidSizes,
        SolidSlab,
        SphericalPore,
        SurfaceCrack,
    )
    from filasse_meshes.data.solid_grains import SolidGrains
    from filasse_meshes.data.spec import Crack, Microstructure, Notch, Pore, Region, Sizes, Slab
    from filasse_meshes.data.tags import Surface
    from filasse_meshes.files.export import export_mesh
    from filasse_meshes.files.export_solid import export_solid_mesh
    from filasse_meshes.files.import_bands import has_grains, with_bands
    from filasse_meshes.files.import_msh import import_mesh
    from filasse_meshes.files.micrograph import slab_from_labels
    from filasse_meshes.files.pixel_labels import read_labels
    from filasse_meshes.files.solid_files.given_outlines import check_outlines
    from filasse_meshes.files.solid_files.import_solid import import_solid_mesh
    from filasse_meshes.flaws.random_flaws import FlawSpec, make_flaws
    from filasse_meshes.meshing.anode_mesh import anode_outline, fill_outline
    from filasse_meshes.meshing.build import build_mesh
    from filasse_meshes.meshing.fill import in_sequence
    from filasse_meshes.meshing.mesh_stats import MeshStats, estimate_cells, mesh_stats
    from filasse_meshes.meshing_error import MeshingError
    from filasse_meshes.microstructure.ellipses import ellipse, round_pore
    from filasse_meshes.microstructure.grains import GrainSpec, make_grains
    from filasse_meshes.microstructure.pores import PoreSpec, join_to_anode, make_pores
    from filasse_meshes.microstructure.random_microstructure import draw_microstructure
    from filasse_meshes.microstructure.random_solid_grains import make_solid_grains
    from filasse_meshes.planar.joining import (
        Joined,
        advance_and_join,
        advance_in_one_piece,
        meeting,
        with_path,
    )
    from filasse_meshes.planar.loose_pieces import Loosened, cut_loose, without_pieces
    from filasse_meshes.planar.path_growth import (
        Obstacle,
        PathAdvance,
        advance_crack,
        branch_crack,
        next_obstacle,
        nucleate_at_pore,
    )
    from filasse_meshes.solid.build_solid import build_solid_mesh
    from filasse_meshes.solid.flat_cracks import (
        UnitedCracks,
        anode_crack,
        buried_crack,
        unite_cracks,
    )
    from filasse_meshes.solid.mirrored import advance_part
    from filasse_meshes.solid.surface_growth import advance_surface, surround_pore

__all__ = [
    "Crack",
    "CrackFaces",
    "CrackTrace",
    "FlawSpec",
    "FrontLine",
    "GrainSpec",
    "Joined",
    "Loosened",
    "MeshStats",
    "MeshingError",
    "Microstructure",
    "MirrorPlane",
    "Notch",
    "Obstacle",
    "PathAdvance",
    "Pore",
    "PoreFaces",
    "PoreSpec",
    "PoreTrace",
    "Region",
    "Sizes",
    "Slab",
    "SlabMesh",
    "SolidGrains",
    "SolidMesh",
    "SolidSizes",
    "SolidSlab",
    "SphericalPore",
    "Surface",
    "SurfaceCrack",
    "UnitedCracks",
    "advance_and_join",
    "advance_crack",
    "advance_in_one_piece",
    "advance_part",
    "advance_surface",
    "anode_crack",
    "anode_outline",
    "branch_crack",
    "build_mesh",
    "build_solid_mesh",
    "buried_crack",
    "check_outlines",
    "cut_loose",
    "draw_microstructure",
    "ellipse",
    "estimate_cells",
    "export_mesh",
    "export_solid_mesh",
    "fill_outline",
    "has_grains",
    "import_mesh",
    "import_solid_mesh",
    "in_sequence",
    "join_to_anode",
    "make_flaws",
    "make_grains",
    "make_pores",
    "make_solid_grains",
    "meeting",
    "mesh_stats",
    "next_obstacle",
    "nucleate_at_pore",
    "read_labels",
    "round_pore",
    "slab_from_labels",
    "surround_pore",
    "unite_cracks",
    "with_bands",
    "with_path",
    "without_pieces",
]

_HOMES = {
    "PathAdvance": "planar.path_growth",
    "Crack": "data.spec",
    "CrackFaces": "data.solid_data",
    "CrackTrace": "data.mesh",
    "FlawSpec": "flaws.random_flaws",
    "FrontLine": "data.solid_data",
    "GrainSpec": "microstructure.grains",
    "Joined": "planar.joining",
    "Loosened": "planar.loose_pieces",
    "MeshingError": "meshing_error",
    "MeshStats": "meshing.mesh_stats",
    "Microstructure": "data.spec",
    "MirrorPlane": "data.solid_data",
    "Notch": "data.spec",
    "Obstacle": "planar.path_growth",
    "Pore": "data.spec",
    "PoreFaces": "data.solid_data",
    "PoreSpec": "microstructure.pores",
    "PoreTrace": "data.mesh",
    "Region": "data.spec",
    "Sizes": "data.spec",
    "Slab": "data.spec",
    "SlabMesh": "data.mesh",
    "SolidGrains": "data.solid_grains",
    "SolidMesh": "data.solid_data",
    "SolidSizes": "data.solid_data",
    "SolidSlab": "data.solid_data",
    "SphericalPore": "data.solid_data",
    "Surface": "data.tags",
    "SurfaceCrack": "data.solid_data",
    "UnitedCracks": "solid.flat_cracks",
    "advance_and_join": "planar.joining",
    "advance_crack": "planar.path_growth",
    "advance_in_one_piece": "planar.joining",
    "advance_part": "solid.mirrored",
    "advance_surface": "solid.surface_growth",
    "anode_crack": "solid.flat_cracks",
    "anode_outline": "meshing.anode_mesh",
    "branch_crack": "planar.path_growth",
    "build_mesh": "meshing.build",
    "build_solid_mesh": "solid.build_solid",
    "buried_crack": "solid.flat_cracks",
    "check_outlines": "files.solid_files.given_outlines",
    "cut_loose": "planar.loose_pieces",
    "draw_microstructure": "microstructure.random_microstructure",
    "ellipse": "microstructure.ellipses",
    "estimate_cells": "meshing.mesh_stats",
    "export_mesh": "files.export",
    "export_solid_mesh": "files.export_solid",
    "fill_outline": "meshing.anode_mesh",
    "has_grains": "files.import_bands",
    "import_mesh": "files.import_msh",
    "import_solid_mesh": "files.solid_files.import_solid",
    "in_sequence": "meshing.fill",
    "join_to_anode": "microstructure.pores",
    "make_flaws": "flaws.random_flaws",
    "make_grains": "microstructure.grains",
    "make_pores": "microstructure.pores",
    "make_solid_grains": "microstructure.random_solid_grains",
    "meeting": "planar.joining",
    "mesh_stats": "meshing.mesh_stats",
    "next_obstacle": "planar.path_growth",
    "nucleate_at_pore": "planar.path_growth",
    "read_labels": "files.pixel_labels",
    "round_pore": "microstructure.ellipses",
    "slab_from_labels": "files.micrograph",
    "surround_pore": "solid.surface_growth",
    "unite_cracks": "solid.flat_cracks",
    "with_bands": "files.import_bands",
    "with_path": "planar.joining",
    "without_pieces": "planar.loose_pieces",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: tags and data are read without the mesher."""
    if name not in _HOMES:
        raise AttributeError(f"module 'filasse_meshes' has no attribute {name!r}")
    return getattr(importlib.import_module(f"filasse_meshes.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
