"""One implicit stage with everything unknown at once: nothing is condensed.

Unknowns are all displacements u and potentials phi, and per film node the traction N and the
lithium L, per reactive node the current density J, then the constant of the potential and the
counter electrode's potential:

    K u - R N = f                                        elasticity
    A phi + B (theta J) = 0                              conduction
    L = V (full), N = 0 (cavitated), V = V_min (closed)         filling, V = V_0 + R^T u
    L - L_old - dt [inflow(N, V) + v theta sum a J] = 0  lithium; N = p at open mouths
    phi_0 + (B^T phi)/a - Phi - v (p - p_ref) = eta(J)   kinetics
    sum a theta J = 0,  sum_counter a J + I = 0          currents
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import filled_part
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Bodies
from filasse.physics.film_flow import flux
from filasse.physics.kinetics import overpotential

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FullState:
    """An iterate: fields on the mesh and on the films."""

    displacement: FloatArray
    potential: FloatArray
    film: FilmState


@dataclass(frozen=True)
class Opened:
    """Openings whose volumes follow from the displacement rather than from the tractions."""

    areas: FloatArray
    closed: FloatArray
    opened: FloatArray

    def volumes(self, _: FloatArray) -> FloatArray:
        """Volumes of the openings [m^2]."""
        return self.opened


@dataclass(frozen=True)
class Terms:
    """What the residual of a stage and its derivative share.

    Attributes:
        gap: the openings.
        spread: film nodes to reactive nodes, shape (m, n).
        flowing: current densities where there is lithium [A/m^2], shape (m,).
        flowing_slopes: their derivatives by displacement, lithium and current.
        collect: currents to volumes of the film nodes in the step, shape (n, m).
        inside: 0 at open mouths, 1 elsewhere, shape (n,).
    """

    gap: Opened
    spread: sp.csr_array
    flowing: FloatArray
    flowing_slopes: tuple[sp.csr_array, sp.csr_array, sp.csr_array]
    collect: sp.csr_array
    inside: FloatArray


class FullMesh:
    """Residual and exact sparse Jacobian of a stage on the whole mesh; one rank, plain cracks."""

    def __init__(self, bodies: Bodies, system: CoupledSystem) -> None:
        """Take the assembled matrices; the system supplies parameters and the film grid only."""
        self.system, self.model, self.drive = system, system.model, system.drive
        self.stiffness = _scipy(bodies.elastic.factor.matrix)
        self.conduction = _scipy(bodies.ionic.factor.matrix)
        n = system.n
        self.faces = sp.csc_array(bodies.elastic.columns[:, :n])
        self.load = bodies.elastic.columns[:, n:] @ system.response.loads(self.model.loads)
        self.currents = bodies.ionic.columns
        self.sizes = (self.stiffness.shape[0], self.conduction.shape[0], n, n, system.electric.m, 2)

    def start(self, film: FilmState, bodies: Bodies) -> FullState:
        """The fields that belong to a film state."""
        load = self.load + self.faces @ film.traction
        flowing = self.system.electric.active(self.system.filled_part(film)) * film.current
        potential = -bodies.ionic.factor.solve(self.currents @ flowing)
        return FullState(bodies.elastic.factor.solve(load), potential, film)

    def openings(self, displacement: FloatArray) -> Opened:
        """Openings at a displacement."""
        gap = self.system.gap
        opened = self.model.aperture * gap.areas + self.faces.T @ displacement
        return Opened(gap.areas, gap.closed, opened)

    def linearise(
        self, state: FullState, old: FloatArray, step: float
    ) -> tuple[FloatArray, sp.csr_array]:
        """Residual of a stage and its derivative by all unknowns."""
        terms = self._terms(state, step)
        return self._residual(state, terms, old, step), self._jacobian(state.film, terms, step)

    def _terms(self, state: FullState, step: float) -> Terms:
        """What residual and derivative share."""
        film, electric = state.film, self.system.electric
        gap = self.openings(state.displacement)
        part = filled_part(gap, film, gap.opened)  # type: ignore[arg-type]
        spread = sp.csr_array(
            (np.ones(len(electric.faces)), (electric.faces, electric.film)),
            shape=(electric.m, self.system.n),
        )
        by_part = sp.diags_array(film.current) @ spread  # d flowing / d theta
        inside = np.ones(self.system.n)
        inside[self.system.open_mouths] = 0.0
        charge = step * self.model.volume_per_charge
        return Terms(
            gap=gap,
            spread=spread,
            flowing=electric.active(part.value) * film.current,
            flowing_slopes=(
                by_part @ sp.diags_array(part.by_volume) @ self.faces.T,
                by_part @ sp.diags_array(part.by_lithium),
                sp.diags_array(electric.active(part.value)),
            ),
            collect=charge * (spread.T @ sp.diags_array(electric.areas)),
            inside=inside,
        )

    def _residual(self, state: FullState, terms: Terms, old: FloatArray, step: float) -> FloatArray:
        film, electric, model = state.film, self.system.electric, self.model
        volumes, flowing = terms.gap.opened, terms.flowing
        full, cavitated = (film.fill == kind for kind in (Fill.FULL, Fill.CAVITATED))
        choices = [film.lithium - volumes, film.traction]
        filling = np.select([full, cavitated], choices, volumes - terms.gap.closed)
        excess = model.volume_per_charge * (film.pressure - model.stack_pressure)
        counter = electric.is_counter.astype(float)
        inflow, law = self._inflow(film, volumes)[0], self._law(film.current)[0]
        return np.concatenate(
            [
                self.stiffness @ state.displacement - self.faces @ film.traction - self.load,
                self.conduction @ state.potential + self.currents @ flowing,
                filling,
                np.where(
                    terms.inside > 0,
                    film.lithium - old - step * inflow - terms.collect @ flowing,
                    film.traction - model.stack_pressure,
                ),
                film.offset + (self.currents.T @ state.potential) / electric.areas
                - law - counter * film.counter - terms.spread @ excess,
                [electric.areas @ flowing, self._drive(film)],
            ]
        )  # fmt: skip

    def _jacobian(self, film: FilmState, terms: Terms, step: float) -> sp.csr_array:
        electric, n = self.system.electric, self.system.n
        full, cavitated, closed = (
            sp.diags_array((film.fill == kind).astype(float))
            for kind in (Fill.FULL, Fill.CAVITATED, Fill.CLOSED)
        )
        u_flow, l_flow, j_flow = terms.flowing_slopes
        _, by_volume, by_pressure = self._inflow(film, terms.gap.opened)
        slope = self._law(film.current)[1]
        balance, collect = sp.diags_array(terms.inside), terms.collect
        counter = electric.is_counter.astype(float)
        areas, one = sp.csr_array(electric.areas[None, :]), np.ones((electric.m, 1))
        drive = sp.csr_array((electric.areas * counter)[None, :])
        galvanostatic = self.drive.current is not None
        rows: list[list[Any]] = [
            [self.stiffness, None, -self.faces, None, None, None, None],
            [self.currents @ u_flow, self.conduction, None, self.currents @ l_flow,
             self.currents @ j_flow, None, None],
            [(closed - full) @ self.faces.T, None, cavitated, full, None, None, None],
            [balance @ (-step * by_volume @ self.faces.T - collect @ u_flow), None,
             balance @ (-step * by_pressure) + sp.diags_array(1 - terms.inside),
             balance @ (sp.eye_array(n) - collect @ l_flow), -balance @ collect @ j_flow,
             None, None],
            [None, sp.diags_array(1 / electric.areas) @ self.currents.T,
             -self.model.volume_per_charge * terms.spread @ full,
             None, -sp.diags_array(slope), sp.csr_array(one), -sp.csr_array(counter[:, None])],
            [areas @ u_flow, None, None, areas @ l_flow, areas @ j_flow, None, None],
            [None, None, None, None, drive if galvanostatic else None, None,
             None if galvanostatic else sp.csr_array([[1.0]])],
        ]  # fmt: skip
        return sp.csr_array(sp.block_array(rows, format="csr"))

    def _inflow(
        self, film: FilmState, volumes: FloatArray
    ) -> tuple[FloatArray, sp.csr_array, sp.csr_array]:
        """Net inflow of every film node, and its derivatives by volumes and tractions."""
        grid, areas = self.system.response.grid, self.system.gap.areas
        full = sp.diags_array((film.fill == Fill.FULL).astype(float))
        mean = self._edges(*grid.share.T) @ sp.diags_array(1 / areas)
        gradient = sp.diags_array(1 / grid.lengths) @ self._edges(-1.0, 1.0)
        out = self._edges(1.0, -1.0).T
        opening = np.maximum(mean @ volumes, 0.0)
        q, by_opening, by_slope = flux(self.model.film, opening, gradient @ film.pressure)
        return (
            -(out @ q),
            sp.csr_array(-out @ sp.diags_array(by_opening) @ mean),
            sp.csr_array(-out @ sp.diags_array(by_slope) @ gradient @ full),
        )

    def _edges(self, start: Any, end: Any) -> sp.csr_array:
        """Weights of the two nodes of every edge."""
        edges = self.system.response.grid.edges
        rows = np.arange(len(edges))
        weights = np.concatenate([np.broadcast_to(w, len(edges)) for w in (start, end)])
        index = (np.concatenate([rows, rows]), edges.T.ravel())
        return sp.csr_array((weights, index), shape=(len(edges), self.system.n))

    def _law(self, current: FloatArray) -> tuple[FloatArray, FloatArray]:
        counter = self.system.electric.is_counter
        value, slope = overpotential(self.model.anode, current)
        opposite, opposite_slope = overpotential(self.model.counter, current)
        return np.where(counter, opposite, value), np.where(counter, opposite_slope, slope)

    def _drive(self, film: FilmState) -> float:
        electric, drive = self.system.electric, self.drive
        if drive.current is None:
            return film.counter + self.model.counter_potential - (drive.voltage or 0.0)
        return (
            float(electric.areas[electric.counter] @ film.current[electric.counter]) + drive.current
        )

    @cached_property
    def splits(self) -> npt.NDArray[np.int64]:
        """Where one kind of unknown ends and the next begins."""
        return np.cumsum(self.sizes)[:-1]


def _scipy(matrix: Any) -> sp.csr_array:
    starts, columns, values = matrix.getValuesCSR()
    return sp.csr_array((values, columns, starts), shape=matrix.getSize())
