"""Bodies in space to measure on: one crack in a cube, condensed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from tests.builders.slabs import CONDUCTIVITY, FREE, LLZO, Solid, material

from filasse.fem.condensed_conduction import IonicBody, IonicResponse
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.elastic_response import ElasticResponse
from filasse.fem.planar.layer_force import FACES
from filasse.fem.planar.stress_intensity import TipFunctionals
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse.parallel import on_root, world
from filasse_meshes import (
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]


class Meshed(NamedTuple):
    """A cube with one crack.

    Attributes:
        domain: the distributed mesh.
        grid: its film grid.
        displacements: number of unknowns of elasticity.
    """

    domain: Domain
    grid: FilmGrid
    displacements: int

    @property
    def front(self) -> CrackFront:
        """The front of its crack."""
        return self.grid.fronts[0]


class SeveralDomains(ElasticBody):
    """Gives K of every station by domains of several sizes, one after the other.

    Attributes:
        sizes: radii of the domains over the largest possible.
    """

    sizes: tuple[float, ...] = (0.9, 0.6)

    def under_pressure(
        self, grid: FilmGrid, surfaces: tuple[Surface, ...]
    ) -> tuple[FloatArray, float]:
        """K under one pressure on all of some surfaces, see `intensities`, and by how much [m^3/Pa]
        that moves them: a solution in place of hundreds.
        """
        ones = sp.csc_array(np.ones((len(self.domain.vertex_of_dof), 1)))
        load = self._columns(surfaces, ones).toarray()[:, 0]
        solution = self.factor.solve(load)
        tip = self._functionals(grid, 0.9, None)
        k = self._free_rows(tip.displacement).T @ solution
        on_faces = tip.pressure.sum(axis=2) * (surfaces == FACES)
        return np.asarray(k.reshape(on_faces.shape) + on_faces), float(load @ solution)

    def _functionals(
        self, grid: FilmGrid, size: float, sites: Sequence[Any] | None
    ) -> TipFunctionals:
        found = [super(SeveralDomains, self)._functionals(grid, s, sites) for s in self.sizes]
        return TipFunctionals(
            sp.csc_array(sp.hstack([one.displacement for one in found])),
            np.concatenate([one.pressure for one in found]),
            np.concatenate([one.residual for one in found]),
            np.concatenate([one.modulus for one in found]),
        )


def penny(
    radius: float, box: float, second: float | None = None, lean: float = np.pi / 2
) -> SolidSlab:
    """A cube with a penny in its middle, level by default, or an ellipse."""
    centre = (box / 2, box / 2, box / 2)
    return _cube(box, buried_crack("penny", centre, radius, second, lean=lean))


def half_penny(radius: float, box: float) -> SolidSlab:
    """A cube with a half-penny in the middle of its anode."""
    return _cube(box, anode_crack("half-penny", box / 2, box / 2, radius))


def _cube(box: float, crack: SurfaceCrack) -> SolidSlab:
    return SolidSlab(box, box, box, (crack,))


def solid_sizes(slab: SolidSlab, front: float, growth: float = 0.25) -> SolidSizes:
    """Edges along the front [m]; far away .3 of the body."""
    return SolidSizes(front=front, far=0.3 * slab.width, growth=growth)


def meshed(slab: SolidSlab, sizes: SolidSizes) -> Meshed:
    """Mesh a slab on rank 0 and distribute it; a collective call."""
    mesh: SolidMesh = on_root(world(), build_solid_mesh, slab, sizes)
    domain = distribute_solid(mesh, world())
    return Meshed(domain, solid_grid(domain.surfaces), mesh.points.size)


def elastic(
    body: Meshed, support: Support = FREE, solid: Solid = LLZO, size: float = 0.9
) -> ElasticResponse:
    """Condensed elasticity, freed; a collective call."""
    field = ElasticBody(body.domain, material(solid), support)
    response = field.condense(body.grid, size)
    field.close()
    return response


def intensities(
    body: Meshed,
    surfaces: tuple[Surface, ...] = FACES,
    support: Support = FREE,
    solid: Solid = LLZO,
    sizes: tuple[float, ...] = (0.9,),
) -> FloatArray:
    """K [m^0.5] under one pressure on all of some surfaces.

    Returns:
        Of every station, for one domain size after the other, shape (sizes * stations, 3).
    """
    field = SeveralDomains(body.domain, material(solid), support)
    field.sizes = sizes
    k, _ = field.under_pressure(body.grid, surfaces)
    field.close()
    return k


def ionic(body: Meshed) -> IonicResponse:
    """Condensed conduction, freed; a collective call."""
    field = IonicBody(body.domain, np.array([CONDUCTIVITY]))
    response = field.condense(body.grid)
    field.close()
    return response


def primary_current(response: IonicResponse) -> FloatArray:
    """Currents of metal at one potential everywhere, under a uniform unit current from afar.

    With phi = phi_0 - (R J)/a = 0 on the metal, and no net current.
    """
    counter = response.nodes.surface == Surface.COUNTER
    metal = ~counter
    areas, current = response.areas, np.where(counter, -1.0, 0.0)
    rows = response.resistance[metal]
    matrix = np.block(
        [[rows[:, metal], -areas[metal, None]], [areas[None, metal], np.zeros((1, 1))]]
    )
    right = np.append(-rows @ current, areas[counter].sum())
    current[metal] = np.linalg.solve(matrix, right)[:-1]
    return current
