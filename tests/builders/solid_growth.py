"""March through the growth of crack fronts in space, without files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from tests.builders.plane_growth import march
from tests.builders.slabs import LLZO, TOUGHNESS, Solid

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.parallel import world
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.problem import Problem
from filasse.remap.detached import Detached
from filasse.simulation.front_advance import grow_fronts
from filasse.simulation.solid_slab import UncrackedSolid
from filasse.timeloop.frozen_geometry import FrozenGeometry, freeze
from filasse.timeloop.outcome import Event, Outcome
from filasse_meshes import SolidSizes, SolidSlab


@dataclass(frozen=True)
class FrontPassage:
    """One geometry of a run.

    Attributes:
        cracks: the geometry.
        time: when the march on it ended [s].
        area: of all crack surfaces [m^2].
        outcome: of the march.
        thickest: of the film by then [m].
    """

    cracks: SolidGeometry
    time: float
    area: float
    outcome: Outcome
    thickest: float

    @property
    def radius(self) -> float:
        """Of a disc as large as the cracks [m]."""
        return float(np.sqrt(self.area / np.pi))


def solid_geometry(slab: SolidSlab) -> SolidGeometry:
    """The geometry whose cracks are those of a slab."""
    cracks = (
        CrackSurface(
            c.name,
            tuple(Front(f.uv, f.points, f.forward) for f in c.fronts),
            c.closed,
            pore=c.pore,
        )
        for c in slab.cracks
    )
    size = slab.width, slab.thickness, slab.depth
    return SolidGeometry(*size, tuple(cracks), pores=slab.pores)


@contextmanager
def frozen_solid(
    uncracked: UncrackedSolid, cracks: SolidGeometry, model: Problem, solid: Solid = LLZO
) -> Iterator[FrozenGeometry]:
    """Mesh and condense a geometry; a collective call."""
    _, mesh = uncracked.mesh(cracks)
    material = CellMaterial(
        classes=np.zeros(len(mesh.cells), dtype=np.int64),
        young=np.array(solid.young),
        poisson=np.array(solid.poisson),
        toughness=np.array([TOUGHNESS]),
        conductivity=np.array(solid.conductivity),
    )
    with freeze(mesh, material, cracks, model, world()) as geometry:
        yield geometry


def front_growth(
    slab: SolidSlab, model: Problem, sizes: SolidSizes, solid: Solid = LLZO
) -> Iterator[FrontPassage]:
    """Grow the fronts of a slab; yields every geometry after its march.

    Args:
        slab: the first geometry.
        model: what is solved.
        sizes: of its cells.
        solid: elastic and ionic constants.
    """
    uncracked = UncrackedSolid(replace(slab, cracks=()), sizes, slab.width)
    cracks, detached = solid_geometry(slab), None
    while True:
        with frozen_solid(uncracked, cracks, model, solid) as site:
            outcome = march(site, detached)
            areas = site.response.elastic.areas
            thickest = float((outcome.state.film.lithium / areas).max())
            time, area = outcome.state.time, float(areas.sum())
            yield FrontPassage(cracks, time, area, outcome, thickest)
            if outcome.event is not Event.CRITICAL:
                return
            cracks, detached = _grown(uncracked, site, outcome)


def _grown(
    uncracked: UncrackedSolid, site: FrozenGeometry, outcome: Outcome
) -> tuple[SolidGeometry, Detached]:
    """The geometry after the critical fronts have advanced, and the state on it."""
    assert isinstance(site.cracks, SolidGeometry)
    steps = site.critical_advances(outcome.state)
    clearance = site.problem.growth.short_circuit_distance
    grown = grow_fronts(uncracked, site.cracks, steps, clearance)
    detached = site.detach_advanced(outcome.state, outcome.earlier, steps, grown.lengths)
    return grown.geometry, detached
