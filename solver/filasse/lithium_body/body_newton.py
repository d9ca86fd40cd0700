"""Newton's method for one implicit step of a body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.errors import ConvergenceError
from filasse.lithium_body.body_equations import BodyEquations, Evaluation, Guess
from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, IntArray
from filasse.lithium_body.body_state import BodyState, Loads
from filasse.lithium_body.taylor_hood import quality

NEARLY_RIGHT = 1e-3
"""Relative error below which contact nodes may change sides."""

FAR, STIFFENING = 1e-2, 0.3
"""Relative error above which the tangent is stiffened, and by how much: found by trial, it saves a
third of the iterations with n = 6.6 and half of them near perfect plasticity."""


PATIENCE = 8
"""Iterations allowed for every set of contact nodes that has not been tried before."""


@dataclass(frozen=True)
class Accuracy:
    """When Newton stops.

    Attributes:
        tolerance: largest nodal force out of balance over the largest force of a cell; also the
            largest volume error over a cell's volume, and gap over the body's size.
        most_iterations: after which a step has failed.
        most_halvings: of a Newton step that does not help.
    """

    tolerance: float = 1e-8
    most_iterations: int = 25
    most_halvings: int = 6


class Solved(NamedTuple):
    """A converged step.

    Attributes:
        state: at the end.
        residuals: relative errors before every iteration and at the end.
        strain: largest increment of equivalent viscoplastic strain.
        reactions: force that supports, platens and faces exert on each node, shape (n_nodes, 2).
    """

    state: BodyState
    residuals: tuple[float, ...]
    strain: float
    reactions: FloatArray


def solve_step(
    equations: BodyEquations, state: BodyState, loads: Loads, step: float, accuracy: Accuracy
) -> Solved:
    """Solve one implicit step.

    Args:
        equations: of this body, mesh topology and supports.
        state: at the start; left untouched.
        loads: at the end of the step; growth and velocities are means over it.
        step: dt [s].
        accuracy: when to stop.

    Raises:
        ConvergenceError: no convergence; the text has the reason.
    """
    equations.open_step(state, loads, step)
    first = state.velocity * step
    guess = Guess(first, state.pressure, state.normal_force, state.shear_force)
    target = _prescribed(equations, guess)
    now, errors = equations.evaluate(guess, equations.first_active(guess)), list[float]()
    most, sets = accuracy.most_iterations, _ContactSets(now.active)
    while len(errors) < most:
        errors.append(max(_errors(equations, now)))
        if not np.any(target):
            proposal = sets.next(equations.propose(guess), now.active, errors[-1])
            changed = not np.array_equal(proposal, now.active)
            if errors[-1] <= accuracy.tolerance and not changed:
                return _close(equations, guess, now, errors)
            if changed:
                equations.let_go(proposal)
                now = equations.evaluate(guess, proposal, now.stiffening)
                most += PATIENCE * sets.is_new(proposal)
        stiffening = STIFFENING if errors[-1] > FAR else 0.0
        if stiffening != now.stiffening:
            now = equations.evaluate(guess, now.active, stiffening)
        guess, now = _improve(equations, guess, now, target, accuracy)
        target = np.zeros_like(target)
    raise ConvergenceError(_why(equations, now, errors))


class _ContactSets:
    """Chooses which contact nodes touch, and notices when the choice goes in circles."""

    def __init__(self, active: npt.NDArray[np.bool_]) -> None:
        self.seen, self.careful = {active.tobytes()}, False

    def next(
        self, proposal: npt.NDArray[np.bool_], active: npt.NDArray[np.bool_], error: float
    ) -> npt.NDArray[np.bool_]:
        """The next set: all changes at once, or once these have gone in a circle one by one.

        Changing only the first node that asks for it cannot cycle (K. G. Murty, Linear Algebra
        Appl. 9 (1974) 65). Nothing changes before the forces are nearly right.
        """
        if error > NEARLY_RIGHT:
            return active
        changes = np.flatnonzero(proposal != active)
        self.careful |= len(changes) > 0 and proposal.tobytes() in self.seen
        if not self.careful or len(changes) <= 1:
            return proposal
        first = active.copy()
        first[changes[0]] = proposal[changes[0]]
        return first

    def is_new(self, active: npt.NDArray[np.bool_]) -> bool:
        """Whether a set has not been tried before; it has been from now on."""
        known = active.tobytes() in self.seen
        self.seen.add(active.tobytes())
        return not known


def _prescribed(equations: BodyEquations, guess: Guess) -> FloatArray:
    """What prescribed displacements lack in the guess; zero elsewhere; shape (size,)."""
    missing = np.zeros(equations.blocks.size)
    mesh = equations.topology
    for fixed in equations.loads.prescribed:
        nodes = mesh.nodes(fixed.edge)
        wanted = np.asarray(fixed.velocity) * equations.step
        missing[2 * nodes + fixed.axis] = wanted - guess.displacement[nodes, fixed.axis]
    for platen in equations.loads.platens:
        nodes = mesh.nodes(platen.edge)
        have = guess.displacement[nodes, platen.axis]
        missing[2 * nodes + platen.axis] = have[0] - have
    return missing


def _improve(
    equations: BodyEquations, guess: Guess, now: Evaluation, target: FloatArray, accuracy: Accuracy
) -> tuple[Guess, Evaluation]:
    """One Newton step, halved while cells turn over or the forces get much worse."""
    change = _direction(equations, now, target)
    forced = bool(np.any(target))
    length, before = 1.0, _merit(equations, now)
    for halving in range(accuracy.most_halvings + 1):
        trial = guess.plus(length * change)
        if _upright(equations, trial):
            after = equations.evaluate(trial, now.active, now.stiffening)
            last = forced or halving == accuracy.most_halvings
            if last or _merit(equations, after) <= (1 - 1e-4 * length) * before:
                return trial, after
        elif forced:
            break
        length /= 2
    raise ConvergenceError(
        f"The lithium body would turn cells over within a step of {equations.step:.3g} s "
        f"(time {equations.state.time:.6g} s)."
    )


def _direction(equations: BodyEquations, now: Evaluation, target: FloatArray) -> FloatArray:
    """Newton's change of all unknowns; the prescribed ones change by what they lack."""
    matrix, unit = equations.matrix, equations.unit
    moved = matrix.fill(now.entries, unit, target)
    solution = matrix.solve(matrix.collect(-now.residual * unit - moved))
    return (target + matrix.spread(solution)) * unit


def _upright(equations: BodyEquations, guess: Guess) -> bool:
    if not equations.body.solid.large:
        return True
    h = equations.gradient(guess.displacement)
    area = (1 + h[..., 0]) * (1 + h[..., 3]) - h[..., 1] * h[..., 2]
    return bool(area.min() > 0.05 and h[..., 4].min() > -0.95)


def _merit(equations: BodyEquations, now: Evaluation) -> float:
    """Norm of the free equations in units that make them alike."""
    return float(np.linalg.norm(equations.matrix.collect(now.residual * equations.unit)))


def _errors(equations: BodyEquations, now: Evaluation) -> tuple[float, float, float]:
    """Relative errors of forces, volumes and gaps."""
    nodes = 2 * len(equations.topology.points)
    balance = now.residual.copy()
    balance[nodes:] = 0
    force = equations.matrix.collect(balance)
    contacts = 2 * len(equations.blocks.normal)
    volume = now.residual[nodes : len(now.residual) - contacts]
    gaps = now.residual[len(now.residual) - contacts :]
    return (
        float(np.abs(force).max(initial=0) / now.scale),
        float(np.abs(volume).max() / equations.kernel.weight.mean() / 6),
        float(np.abs(gaps).max(initial=0) / equations.length),
    )


def _close(equations: BodyEquations, guess: Guess, now: Evaluation, errors: list[float]) -> Solved:
    """The state at the end of the step."""
    state, step, strain = equations.state, equations.step, now.response.strain
    end = replace(
        state,
        mesh=_end_mesh(equations, guess),
        deviator=now.response.deviator,
        resistance=now.response.resistance,
        strain=state.strain + strain,
        pressure=guess.pressure,
        velocity=guess.displacement / step,
        normal_force=guess.normal_force,
        shear_force=guess.shear_force,
        attached=now.active,
        face_shift=state.face_shift + np.array(equations.loads.face_velocity) * step,
        time=state.time + step,
    )
    reactions = _reactions(equations, guess, now)
    return Solved(end, tuple(errors), float(strain.max()), reactions)


def _end_mesh(equations: BodyEquations, guess: Guess) -> BodyMesh:
    """The mesh moved with the flow and, at the contact, by what was plated."""
    mesh = equations.state.mesh
    if not equations.body.solid.large:
        return mesh
    moved = mesh.points + guess.displacement
    if len(equations.blocks.normal) and np.any(equations.growth):
        away = equations.distance(guess).slope
        moved = _grown(mesh, moved, equations.nodes, -equations.growth[:, None] * away)
    return mesh.moved(moved)


def _reactions(equations: BodyEquations, guess: Guess, now: Evaluation) -> FloatArray:
    """Forces of supports, platens and faces on every node, shape (n_nodes, 2)."""
    mesh = equations.topology
    held = now.residual[: 2 * len(mesh.points)].copy()
    for platen in equations.loads.platens:
        held[2 * mesh.nodes(platen.edge)[0] + platen.axis] += platen.force
    reactions: FloatArray = held.reshape(-1, 2)
    if len(equations.blocks.normal):
        slope = equations.distance(guess).slope
        reactions[equations.nodes] += guess.normal_force[:, None] * slope
        reactions[equations.nodes] += guess.shear_force[:, None] * equations.tangent
    return reactions


def _grown(mesh: BodyMesh, points: FloatArray, surface: IntArray, growth: FloatArray) -> FloatArray:
    """Move the surface by what was plated; middles of edges below it follow half way.

    Raises:
        ConvergenceError: a cell is stripped away or turned over.
    """
    shift = np.zeros_like(points)
    shift[surface] = growth
    for middle, ends in zip((3, 4, 5), ((1, 2), (0, 2), (0, 1)), strict=True):
        shift[mesh.cells[:, middle]] = shift[mesh.cells[:, ends]].mean(axis=1)
    shift[surface] = growth
    if quality(mesh.moved(points + shift)).min() <= 0:
        thickest = np.abs(growth).max()
        raise ConvergenceError(
            f"Plating or stripping of {thickest:.3g} m in one step turns cells at the surface over."
        )
    return points + shift


def _why(equations: BodyEquations, now: Evaluation, errors: list[float]) -> str:
    force, volume, gap = _errors(equations, now)
    worst = int(np.unravel_index(np.argmax(now.response.strain), now.response.strain.shape)[0])
    x, y = equations.kernel.positions[worst].mean(axis=0)
    return (
        f"Newton for the lithium body did not converge in {len(errors)} iterations: relative "
        f"errors of force {force:.1e}, volume {volume:.1e}, contact {gap:.1e}; largest strain "
        f"increment {now.response.strain.max():.2g} at ({x:.4g}, {y:.4g}) m; "
        f"{int(now.active.sum())} of {len(now.active)} contact nodes touch."
    )
