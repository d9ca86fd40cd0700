"""Gmsh meshes of flawed solid-state electrolytes: plain dataclasses in, audited arrays out.

`build_mesh` reads as what happens: `check` the slab; `geometry` draws its `matrix` (sides, `bands`
between grains, walls of pores; made fit by `tidy`), leads the cracks through it (`snap`), puts a
fan of triangles around every tip (`rosette`) and finds the faces between all lines (`arrangement`,
`labels`); `lines` places nodes on all edges by the `sizes`; `fill` lets Gmsh mesh the faces
(`triangulate`); `opening` splits the mesh along the cracks (`split`), pairs faces (`traces`) and
names boundaries (`boundary`, `walls`); `audit` refuses what is not sound.

`build_solid_mesh` does the same in space (`solid`): it triangulates every crack in its unrolled
plane (`plane_mesh`), fills the slab around them (`body`), opens them (`faces`) and audits the
result; `flat_cracks` draws cracks.

Lengths are metres in the public dataclasses and micrometres inside.
"""

import importlib
from typing import TYPE_CHECKING, Any

from filasse_meshes.data.mesh import CrackTrace, PoreTrace, SlabMesh
from filasse_meshes.data.solid import (
    CrackFaces,
    FrontLine,
    PoreFaces,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SphericalPore,
    SurfaceCrack,
)
from filasse_meshes.data.spec import Crack, Microstructure, Notch, Pore, Region, Sizes, Slab
from filasse_meshes.data.tags import Tag
from filasse_meshes.errors import MeshError
from filasse_meshes.files.import_bands import has_grains, with_bands
from filasse_meshes.flaws.random_flaws import FlawSpec, make_flaws
from filasse_meshes.meshing.anode_mesh import anode_outline, fill_outline
from filasse_meshes.meshing.build import build_mesh
from filasse_meshes.meshing.stats import MeshStats, estimate_cells, mesh_stats
from filasse_meshes.microstructure.ellipses import ellipse, round_pore
from filasse_meshes.microstructure.grains import GrainSpec, make_grains
from filasse_meshes.microstructure.pores import PoreSpec, join_to_anode, make_pores
from filasse_meshes.microstructure.random_microstructure import draw_microstructure
from filasse_meshes.planar.joining import (
    Joined,
    advance_and_join,
    advance_in_one_piece,
    meeting,
    with_path,
)
from filasse_meshes.planar.loose_pieces import Loosened, cut_loose, without_pieces
from filasse_meshes.planar.path_growth import (
    Advance,
    Obstacle,
    advance_crack,
    branch_crack,
    next_obstacle,
    nucleate_at_pore,
)
from filasse_meshes.solid.build_solid import build_solid_mesh
from filasse_meshes.solid.flat_cracks import anode_crack, buried_crack
from filasse_meshes.solid.surface_growth import advance_surface

if TYPE_CHECKING:
    from filasse_meshes.files.export import export_mesh
    from filasse_meshes.files.image import slab_from_labels
    from filasse_meshes.files.import_msh import import_mesh
    from filasse_meshes.files.import_solid import import_solid_mesh
    from filasse_meshes.files.pixels import read_labels

__all__ = [
    "Advance",
    "Crack",
    "CrackFaces",
    "CrackTrace",
    "FlawSpec",
    "FrontLine",
    "GrainSpec",
    "Joined",
    "Loosened",
    "MeshError",
    "MeshStats",
    "Microstructure",
    "Notch",
    "Obstacle",
    "Pore",
    "PoreFaces",
    "PoreSpec",
    "PoreTrace",
    "Region",
    "Sizes",
    "Slab",
    "SlabMesh",
    "SolidMesh",
    "SolidSizes",
    "SolidSlab",
    "SphericalPore",
    "SurfaceCrack",
    "Tag",
    "advance_and_join",
    "advance_crack",
    "advance_in_one_piece",
    "advance_surface",
    "anode_crack",
    "anode_outline",
    "branch_crack",
    "build_mesh",
    "build_solid_mesh",
    "buried_crack",
    "cut_loose",
    "draw_microstructure",
    "ellipse",
    "estimate_cells",
    "export_mesh",
    "fill_outline",
    "has_grains",
    "import_mesh",
    "import_solid_mesh",
    "join_to_anode",
    "make_flaws",
    "make_grains",
    "make_pores",
    "meeting",
    "mesh_stats",
    "next_obstacle",
    "nucleate_at_pore",
    "read_labels",
    "round_pore",
    "slab_from_labels",
    "with_bands",
    "with_path",
    "without_pieces",
]

_OF_FILES = {
    "export_mesh": "export",
    "import_mesh": "import_msh",
    "import_solid_mesh": "import_solid",
    "read_labels": "pixels",
    "slab_from_labels": "image",
}
"""What needs meshio and scipy.ndimage, which take long to import and most slabs do without."""


def __getattr__(name: str) -> Any:
    """Import what reads and writes files when it is first used."""
    if name not in _OF_FILES:
        raise AttributeError(f"module 'filasse_meshes' has no attribute {name!r}")
    return getattr(importlib.import_module(f"filasse_meshes.files.{_OF_FILES[name]}"), name)
