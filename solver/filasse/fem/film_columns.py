"""Pressure functions of the film nodes on the surfaces of a mesh."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.linear.assembled import columns_of, sum_over_ranks
from filasse.fem.vertex_columns import vertex_sums
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]


def face_pairs(domain: Domain, grid: FilmGrid) -> sp.csc_array:
    """One column per film node, acting on all of its vertices (once at a tip)."""
    return vertex_sums(domain, grid.face_groups, 0, grid.size)


def pore_walls(domain: Domain, grid: FilmGrid) -> sp.csc_array:
    """One column per film node: the walls of the reservoirs, which come last."""
    walls = [reservoir.wall for reservoir in grid.reservoirs]
    return vertex_sums(domain, walls, len(grid.plus), grid.size)


def film_areas(domain: Domain, grid: FilmGrid) -> FloatArray:
    """Integral of every pressure function over one face, or a pore's wall [m], shape (n,).

    A face that belongs to two images of the body counts half.
    """
    space = domain.vertex_space
    total = np.zeros(grid.size)
    for surface, selection in (
        (Surface.FACE_PLUS, vertex_sums(domain, grid.plus_groups, 0, grid.size)),
        (Surface.PORE_WALL, pore_walls(domain, grid)),
    ):
        entities = domain.entities[surface]
        form = forms.current(1, domain.dim).bind(domain, [space, space], entities)
        total += np.asarray(columns_of(form, selection).sum(axis=0), dtype=np.float64)
    return sum_over_ranks(domain.comm, np.where(grid.on_one_face, total / 2, total))
