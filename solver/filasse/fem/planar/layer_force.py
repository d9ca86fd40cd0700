"""A thin layer on the anode side that pulls or pushes the electrolyte along its surface.

A layer of stress sigma and thickness h carries the force N = sigma h along the surface, per length
across it. What it does to the solid below follows from its virtual work,

    -int N d(v . t)/ds ds,

so that tractions dN/ds act wherever N changes, and forces N where the layer ends: at the mouths of
cracks and at free sides (J. W. Hutchinson, Z. Suo, Adv. Appl. Mech. 29, 63 (1991)).
"""

from __future__ import annotations

import functools
from typing import Any

import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.domain import Domain
from filasse.fem.linear.assembled import columns_of
from filasse.fem.vertex_columns import vertex_selection
from filasse_meshes.data.tags import Surface


@functools.cache
def stretching() -> forms.Compiled:
    """Int -N d(v . t)/ds ds: work of a P1 force along a surface on P2 displacements."""
    import ufl

    test, force, normal, ds = forms.on_surface()
    gradient = ufl.grad(test)
    along = ufl.div(test) - ufl.dot(normal, ufl.dot(gradient, normal))
    return forms.compiled(-force * along * ds, "exterior_facet")


def force_columns(domain: Domain, space: Any) -> sp.csc_array:
    """Owned load columns of forces, one for every reactive node of the anode; collective.

    Args:
        domain: the mesh.
        space: of the displacements.
    """
    vertices = domain.surfaces.on(Surface.ANODE)
    entities = domain.entities[Surface.ANODE]
    form = stretching().bind(domain, [space, domain.vertex_space], entities)
    return columns_of(form, vertex_selection(domain, vertices))
