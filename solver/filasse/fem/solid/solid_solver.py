"""How elasticity in space is solved, and the coarse level of its multigrid."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from filasse.fem.domain import Domain
from filasse.fem.linear.replication import helper_of, owner_of
from filasse.fem.supports import fixed_dofs
from filasse.solver_choice import (
    LinearSolver,
    SolverReport,
    beside_the_columns,
    chosen_solver,
    smallest_node,
    solver_costs,
)
from filasse_meshes.data.tags import Surface


def solid_solver(domain: Domain, choice: LinearSolver) -> SolverReport:
    """How to solve on a mesh; a collective call.

    Args:
        domain: the mesh; where it is spread over ranks, so is the factor.
        choice: of the configuration.
    """
    unknowns = domain.dim * domain.mesh.geometry.index_map().size_global
    loaded = (domain.surfaces.on(surface) for surface in (Surface.FACE_PLUS, Surface.PORE_WALL))
    columns, team = sum(map(len, loaded)), domain.team
    memory, on_node = smallest_node(domain.comm if team is None else team)
    costs = solver_costs(unknowns, columns, 1 if team is None else team.size, on_node)
    spread = domain.comm.size > 1
    chosen = "direct" if spread else chosen_solver(choice, costs, memory, on_node)
    return SolverReport(chosen, unknowns, columns, *costs[chosen])


def maker_of_matrix(report: SolverReport, team: Any, task: int) -> int:
    """The rank of a team that is done first with what is made before columns are dealt out.

    The owner of elasticity makes its interaction integrals, the next rank the conduction.

    Args:
        report: how elasticity is solved.
        team: communicator.
        task: number of elasticity.
    """
    conduction, intensities = beside_the_columns(report.displacements, report.columns)
    is_first = team.size == 2 and intensities < conduction
    return owner_of(task, team) if is_first else helper_of(task, team)


def linear_level(domain: Domain, space: Any, rollers: tuple[Surface, ...]) -> sp.csr_array:
    """Values of linear displacements at the nodes of quadratic ones, those that are held left out.

    Args:
        domain: the mesh, all of it on this rank.
        space: quadratic displacements.
        rollers: surfaces that slide on a rigid plane.

    Returns:
        Shape (n, m): rows of displacements that are held are 0, columns of them left out.
    """
    import dolfinx
    from dolfinx.fem.petsc import interpolation_matrix

    linear = dolfinx.fem.functionspace(domain.mesh, ("Lagrange", 1, (domain.dim,)))
    matrix = interpolation_matrix(linear, space)
    matrix.assemble()
    starts, columns, values = matrix.getValuesCSR()
    whole = sp.csr_array((values, columns, starts), shape=matrix.getSize())
    matrix.destroy()
    free = np.ones(whole.shape[0])
    free[fixed_dofs(domain, space, rollers)] = 0
    kept = np.setdiff1d(np.arange(whole.shape[1]), fixed_dofs(domain, linear, rollers))
    level = sp.csr_array(sp.diags_array(free) @ whole[:, kept])
    level.eliminate_zeros()
    return level
