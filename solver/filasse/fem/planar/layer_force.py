"""A thin layer on the anode side, and on crack faces, that pulls the electrolyte along them.

A layer of stress sigma and thickness h carries the force N = sigma h along the surface, per length
across it. What it does to the solid below follows from its virtual work,

    -int N d(v . t)/ds ds,

so that tractions dN/ds act wherever N changes, and forces N where the layer ends: at the mouths of
cracks and at free sides (J. W. Hutchinson, Z. Suo, Adv. Appl. Mech. 29, 63 (1991)).

The two faces of a crack carry the same force: that of a film node. It ends at the mouth and at the
tip, or where faces are still bare. Around the wall of a pore it is a pressure N/r. What the faces
do to K at their tip goes through the displacements alone: the auxiliary field of mode I does not
slide along the faces, and that of mode II slides alike to both sides.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.film_columns import face_pairs, pore_walls
from filasse.fem.linear.assembled import columns_of
from filasse.fem.vertex_columns import vertex_selection
from filasse_meshes.data.tags import Surface

FACES = (Surface.FACE_PLUS, Surface.FACE_MINUS)


@functools.cache
def stretching() -> forms.Compiled:
    """Int -N d(v . t)/ds ds: work of a P1 force along a surface on P2 displacements."""
    import ufl

    test, force, normal, ds = forms.on_surface()
    gradient = ufl.grad(test)
    along = ufl.div(test) - ufl.dot(normal, ufl.dot(gradient, normal))
    return forms.compiled(-force * along * ds, "exterior_facet")


def force_columns(domain: Domain, space: Any, grid: FilmGrid) -> tuple[sp.csc_array, sp.csc_array]:
    """Owned load columns of forces, at reactive nodes of the anode and at film nodes; collective.

    Args:
        domain: the mesh.
        space: of the displacements.
        grid: film nodes, each with both of its faces, or the wall of its pore.
    """
    vertices = domain.surfaces.on(Surface.ANODE)
    faces = _columns(domain, space, FACES, face_pairs(domain, grid))
    walls = _columns(domain, space, (Surface.PORE_WALL,), pore_walls(domain, grid))
    anode = _columns(domain, space, (Surface.ANODE,), vertex_selection(domain, vertices))
    return anode, sp.csc_array(faces + walls)


def _columns(
    domain: Domain, space: Any, surfaces: Sequence[Surface], selection: sp.csc_array
) -> sp.csc_array:
    entities = np.concatenate([domain.entities[s].reshape(-1, 2) for s in surfaces])
    return columns_of(stretching().bind(domain, [space, domain.vertex_space], entities), selection)
