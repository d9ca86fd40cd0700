"""Pressures that are piecewise linear along the anode, and how far they push it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.domain import Domain
from filasse.fem.elastic_response import AnodeSurface, LoadLayout
from filasse.fem.linear.assembled import columns_of, sum_over_ranks
from filasse.fem.supports import Support
from filasse.fem.vertex_columns import vertex_selection
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]


def knot_functions(domain: Domain, support: Support) -> sp.csc_array:
    """Piecewise linear functions along the anode on its vertices, one per knot."""
    knots, surfaces = np.array(support.knots), domain.surfaces
    vertices = surfaces.on(Surface.ANODE)
    along = support.along(surfaces.coordinates(vertices))
    weights = np.zeros((len(vertices), len(knots)))
    for column, unit in enumerate(np.eye(len(knots))):
        weights[:, column] = np.interp(along, knots, unit)
    return sp.csc_array(vertex_selection(domain, vertices) @ sp.csc_array(weights))


def anode_surface(
    domain: Domain, support: Support, answer: FloatArray, layout: LoadLayout
) -> AnodeSurface:
    """What the solutions for faces and loads say of the anode side; a collective call.

    Args:
        domain: the mesh.
        support: with the knots.
        answer: columns of all loads against the solutions for them, shape (m, m + n).
        layout: which of the columns is which.
    """
    space = domain.vertex_space
    entities = domain.entities[Surface.ANODE]
    form = forms.current(1, domain.dim).bind(domain, [space, space], entities)
    hats = knot_functions(domain, support)
    sums = np.asarray(columns_of(form, hats).sum(axis=0), dtype=np.float64)
    shares = sum_over_ranks(domain.comm, sums)
    block = answer[layout.anode, layout.anode]
    return AnodeSurface(
        knots=np.array(support.knots),
        shares=shares,
        compliance=(block + block.T) / 2 / shares[:, None],
        by_faces=answer[layout.faces, layout.anode].T / shares[:, None],
    )
