"""Residual and tangent of one implicit step of a body.

Momentum   int P : grad_0 v dV = external work, volume   int q (J - 1 + (p - p_n)/K) dV = 0,
contact    gap >= 0, force >= 0, one of them zero.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.lithium_body.body_mesh import BodyMesh, FloatArray
from filasse.lithium_body.body_state import Body, BodyState, Loads
from filasse.lithium_body.body_stress import StressResponse, respond
from filasse.lithium_body.body_system import BodyMatrix, BodyUnknowns, number
from filasse.lithium_body.taylor_hood import Kernel, edge_normals, kernel
from filasse.lithium_body.unilateral_contact import Contact, Distance, contact_shares, touching

HELD = 0.1
"""Contact is left to the supports where they hold a node along the normal or tangent."""

LEAST_STRAIN = 1e-6
"""Elastic strain whose forces are the least to which errors are compared."""


class Guess(NamedTuple):
    """Unknowns of a step.

    Attributes:
        displacement: increments [m], shape (n_nodes, 2).
        pressure: [Pa], shape (n_vertices,).
        normal_force: shape (n_contact,).
        shear_force: shape (n_contact,).
    """

    displacement: FloatArray
    pressure: FloatArray
    normal_force: FloatArray
    shear_force: FloatArray

    def plus(self, change: FloatArray) -> Guess:
        """Add a change of all unknowns."""
        parts = np.split(change, np.cumsum([a.size for a in self])[:-1])
        return Guess(*(a + b.reshape(a.shape) for a, b in zip(self, parts, strict=True)))


class Evaluation(NamedTuple):
    """Equations at a guess.

    Attributes:
        residual: of all unknowns, shape (size,).
        entries: of the tangent, in the matrix's order.
        response: stress.
        active: contact nodes that touch.
        scale: largest force of one cell on a node [N/m, or N].
        stiffening: of the tangent.
    """

    residual: FloatArray
    entries: list[FloatArray]
    response: StressResponse
    active: npt.NDArray[np.bool_]
    scale: float
    stiffening: float


class BodyEquations:
    """Equations of a body with given supports; `open_step` sets the start of a step."""

    def __init__(self, body: Body, mesh: BodyMesh, loads: Loads) -> None:
        """Number the unknowns and find the matrix's pattern."""
        self.body = body
        self.topology = mesh
        self.blocks: BodyUnknowns = number(body, mesh, loads)
        elastic = body.contact is not None and body.contact.compliance is not None
        self.matrix = BodyMatrix(self.blocks, mesh, loads, elastic)

    def open_step(self, state: BodyState, loads: Loads, step: float) -> None:
        """Set the geometry, loads and length [s] of a step.

        Raises:
            ConvergenceError: a cell is turned over.
        """
        self.state, self.loads, self.step = state, loads, step
        self.kernel: Kernel = kernel(state.mesh, self.body.symmetry)
        self.length, shear = float(np.ptp(state.mesh.points, axis=0).max()), self.body.solid.shear
        steepest = np.abs(self.kernel.gradient).max(axis=(2, 3))
        self.least_force = (
            LEAST_STRAIN * shear * float((steepest * self.kernel.weight).sum(1).mean())
        )
        # Unknowns in units that make the entries alike: G per length for pressures, G for forces.
        self.unit = np.ones(self.blocks.size)
        nodes, contacts = 2 * len(state.mesh.points), len(self.blocks.normal)
        self.unit[nodes : nodes + len(state.mesh.vertices)] = shear / self.length
        if contacts:
            self.unit[-2 * contacts :] = shear
            self._open_contact()

    def _open_contact(self) -> None:
        contact, mesh = self.contact(), self.state.mesh
        self.nodes = self.body.contact_nodes(mesh)
        self.shares = contact_shares(mesh, contact.edge, self.body.symmetry)
        self.strength = contact.adhesion * self.shares * self.state.attached
        self.growth = np.broadcast_to(np.asarray(self.loads.growth), self.shares.shape) * self.step
        self.displacement = np.broadcast_to(np.asarray(self.loads.displacement), self.shares.shape)
        self.shift = self.state.face_shift + np.array(self.loads.face_velocity) * self.step
        points = mesh.points[self.nodes] - self.state.face_shift
        self.face = contact.face.seen_from(points, self.shares / 2)
        slope = self.face.distance(points).slope
        self.tangent = np.column_stack([-slope[:, 1], slope[:, 0]])
        free = self.matrix.reduced[self.blocks.contact] >= 0
        self.normal_free = np.linalg.norm(slope * free, axis=1) > HELD
        self.shear_free = np.linalg.norm(self.tangent * free, axis=1) > HELD
        self.grips = self.state.attached & contact.sticks
        self.compliance = np.zeros((len(self.nodes),) * 2)
        if contact.compliance is not None:
            self.compliance = contact.compliance.between(contact.face.along(points))

    def contact(self) -> Contact:
        """What part of the boundary may touch, and what."""
        if self.body.contact is None:
            raise ValueError("this body has no contact")
        return self.body.contact

    def first_active(self, guess: Guess) -> npt.NDArray[np.bool_]:
        """Contact nodes that touch at the start of a step or would sink in by the first guess."""
        if not len(self.blocks.normal):
            return np.zeros(0, dtype=np.bool_)
        return self.normal_free & (
            self.state.attached | (self.distance(guess).gap <= 1e-9 * self.length)
        )

    def let_go(self, active: npt.NDArray[np.bool_]) -> None:
        """Nodes that have lost contact within the step slide if they come back in it.

        Were they to stick again, releasing one and holding it could both be wrong.
        """
        if len(self.blocks.normal):
            self.grips = self.grips & active

    def propose(self, guess: Guess) -> npt.NDArray[np.bool_]:
        """Contact nodes that should touch: the active set of the semismooth Newton method."""
        if not len(self.blocks.normal):
            return np.zeros(0, dtype=np.bool_)
        gap = self.distance(guess).gap
        force, shear = guess.normal_force, self.body.solid.shear
        return self.normal_free & touching(force, gap, shear, self.strength)

    def evaluate(
        self, guess: Guess, active: npt.NDArray[np.bool_], stiffening: float = 0.0
    ) -> Evaluation:
        """Residual and tangent.

        Args:
            guess: unknowns.
            active: contact nodes whose gap is closed; the others have no force.
            stiffening: of the tangent, see `stress.respond`.

        Raises:
            ConvergenceError: the flow law has no solution.
        """
        residual = np.zeros(self.blocks.size)
        response, matrices, size = self._cells(guess, residual, stiffening)
        entries = [matrices, *self._edges(guess, residual)]
        for platen in self.loads.platens:
            residual[2 * self.topology.nodes(platen.edge)[0] + platen.axis] -= platen.force
        if len(self.blocks.normal):
            entries += self._touch(guess, active, residual)
        return Evaluation(residual, entries, response, active, size, stiffening)

    def respond(self, guess: Guess, stiffening: float = 0.0) -> StressResponse:
        """Stress at quadrature points."""
        gradient, pressure = self._fields(guess)
        state = self.state
        start = (state.deviator, state.resistance)
        return respond(self.body.solid, gradient, pressure, *start, self.step, stiffening)

    def gradient(self, displacement: FloatArray) -> FloatArray:
        """Displacement gradient at quadrature points, shape (n_cells, n_q, 5)."""
        local = displacement[self.topology.cells].reshape(len(self.topology.cells), 12)
        return np.asarray(np.einsum("mqia,ma->mqi", self.kernel.gradient, local))

    def _fields(self, guess: Guess) -> tuple[FloatArray, FloatArray]:
        first = 2 * len(self.topology.points)
        local = guess.pressure[self.blocks.cells[:, 12:] - first]
        return self.gradient(guess.displacement), local @ self.kernel.linear.T

    def _cells(
        self, guess: Guess, residual: FloatArray, stiffening: float
    ) -> tuple[StressResponse, FloatArray, float]:
        kernel, response = self.kernel, self.respond(guess, stiffening)
        cells, points = kernel.weight.shape
        weight, linear = kernel.weight, kernel.linear
        flat = kernel.gradient.reshape(cells, points * 5, 12)
        turned = flat.transpose(0, 2, 1)
        load = (weight[..., None] * response.force).reshape(cells, -1, 1)
        force = (turned @ load)[..., 0]
        first = 2 * len(self.topology.points)
        old = self.state.pressure[self.blocks.cells[:, 12:] - first] @ linear.T
        new = guess.pressure[self.blocks.cells[:, 12:] - first] @ linear.T
        squeeze = self.body.solid.compressibility
        gain = weight * (response.volume + squeeze * (new - old))
        np.add.at(residual, self.blocks.cells[:, :12], force)
        np.add.at(residual, self.blocks.cells[:, 12:], -gain @ linear)
        strained = (weight[..., None, None] * response.by_gradient) @ kernel.gradient
        by_volume = np.einsum("mqi,mqia->mqa", response.by_volume, kernel.gradient)
        matrices = np.zeros((cells, 15, 15))
        matrices[:, :12, :12] = turned @ strained.reshape(cells, -1, 12)
        coupling = -(weight[..., None] * by_volume).transpose(0, 2, 1) @ linear
        matrices[:, :12, 12:], matrices[:, 12:, :12] = coupling, coupling.transpose(0, 2, 1)
        matrices[:, 12:, 12:] = -squeeze * np.einsum("mq,qa,qb->mab", weight, linear, linear)
        return response, matrices, max(float(np.abs(force).max()), self.least_force)

    def _edges(self, guess: Guess, residual: FloatArray) -> list[FloatArray]:
        entries = []
        large = self.body.solid.large
        points = self.state.mesh.points + (guess.displacement if large else 0)
        for name, unknowns in self.blocks.edges.items():
            pressure = self.loads.pressures[name]
            normal, slope = edge_normals(points, self.topology.edges[name], self.body.symmetry)
            np.add.at(residual, unknowns, pressure * normal.reshape(len(normal), 6))
            entries.append(large * pressure * slope)
        return entries

    def distance(self, guess: Guess) -> Distance:
        """Gaps of the contact nodes to the counter face at the end of the step."""
        points = self.state.mesh.points[self.nodes] + guess.displacement[self.nodes] - self.shift
        distance = self.face.distance(points)
        opening = self.compliance @ guess.normal_force
        return distance._replace(gap=distance.gap + opening + self.displacement - self.growth)

    def _touch(
        self, guess: Guess, active: npt.NDArray[np.bool_], residual: FloatArray
    ) -> list[FloatArray]:
        blocks = self.blocks
        distance, force = self.distance(guess), guess.normal_force
        shear = self.body.solid.shear
        shift = np.array(self.loads.face_velocity) * self.step
        slip = np.sum((guess.displacement[self.nodes] - shift) * self.tangent, axis=1)
        holds = active & self.shear_free & self.grips
        push = force[:, None] * distance.slope + guess.shear_force[:, None] * self.tangent
        np.add.at(residual, blocks.contact, -push)
        residual[blocks.normal] = np.where(active, -distance.gap, -force / shear)
        residual[blocks.shear] = np.where(holds, -slip, -guess.shear_force / shear)
        flexible = -np.where(active[:, None], self.compliance, 0)
        flexible[~active, ~active] = -1 / shear
        dense = self.contact().compliance is not None
        return [
            -force[:, None, None] * distance.curvature,
            -distance.slope,
            -distance.slope * active[:, None],
            -self.tangent,
            -self.tangent * holds[:, None],
            np.where(holds, 0, -1 / shear),
            flexible if dense else np.diagonal(flexible),
        ]
