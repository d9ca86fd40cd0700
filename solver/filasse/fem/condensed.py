"""Everything a frozen geometry can answer: the condensed operators of one mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from filasse.fem.branches import merge_branches
from filasse.fem.condensed_conduction import FloatArray, IonicBody, IonicResponse
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.condensed_field import CondensedField, FieldMaker
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.elastic_response import ElasticMaterial, ElasticResponse
from filasse.fem.linear.replication import in_turn
from filasse.fem.planar.path_grid import film_grid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse.solver_choice import LinearSolver

ELASTIC, IONIC = "elastic", "ionic"
"""Names of the fields that every electrolyte has."""

ELECTRONIC = "electronic"
"""Name of the field of one that leaks."""


@dataclass(frozen=True)
class Response:
    """Small dense operators, the same on every rank.

    Attributes:
        grid: film nodes, mouths and tips or fronts.
        answers: of every field, by its name.
    """

    grid: FilmGrid
    answers: Mapping[str, Any]

    @property
    def elastic(self) -> ElasticResponse:
        """Openings and stress intensities per pressure and load."""
        answer: ElasticResponse = self.answers[ELASTIC]
        return answer

    @property
    def ionic(self) -> IonicResponse:
        """Potentials per current."""
        answer: IonicResponse = self.answers[IONIC]
        return answer

    @property
    def electronic(self) -> IonicResponse | None:
        """Electronic potentials per electronic current; None without leakage."""
        return self.answers.get(ELECTRONIC)

    def loads(self, surface_loads: Sequence[float], anode: FloatArray | None = None) -> FloatArray:
        """Values of all unit loads, shape (n_loads,).

        Args:
            surface_loads: those of the support [Pa]; that of residual stresses is 1.
            anode: further pressure at the knots of the anode [Pa], none by default.
        """
        return self.elastic.layout.unit_loads(surface_loads, anode)


@dataclass(frozen=True)
class Bodies:
    """The factorised fields behind a response, for values in the volume and further solves.

    Attributes:
        fields: by name.
    """

    fields: Mapping[str, CondensedField[Any]]

    @property
    def elastic(self) -> ElasticBody:
        """Elasticity."""
        body: ElasticBody = self.fields[ELASTIC]  # type: ignore[assignment]
        return body

    @property
    def ionic(self) -> IonicBody:
        """Ionic conduction."""
        body: IonicBody = self.fields[IONIC]  # type: ignore[assignment]
        return body

    def close(self) -> None:
        """Free PETSc's memory; a collective call."""
        for field in self.fields.values():
            field.close()


def condense(domain: Domain, makers: Mapping[str, FieldMaker[Any]]) -> tuple[Response, Bodies]:
    """Factorise every field once, and condense it onto the cracks.

    Where every rank holds the whole mesh, each field is condensed on a rank of its own, or by all
    of them together if its columns are dealt out.

    Args:
        domain: the distributed mesh.
        makers: of the fields, by name: those of `electrolyte_fields`, and any others.
    """
    grid = surface_grid(domain, every_pore=ELECTRONIC in makers)
    fields = {name: make(domain, task) for task, (name, make) in enumerate(makers.items())}
    if domain.team is None:
        answers = [field.condense(grid) for field in fields.values()]
    else:
        answers = _shared(domain.team, list(fields.values()), grid)
    return Response(grid, dict(zip(fields, answers, strict=True))), Bodies(fields)


def _shared(team: Any, fields: Sequence[CondensedField[Any]], grid: FilmGrid) -> list[Any]:
    """Answers of fields on a team: of those that have a rank each, then of those dealt out."""
    for field in fields:
        field.prepare()
    tasks = [(lambda: None) if f.is_dealt else partial(f.condense, grid) for f in fields]
    answers = in_turn(team, tasks, [one for field in fields for one in field.assist(grid)])
    return [
        field.condense(grid) if field.is_dealt else answer
        for field, answer in zip(fields, answers, strict=True)
    ]


def surface_grid(domain: Domain, every_pore: bool = False) -> FilmGrid:
    """The film nodes of a domain; those of pores that no crack opens into if asked for."""
    surfaces = domain.surfaces
    if domain.dim == 3:
        return solid_grid(surfaces, every_pore=every_pore)
    return merge_branches(film_grid(surfaces, every_pore=every_pore), surfaces.traces)


def electrolyte_fields(
    material: ElasticMaterial,
    conductivity: FloatArray,
    support: Support,
    electronic: FloatArray | None = None,
    solver: LinearSolver = "direct",
) -> dict[str, FieldMaker[Any]]:
    """The fields of an electrolyte.

    Args:
        material: elastic constants per region.
        conductivity: ionic conductivity per region [S/m].
        support: rollers and unit loads.
        electronic: electronic conductivity per region [S/m]; None without leakage.
        solver: of elasticity in space.
    """
    fields: dict[str, FieldMaker[Any]] = {
        ELASTIC: lambda domain, task: ElasticBody(domain, material, support, task, solver),
        IONIC: lambda domain, task: IonicBody(domain, conductivity, task),
    }
    if electronic is not None:
        fields[ELECTRONIC] = lambda domain, task: IonicBody(domain, electronic, task)
    return fields
