"""The foil's own finite elements against the same body in dolfinx.

One implicit step of a creeping block, squeezed between sticking plates at finite strain, from rest:
Taylor-Hood on the same triangles, the same six quadrature points, the same return mapping, both
solved by MUMPS. In dolfinx kinematics, residual and tangent are UFL (`ufl.derivative`); what the
flow law returns lives in quadrature elements. Both run alternately, so that load on the machine
falls on both.

python -m benchmarks.performance foil_elements
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.record import keep
from filasse.compat import prepare_dolfinx
from filasse.lithium_body.body_equations import BodyEquations
from filasse.lithium_body.body_mesh import BodyMesh, grid
from filasse.lithium_body.body_newton import FAR, STIFFENING, Accuracy, Solved, solve_step
from filasse.lithium_body.body_state import Body, Loads, Prescribed, at_rest
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.taylor_hood import QUADRATURE_DEGREE
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.return_mapping import return_mapping

prepare_dolfinx()

import basix.ufl  # noqa: E402
import ufl  # noqa: E402
from dolfinx import fem, mesh  # noqa: E402
from dolfinx.fem import petsc  # noqa: E402
from mpi4py import MPI  # noqa: E402
from petsc4py import PETSc  # noqa: E402

type FloatArray = npt.NDArray[np.float64]

SOLID = Solid(2.83e9, 9e-11, PowerLaw(1e-3, 6.6, 1e6))
SIDE, CELLS, STEP, RATE = 1e-6, 20, 5.0, 1e-3
REPEATS = 5
TOLERANCE = 1e-11
AGREED = 1e-8
"""Relative difference of the displacements that is allowed."""


class InDolfinx:
    """The block in dolfinx: forms and factor are made once, as in a run."""

    def __init__(self, body: BodyMesh) -> None:
        """Make spaces, forms and the solver on the triangles of a mesh."""
        self.domain = _domain(body)
        element = basix.ufl.mixed_element(
            [
                basix.ufl.element("Lagrange", "triangle", 2, shape=(2,)),
                basix.ufl.element("Lagrange", "triangle", 1),
            ]
        )
        self.space = fem.functionspace(self.domain, element)
        self.w = fem.Function(self.space)
        points = basix.ufl.quadrature_element("triangle", degree=QUADRATURE_DEGREE)
        at_points = fem.functionspace(self.domain, points)
        self.ratio, self.weight = fem.Function(at_points), fem.Function(at_points)
        self.conditions = self._held()
        equivalent = self._forms()
        places = basix.make_quadrature(basix.CellType.triangle, QUADRATURE_DEGREE)[0]
        self.equivalent = fem.Expression(equivalent, places)
        count = self.domain.topology.index_map(2).size_local
        self.cells = np.arange(count, dtype=np.int32)
        self.matrix = petsc.create_matrix(self.tangent)
        self.solver = _mumps(self.matrix)

    def _held(self) -> list[Any]:
        """Bottom fixed, top moved down."""
        moving, numbers = self.space.sub(0).collapse()
        self.displacements = np.asarray(numbers).reshape(-1)
        found = []
        for height, shift in ((0.0, 0.0), (SIDE, -RATE * SIDE * STEP)):
            value = fem.Function(moving)
            value.x.array[1::2] = shift

            def on_plate(x: FloatArray, height: float = height) -> npt.NDArray[np.bool_]:
                return np.asarray(np.isclose(x[1], height, atol=1e-9 * SIDE))

            dofs = fem.locate_dofs_geometrical((self.space.sub(0), moving), on_plate)
            found.append(fem.dirichletbc(value, dofs, self.space.sub(0)))
        return found

    def _forms(self) -> Any:
        """Residual and tangent; returns the equivalent trial stress."""
        shear, squeeze = SOLID.shear, SOLID.compressibility
        unit = shear / SIDE  # pressures, and forces over G, make the entries of the matrix alike
        u, p = ufl.split(self.w)
        v, q = ufl.TestFunctions(self.space)
        p, q = unit * p, unit * q
        change = ufl.TrialFunction(self.space)
        grad, one = _in_space(ufl.grad(u)), ufl.Identity(3)
        turned, volume = one + grad, ufl.det(one + grad)
        middle = ufl.dot(grad, ufl.inv(one + grad / 2))
        trial = 2 * shear * ufl.dev(ufl.sym(middle))
        against = ufl.inv(turned).T
        dx = ufl.dx(metadata={"quadrature_degree": QUADRATURE_DEGREE})
        nominal = volume * ufl.dot(self.ratio * trial - p * one, against)
        residual = ufl.inner(nominal, _in_space(ufl.grad(v))) * dx
        residual -= q * (volume - 1 + squeeze * p) * dx
        along = ufl.inner(trial, ufl.derivative(trial, self.w, change))
        yielding = volume * ufl.dot(self.weight * along * trial, against)
        tangent = ufl.derivative(residual, self.w, change)
        tangent += ufl.inner(yielding, _in_space(ufl.grad(v))) * dx
        self.residual, self.tangent = (fem.form((1 / shear) * form) for form in (residual, tangent))
        return ufl.sqrt(1.5 * ufl.inner(trial, trial) + 1e-12)

    def solve(self) -> int:
        """Take the step from rest; returns the number of iterations."""
        self.w.x.array[:], far = 0.0, True
        for count in range(1, 40):
            self._return(STIFFENING if far else 0.0)
            self.matrix.zeroEntries()
            petsc.assemble_matrix(self.matrix, self.tangent, bcs=self.conditions)
            self.matrix.assemble()
            vector = petsc.assemble_vector(self.residual)
            petsc.apply_lifting(
                vector, [self.tangent], [self.conditions], x0=[self.w.x.petsc_vec], alpha=-1.0
            )
            petsc.set_bc(vector, self.conditions, self.w.x.petsc_vec, -1.0)
            step = vector.duplicate()
            self.solver.solve(vector, step)
            self.w.x.petsc_vec.axpy(-1.0, step)
            moved = _largest(step.array[self.displacements])
            vector.destroy(), step.destroy()
            far = moved > FAR * RATE * SIDE * STEP
            if moved < TOLERANCE * RATE * SIDE * STEP:
                return count
        raise RuntimeError("no convergence in dolfinx")

    def _return(self, stiffening: float) -> None:
        """What the flow law makes of the trial stress at the quadrature points."""
        trial = self.equivalent.eval(self.domain, self.cells).reshape(-1)
        start = np.full_like(trial, SOLID.law.resistance)
        end = return_mapping(SOLID.law, trial, start, 3 * SOLID.shear, STEP)
        ratio = end.stress / trial
        slope = end.slope ** (1 - stiffening) * ratio**stiffening
        self.ratio.x.array[:] = ratio
        self.weight.x.array[:] = 1.5 * (slope - ratio) / trial**2

    def displacement(self, points: FloatArray) -> FloatArray:
        """Displacement at the nodes of a mesh [m], shape (n_nodes, 2)."""
        moved = self.w.sub(0).collapse()
        places = moved.function_space.tabulate_dof_coordinates()[:, :2]
        order, wanted = (np.lexsort(np.round(x / SIDE, 6).T) for x in (places, points))
        result = np.empty_like(points)
        result[wanted] = moved.x.array.reshape(-1, 2)[order]
        return result


def _domain(body: BodyMesh) -> Any:
    corners = np.searchsorted(body.vertices, body.cells[:, :3])
    shape = basix.ufl.element("Lagrange", "triangle", 1, shape=(2,))
    return mesh.create_mesh(MPI.COMM_SELF, corners, shape, body.points[body.vertices])


def _in_space(gradient: Any) -> Any:
    """A gradient in the plane as one in space: plane strain."""
    rows = [[gradient[0, 0], gradient[0, 1], 0], [gradient[1, 0], gradient[1, 1], 0], [0, 0, 0]]
    return ufl.as_matrix(rows)


def _mumps(matrix: Any) -> Any:
    solver = PETSc.KSP().create(MPI.COMM_SELF)
    solver.setOperators(matrix)
    solver.setType(PETSc.KSP.Type.PREONLY)
    solver.getPC().setType(PETSc.PC.Type.LU)
    solver.getPC().setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
    solver.getPC().setFactorSetUpSolverType()
    solver.getPC().getFactorMatrix().setMumpsIcntl(14, 400)  # workspace, as the foil's
    return solver


def _largest(values: FloatArray) -> float:
    return float(np.abs(values).max())


def seconds[T](work: Callable[[], T]) -> tuple[float, T]:
    """Processor time of a piece of work [s], and what it returns."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main() -> bool:
    """Print the difference of the answers and the ratio of the times; tell whether they agree."""
    lines = np.linspace(0, SIDE, CELLS + 1)
    body, block = Body(SOLID), grid(lines, lines)
    start, still = at_rest(body, block), Prescribed("bottom", 0)
    loads = Loads(
        (
            *(still, Prescribed("bottom", 1), Prescribed("top", 0)),
            Prescribed("top", 1, -RATE * SIDE),
        )
    )
    for _ in range(2):  # the first pass compiles forms
        own_start, equations = seconds(lambda: BodyEquations(body, block, loads))
        their_start, other = seconds(lambda: InDolfinx(block))

    def own() -> Solved:
        return solve_step(equations, start, loads, STEP, Accuracy(tolerance=TOLERANCE))

    times = []
    for _ in range(REPEATS + 1):
        mine, solved = seconds(own)
        theirs, count = seconds(other.solve)
        times.append((mine, theirs))
    shift = solved.state.mesh.points - block.points
    difference = _largest(shift - other.displacement(block.points)) / _largest(shift)
    best = np.min(times[1:], axis=0)  # the first pass warms caches
    iterations = len(solved.residuals) - 1, count
    print(
        f"{equations.blocks.size} unknowns: own {best[0]:.3f} s in {iterations[0]} iterations, "
        f"dolfinx {best[1]:.3f} s in {iterations[1]}; set-up {own_start:.3f} s and "
        f"{their_start:.3f} s; displacements differ by {difference:.1e} (<= {AGREED:g}); "
        f"dolfinx / own = {best[1] / best[0]:.2f}, per iteration "
        f"{best[1] / best[0] * iterations[0] / iterations[1]:.2f}"
    )
    passed = difference <= AGREED
    figures = {"own [s]": best[0], "dolfinx [s]": best[1], "dolfinx over own": best[1] / best[0]}
    keep("foil_elements", figures | {"difference": difference}, passed)
    return passed
