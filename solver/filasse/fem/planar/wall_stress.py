"""Hoop stress on the wall of a pore: where a crack would start from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.condensed import Bodies
from filasse.fem.crack_grid import PoreReservoir
from filasse.fem.domain import Domain
from filasse.fem.volume_fields import cell_stress
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]


class InitiationSite(NamedTuple):
    """A place on a pore's wall.

    Attributes:
        stress: hoop stress [Pa].
        point: middle of the facet [m].
        inward: unit normal into the solid.
    """

    stress: float
    point: tuple[float, float]
    inward: tuple[float, float]


def weakest_site(
    domain: Domain,
    bodies: Bodies,
    loads: FloatArray,
    pore: PoreReservoir,
    entrances: FloatArray,
    clearance: float,
) -> InitiationSite | None:
    """Where the hoop stress on a pore's wall is largest; a collective call.

    Args:
        domain: the mesh.
        bodies: the factorised bodies.
        loads: values of all loads: see `LoadLayout.values`.
        pore: the pore.
        entrances: ends of cracks on the wall [m], shape (k, 2).
        clearance: distance to keep from them [m].

    Returns:
        None if the whole wall lies within the clearance.
    """
    displacement = bodies.elastic.field(loads)
    owned = forms.all_cells(domain)
    stress = cell_stress(domain, bodies, displacement, owned)[0]
    sites = _sites(domain, stress, pore)
    everywhere = [site for part in domain.comm.allgather(sites) for site in part]
    free = [site for site in everywhere if _is_clear(site, entrances, clearance)]
    return max(free, default=None)


def _sites(domain: Domain, stress: FloatArray, pore: PoreReservoir) -> list[InitiationSite]:
    """Hoop stress at every facet of the wall that this rank owns."""
    sites = []
    geometry = domain.mesh.geometry
    ids = geometry.input_global_indices
    for cell, facet in domain.entities[Surface.PORE_WALL].reshape(-1, 2):
        corners = geometry.dofmaps[0][cell, :3]
        ends = np.delete(corners, facet)
        if not np.isin(ids[ends], pore.wall).all():
            continue
        first, second = geometry.x[ends, :2]
        along = (second - first) / np.linalg.norm(second - first)
        inward = np.array([-along[1], along[0]])
        middle = (first + second) / 2
        if inward @ (geometry.x[corners[facet], :2] - middle) < 0:
            inward = -inward
        xx, yy, xy = stress[cell]
        hoop = along[0] ** 2 * xx + along[1] ** 2 * yy + 2 * along[0] * along[1] * xy
        point, normal = (float(middle[0]), float(middle[1])), (float(inward[0]), float(inward[1]))
        sites.append(InitiationSite(float(hoop), point, normal))
    return sites


def _is_clear(site: InitiationSite, entrances: FloatArray, clearance: float) -> bool:
    return bool(np.all(np.linalg.norm(entrances - np.array(site.point), axis=1) > clearance))
