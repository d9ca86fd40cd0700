"""Integrate one geometry twice: condensed, and by Newton's method on the whole mesh.

python -m benchmarks.performance.full_newton [coarsening]

Both take the same time steps with the same stages, active sets and tolerance; the second
factorises a sparse matrix of all unknowns in every iteration.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from rich.console import Console

from benchmarks.arguments import arguments
from benchmarks.full_mesh import FullMesh, FullState
from benchmarks.performance.slab import config
from benchmarks.record import keep
from filasse.cracks.filling import refill
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.state import Fill, FilmState
from filasse.errors import ConvergenceError
from filasse.parallel import world
from filasse.parameters.configured_material import cell_material
from filasse.parameters.problem import problem
from filasse.simulation.slab import start
from filasse.timeloop.frozen_geometry import freeze
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.stepper import GAMMA

type FloatArray = npt.NDArray[np.float64]

RATIO, AGREEMENT = 50.0, 1e-6
"""How many times slower Newton on the whole mesh should be, and how near its answer."""


class FullNewton:
    """Newton's method on the whole mesh, one LU factorisation by MUMPS an iteration."""

    def __init__(self, mesh: FullMesh, tolerance: float, most: int) -> None:
        """Set up; tolerance and damping are those of the condensed method."""
        self.mesh, self.tolerance, self.most = mesh, tolerance, most
        self.condensed = Newton(mesh.system, tolerance, most)
        self.iterations = 0

    def solve(self, guess: FullState, old: FloatArray, step: float) -> FullState:
        """Solve one implicit stage."""
        state = self._refilled(guess)
        for _ in range(self.most):
            self.iterations += 1
            scales = self._scales(state)
            residual, jacobian = self.mesh.linearise(state, old, step)
            change = _solve(jacobian @ sp.diags_array(scales), -residual) * scales
            film_part = slice(int(self.mesh.splits[1]), None)
            size = float(np.max(np.abs(change[film_part] / scales[film_part])))
            moved = self._moved(state, change * self._damping(change, state.film))
            state = self._refilled(moved)
            if size <= self.tolerance and state is moved:
                return state
        raise ConvergenceError(f"No solution in {self.most} iterations: {size:.1e}.")

    def _scales(self, state: FullState) -> FloatArray:
        film = state.film
        values = [
            (state.displacement, 1e-9),
            (state.potential, 1e-3),
            (film.traction, 1e6),
            (film.lithium, 0.0),
            (film.current, 1e-3),
            (np.array([film.offset, film.counter]), 1e-3),
        ]
        sizes = [np.full(len(v), max(least, np.abs(v).max())) for v, least in values]
        sizes[3] = np.maximum(self.mesh.openings(state.displacement).opened, film.lithium)
        return np.concatenate(sizes)

    def _damping(self, change: FloatArray, film: FilmState) -> float:
        largest = float(np.abs(np.split(change, self.mesh.splits)[2]).max())
        limit = 0.5 * float(np.abs(film.traction).max()) + 2e7
        return min(1.0, limit / largest) if largest > 0 else 1.0

    def _moved(self, state: FullState, change: FloatArray) -> FullState:
        u, phi, traction, lithium, current, free = np.split(change, self.mesh.splits)
        film = state.film
        film = replace(
            film,
            traction=film.traction + traction,
            lithium=film.lithium + lithium,
            current=film.current + current,
            offset=film.offset + float(free[0]),
            counter=film.counter + float(free[1]),
        )
        return FullState(state.displacement + u, state.potential + phi, film)

    def _refilled(self, state: FullState) -> FullState:
        film, gap = state.film, self.mesh.openings(state.displacement)
        full = film.fill == Fill.FULL
        film = replace(film, lithium=np.where(full, gap.opened, film.lithium))
        open_mouths = self.mesh.system.open_mouths
        fill = refill(gap, film, gap.opened, open_mouths)  # type: ignore[arg-type]
        if np.array_equal(fill, film.fill):
            return state
        released = (fill == Fill.CAVITATED) | ((fill == Fill.FULL) & (film.fill == Fill.CAVITATED))
        traction = np.where(released, 0.0, film.traction)
        lithium = np.where(fill == Fill.FULL, gap.opened, film.lithium)
        film = replace(film, fill=fill, traction=traction, lithium=np.maximum(lithium, 0.0))
        return replace(state, film=film)


def _solve(matrix: sp.csr_array, right: FloatArray) -> FloatArray:
    """Solve with rows scaled to a largest entry of one."""
    from petsc4py import PETSc

    rows = 1 / np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
    scaled = sp.csr_array(sp.diags_array(rows) @ matrix)
    index = (scaled.indptr.astype(np.int32), scaled.indices.astype(np.int32), scaled.data)
    system = PETSc.Mat().createAIJ(scaled.shape, csr=index)
    pc = PETSc.PC().create()
    pc.setOperators(system)
    pc.setType(PETSc.PC.Type.LU)
    pc.setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
    pc.setUp()
    x, b = system.createVecRight(), system.createVecLeft()
    b.setArray(rows * right)
    pc.apply(b, x)
    solution = x.getArray().copy()
    pc.destroy()
    system.destroy()
    x.destroy()
    b.destroy()
    return np.asarray(solution, dtype=np.float64)


@dataclass(frozen=True)
class Comparison:
    """Seconds of either method, iterations of the second, and the departure of its answer."""

    unknowns: int
    time_steps: int
    condensed: float
    full: float
    condensed_iterations: int
    full_iterations: int
    departure: float


def compare(scale: float) -> Comparison:
    """Integrate the slab to its first event by both methods."""
    setup, comm = config(scale), world()
    model, first = problem(setup), start(setup)
    cracks, mesh = first.uncracked.mesh(first.geometry)
    material = cell_material(setup, mesh)
    with freeze(mesh, material, cracks, model, comm):
        pass  # compile the forms
    began = time.perf_counter()
    with freeze(mesh, material, cracks, model, comm) as geometry:
        outcome = integrate(geometry)
        condensed = time.perf_counter() - began
        limits, volume = model.limits, geometry.volume
        assert volume is not None
        began = time.perf_counter()
        whole = FullMesh(volume.bodies, geometry.system())
        newton = FullNewton(whole, limits.newton_tolerance, limits.max_newton)
        state = whole.start(geometry.initial_state().film, volume.bodies)
        for record in outcome.records:
            state = _step(newton, state, record.step_size)
        full = time.perf_counter() - began
    wanted, found = outcome.state.film, state.film
    return Comparison(
        unknowns=int(sum(whole.sizes)),
        time_steps=len(outcome.records),
        condensed=condensed,
        full=full,
        condensed_iterations=sum(r.newton_iterations for r in outcome.records),
        full_iterations=newton.iterations,
        departure=max(
            _departure(wanted.traction, found.traction),
            _departure(wanted.lithium, found.lithium),
            _departure(wanted.current, found.current),
            abs(found.counter / wanted.counter - 1),
        ),
    )


def _step(newton: FullNewton, state: FullState, step: float) -> FullState:
    """The two stages of a time step."""
    old = state.film.lithium
    first = newton.solve(state, old, GAMMA * step)
    slope = (first.film.lithium - old) / GAMMA
    return newton.solve(first, old + (1 - GAMMA) * slope, GAMMA * step)


def _departure(wanted: FloatArray, found: FloatArray) -> float:
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


def main(scale: float = 1.0) -> bool:
    """Print the comparison; tell whether the condensed method is fast and right."""
    result = compare(scale)
    ratio = result.full / result.condensed
    console = Console()
    console.print(f"{result.time_steps} time steps, {result.unknowns} unknowns on the whole mesh")
    console.print(f"condensed {result.condensed:.2f} s, {result.condensed_iterations} iterations")
    console.print(f"whole mesh {result.full:.1f} s, {result.full_iterations} iterations")
    console.print(f"ratio {ratio:.0f} (wanted: {RATIO:.0f}), departure {result.departure:.1e}")
    passed = ratio >= RATIO and result.departure <= AGREEMENT
    figures = {"condensed [s]": result.condensed, "whole mesh [s]": result.full, "ratio": ratio}
    figures |= {"departure": result.departure, "coarsening": scale}
    keep("full_newton", figures, passed)
    return passed


if __name__ == "__main__":
    sys.exit(0 if main(*arguments(__doc__, float)) else 1)
