"""Elasticity in space by multigrid: as by a factor, on any number of ranks; when it is chosen."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from tests.builders.slabs import CONDUCTIVITY, UM
from tests.builders.solids import half_penny, solid_sizes

from filasse.errors import ConvergenceError
from filasse.fem import condensed_elasticity
from filasse.fem.condensed import condense, electrolyte_fields
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.elastic_response import ElasticMaterial, ElasticResponse
from filasse.fem.linear import direct_solver, multigrid, mumps
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_solver import maker_of_matrix
from filasse.fem.supports import Support
from filasse.parallel import on_root, world
from filasse.solver_choice import LinearSolver, SolverReport, chosen_solver, solver_costs
from filasse_meshes import build_solid_mesh
from filasse_meshes.data.tags import Surface

pytestmark = pytest.mark.mpi

RADIUS, BOX = 10 * UM, 100 * UM
SOLID = ElasticMaterial(np.array([150e9]), np.array([0.26]))
HELD = Support((Surface.LEFT, Surface.COUNTER), ((Surface.RIGHT,),))


@pytest.fixture(scope="module")
def mesh() -> Any:
    slab = half_penny(RADIUS, BOX)
    return on_root(world(), build_solid_mesh, slab, solid_sizes(slab, 0.25 * RADIUS, 0.4))


def condensed(mesh: Any, comm: Any, solver: LinearSolver) -> tuple[ElasticResponse, np.ndarray]:
    """What elasticity answers, and the displacements under a pressure on all faces."""
    domain = distribute_solid(mesh, comm, parallel="replicated")
    fields = electrolyte_fields(SOLID, np.array([CONDUCTIVITY]), HELD, solver=solver)
    response, bodies = condense(domain, fields)
    assert bodies.elastic.solver is not None and bodies.elastic.solver.choice == solver
    field = bodies.elastic.field(np.full(response.grid.size, 1e6))
    bodies.close()
    return response.elastic, field.x.array.copy()


@pytest.fixture(scope="module")
def together(mesh: Any) -> tuple[ElasticResponse, np.ndarray]:
    return condensed(mesh, world(), "multigrid")


def relative(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


def test_both_solvers_agree(mesh: Any, together: tuple[ElasticResponse, np.ndarray]) -> None:
    """C is an energy: columns with a residual of 1e-4 give it to 1e-6; K is linear in them.

    The factor in single precision itself is right to 4e-6 in C and 1e-5 in K.
    """
    direct, field = condensed(mesh, world(), "direct")
    found, other = together
    assert relative(found.compliance, direct.compliance) < 1e-5
    assert relative(found.load_volumes, direct.load_volumes) < 1e-5
    assert relative(found.k_pressure, direct.k_pressure) < 5e-5
    assert relative(found.k_loads, direct.k_loads) < 5e-5
    assert relative(other, field) < 1e-7


def test_what_a_side_load_opens_is_refined(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both faces move by much more than they part: of that, single precision has few digits."""
    from mpi4py import MPI

    found, _ = condensed(mesh, MPI.COMM_SELF, "direct")
    monkeypatch.setattr(condensed_elasticity, "LOW_RANK", mumps.SOLID)
    wanted, _ = condensed(mesh, MPI.COMM_SELF, "direct")
    assert relative(found.load_volumes, wanted.load_volumes) < 1e-9
    assert relative(found.k_loads, wanted.k_loads) < 1e-9
    assert relative(found.compliance, wanted.compliance) > 1e-8


def test_ranks_find_the_same_bits(mesh: Any, together: tuple[ElasticResponse, np.ndarray]) -> None:
    """Each column is solved for by itself, wherever, and whatever stands beside it."""
    from mpi4py import MPI

    alone, field = condensed(mesh, MPI.COMM_SELF, "multigrid")
    found, other = together
    for name in ("compliance", "load_volumes", "k_pressure", "k_loads"):
        np.testing.assert_array_equal(getattr(found, name), getattr(alone, name))
    np.testing.assert_array_equal(other, field)


def test_a_rank_that_fails_alone_ends_all(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others would wait for it for ever."""

    def fails(_: object) -> None:
        raise ConvergenceError("there is no matrix")

    monkeypatch.setattr(ElasticBody, "_stiffness", fails)  # which one rank alone makes
    with pytest.raises(ConvergenceError, match="there is no matrix"):
        condensed(mesh, world(), "multigrid")


def test_one_rank_makes_the_matrix_of_all(
    mesh: Any, together: tuple[ElasticResponse, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], ElasticBody._stiffness

    def noted(body: ElasticBody) -> Any:
        made.append(world().rank)
        return make(body)

    monkeypatch.setattr(ElasticBody, "_stiffness", noted)
    found, _ = condensed(mesh, world(), "multigrid")
    assert len(world().allreduce(made)) == 1
    np.testing.assert_array_equal(found.compliance, together[0].compliance)


@pytest.mark.parametrize(("size", "ranks", "maker"), [(67e3, 2, 1), (142e3, 2, 0), (142e3, 3, 2)])
def test_the_rank_that_is_done_first_makes_it(size: float, ranks: int, maker: int) -> None:
    """Of two, one makes the stress intensities meanwhile and the other the conduction."""
    report = SolverReport("multigrid", int(size), 220, 0.0, 0.0)
    assert maker_of_matrix(report, SimpleNamespace(size=ranks), 0) == maker


def solver_of_a_line(count: int) -> tuple[multigrid.MultigridSolver, sp.csr_array]:
    """Of a small problem, and its matrix."""
    world()  # before petsc4py, which needs its MPI
    step = 3
    fine = sp.csr_array(sp.diags_array([-1.0, 2.1, -1.0], offsets=[-1, 0, 1], shape=(count, count)))
    up = sp.csr_array(sp.kron(sp.eye_array(count // step), np.array([[0.5], [1.0], [0.5]])))
    return multigrid.MultigridSolver(fine, up, "a line"), fine


def test_what_is_no_number_is_told() -> None:
    solver, _ = solver_of_a_line(60)
    right = np.ones(60)
    right[7] = np.nan
    with pytest.raises(ConvergenceError, match=r"residual nan"):
        solver.solve(right)
    solver.destroy()


def test_columns_do_not_depend_on_those_beside_them() -> None:
    """As they would on three ranks or more: blocks of 1, 2, 5 and 40 columns."""
    count = 1800
    solver, fine = solver_of_a_line(count)
    columns = sp.random_array((count, 40), density=0.01, rng=1, format="csc")
    whole = solver.condense(columns)
    exact = columns.T @ sp.linalg.spsolve(fine.tocsc(), columns.toarray())
    assert relative(whole, exact) < multigrid.COLUMN_RESIDUAL
    for some in (slice(7, 8), slice(3, 5), slice(30, 35)):
        part = solver.condense(columns[:, some], columns)[:, some.stop - some.start :]
        np.testing.assert_array_equal(part, whole[some])
    solver.destroy()


def test_columns_that_do_not_converge_are_told(mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multigrid, "MOST_ITERATIONS", 3)
    with pytest.raises(ConvergenceError, match=r"elasticity has not converged in 3 .*: direct"):
        condensed(mesh, world(), "multigrid")


def test_a_block_that_single_precision_leaves_too_much_of_is_refined(
    mesh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than all of it solved again in double precision, which takes several times as long."""
    wanted, _ = condensed(mesh, world(), "direct")
    monkeypatch.setattr(direct_solver, "RESIDUAL", 1e-7)
    monkeypatch.delattr(direct_solver.CholeskyFactor, "_in_double_precision")
    found, _ = condensed(mesh, world(), "direct")
    assert 0 < relative(found.compliance, wanted.compliance) < 1e-5


def test_the_faster_solver_is_chosen_that_fits() -> None:
    """On few ranks a factor; on many multigrid, best where they do not share a memory."""

    def auto(size: float, columns: float, ranks: int, on_node: int | None = None) -> str:
        return chosen_solver("auto", solver_costs(size, columns, ranks, on_node), math.inf)

    assert auto(67e3, 270, 1) == auto(67e3, 270, 2) == auto(142e3, 300, 2) == "direct"
    assert auto(142e3, 300, 16, 16) == "direct" and auto(142e3, 300, 16, 4) == "multigrid"
    assert auto(400e3, 600, 64) == "multigrid"
    costs = solver_costs(400e3, 600, 1)
    assert costs["multigrid"].memory < costs["direct"].memory
    between = (costs["multigrid"].memory + costs["direct"].memory) / 2
    assert chosen_solver("auto", costs, between) == "multigrid"
    assert chosen_solver("auto", costs, between, copies=4) == "direct"
    assert chosen_solver("direct", costs, 0.0) == "direct"
    assert chosen_solver("multigrid", costs, math.inf) == "multigrid"
