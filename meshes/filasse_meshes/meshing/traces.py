"""Follow the cracks through the opened mesh and pair their faces."""

import numpy as np
import shapely

from filasse_meshes.arrays import MICROMETRE, Floats, Ints
from filasse_meshes.data.mesh import CrackTrace
from filasse_meshes.data.spec import Crack
from filasse_meshes.meshing.split import Split, directed_edges
from filasse_meshes.meshing_error import MeshingError


def trace(crack: Crack, edges: Ints, nodes: Floats, triangles: Ints, opened: Split) -> CrackTrace:
    """Find the vertices of a crack in order, on both of its sides.

    Args:
        crack: the crack.
        edges: shape (k - 1, 2), its edges in the closed mesh.
        nodes: [um], shape (n_nodes, 2), of the closed mesh.
        triangles: shape (n_cells, 3), of the closed mesh.
        opened: the mesh after the cut.
    """
    chain, arc = _chain(crack, edges, nodes)
    # A counter-clockwise cell that runs along an edge lies to its left.
    steps = np.column_stack([chain[:-1], chain[1:]])
    plus = _copies(steps, triangles, opened)
    minus = _copies(steps[:, ::-1], triangles, opened)[:, ::-1]
    return CrackTrace(
        name=crack.name,
        mouth=crack.mouth,
        plus=np.append(plus[:, 0], plus[-1, 1]),
        minus=np.append(minus[:, 0], minus[-1, 1]),
        arc=arc * MICROMETRE,
        from_pore=crack.from_pore,
        into_pore=crack.into_pore,
        from_branch=crack.from_branch,
        into_branch=crack.into_branch,
    )


def _chain(crack: Crack, edges: Ints, nodes: Floats) -> tuple[Ints, Floats]:
    """Vertices of a crack sorted by arc length [um] along its path."""
    vertices = np.unique(edges)
    line = shapely.LineString(np.asarray(crack.path) / MICROMETRE)
    arc = shapely.line_locate_point(line, shapely.points(nodes[vertices]))
    chain, arc = vertices[np.argsort(arc)], np.sort(arc)
    steps = np.sort(np.column_stack([chain[:-1], chain[1:]]), axis=1)
    same = np.array_equal(np.unique(steps, axis=0), np.unique(np.sort(edges, axis=1), axis=0))
    if not (same and np.isclose(arc[0], 0) and np.isclose(arc[-1], line.length)):
        raise MeshingError(
            f"The mesh lost part of crack '{crack.name}'; use smaller sizes along it or move it."
        )
    return chain, arc


def _copies(steps: Ints, triangles: Ints, opened: Split) -> Ints:
    """Opened vertex ids of directed edges of the closed mesh, shape (k - 1, 2)."""
    base = np.int64(len(opened.parent))
    edges = directed_edges(triangles)
    keys = edges[:, 0] * base + edges[:, 1]
    wanted = steps[:, 0] * base + steps[:, 1]
    near = np.flatnonzero(np.isin(keys, wanted))
    if len(near) != len(wanted):
        raise MeshingError("A crack lies on the boundary of the mesh; move it inside.")
    near = near[np.argsort(keys[near])]
    place = near[np.searchsorted(keys[near], wanted)]
    copies: Ints = directed_edges(opened.cells)[place]
    return copies
