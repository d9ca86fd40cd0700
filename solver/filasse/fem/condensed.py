"""Everything a frozen geometry can answer: the condensed operators of one mesh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.condensed_conduction import FloatArray, IonicBody, IonicResponse
from filasse.fem.condensed_elasticity import ElasticBody, ElasticMaterial, ElasticResponse
from filasse.fem.crack_grid import FilmGrid, film_grid
from filasse.fem.domain import Domain
from filasse.fem.replication import in_turn
from filasse.fem.supports import Support


@dataclass(frozen=True)
class Response:
    """Small dense operators, the same on every rank.

    Attributes:
        grid: film nodes, mouths and tips.
        elastic: openings and stress intensities per pressure and load.
        ionic: potentials per current.
    """

    grid: FilmGrid
    elastic: ElasticResponse
    ionic: IonicResponse

    def loads(self, surface_loads: Sequence[float], anode: FloatArray | None = None) -> FloatArray:
        """Values of all unit loads, shape (n_loads,).

        Args:
            surface_loads: those of the support [Pa]; that of residual stresses is 1.
            anode: further pressure at the knots of the anode [Pa], none by default.
        """
        knots = self.elastic.anode.size
        residual = self.elastic.load_volumes.shape[1] - len(surface_loads) - knots
        further = np.zeros(knots) if anode is None else anode
        return np.concatenate([surface_loads, np.ones(residual), further])


@dataclass(frozen=True)
class Bodies:
    """The factorised bodies behind a response, for fields and further solves.

    Attributes:
        elastic: elasticity.
        ionic: conduction.
        loads: owned load columns of elasticity, lip pressures first.
        currents: owned current columns of conduction.
    """

    elastic: ElasticBody
    ionic: IonicBody
    loads: sp.csc_array
    currents: sp.csc_array

    def close(self) -> None:
        """Free PETSc's memory; a collective call."""
        self.elastic.destroy()
        self.ionic.destroy()


def condense(
    domain: Domain,
    material: ElasticMaterial,
    conductivity: FloatArray,
    support: Support,
) -> tuple[Response, Bodies]:
    """Factorise elasticity and conduction once, and condense them onto the cracks.

    Where every rank holds the whole mesh, each field is condensed on a rank of its own.

    Args:
        domain: the distributed mesh.
        material: elastic constants per region.
        conductivity: ionic conductivity per region [S/m].
        support: rollers and unit loads.
    """
    grid = film_grid(domain.surfaces)
    elastic_body = ElasticBody(domain, material, support)
    ionic_body = IonicBody(domain, conductivity)
    tasks = (lambda: elastic_body.condense(grid), lambda: ionic_body.condense(grid))
    if domain.team is None:
        done: list[Any] = [task() for task in tasks]
    else:
        forms.compile_all(eigenstress=material.eigenstress is not None)
        done = in_turn(domain.team, tasks)
    (elastic, loads), (ionic, currents) = done
    bodies = Bodies(elastic_body, ionic_body, loads, currents)
    return Response(grid, elastic, ionic), bodies
