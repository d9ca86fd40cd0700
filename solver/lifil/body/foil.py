"""The lithium anode as a foil pressed against the electrolyte at y = 0, below it.

Plating thickens it at the interface, stripping thins it; where stripping outruns creep a gap
opens: a void. Lithium squeezed out of crack mouths spreads into it, and its contact pressure there
is the answer that the cracks feel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lifil.body.contact import Contact, Plane, contact_shares
from lifil.body.element import quality
from lifil.body.march import BodySolver, StepControl
from lifil.body.mesh import BodyMesh, FloatArray, grid
from lifil.body.mouth import entry_pressure
from lifil.body.newton import Accuracy, Solved
from lifil.body.state import Body, BodyState, Loads, Platen, Prescribed, at_rest
from lifil.body.stress import Solid
from lifil.body.transfer import remesh_four_sided

OPEN = 1e-12
"""Distance of the surface from the electrolyte that counts as a gap [m]."""

GROWN = 0.15
"""Thickness plated or stripped in one step, over the spread: cells at the surface bear no more."""


@dataclass(frozen=True)
class FoilShape:
    """Geometry and cell sizes of a foil.

    Attributes:
        width: [m].
        thickness: [m].
        size: largest cell [m].
        mouths: x of the crack mouths [m].
        spread: half width of surface that shares the lithium of a mouth; cells there are half
            as large [m].
        grading: growth of the cell size per distance.
    """

    width: float
    thickness: float
    size: float
    mouths: tuple[float, ...] = ()
    spread: float = 1e-6
    grading: float = 0.3


@dataclass(frozen=True)
class Duty:
    """What a foil must do during a time.

    Attributes:
        positions: x of the electrolyte's nodes [m], ascending, shape (n,).
        plating: thickness rate there, i V_m/F [m/s], negative for stripping, shape (n,).
        squeezed: lithium that leaves each crack mouth into the foil [m^2/s], shape (n_mouths,).
        openings: of the mouths [m], shape (n_mouths,).
        stack_pressure: on the far side [Pa].
    """

    positions: FloatArray
    plating: FloatArray
    squeezed: FloatArray
    openings: FloatArray
    stack_pressure: float


@dataclass(frozen=True)
class Answer:
    """What the electrolyte and the cracks feel at the end.

    Attributes:
        state: of the foil.
        pressure: contact pressure at the electrolyte's nodes [Pa], shape (n,).
        gap: there [m], shape (n,): no current flows where it is above zero.
        mouth_pressure: [Pa], shape (n_mouths,).
        mouth_slope: derivative of the mouth pressures by the squeezed flows in the last step
            [Pa s/m^2], shape (n_mouths, n_mouths).
        steps: number of steps taken.
        iterations: of Newton's method.
    """

    state: BodyState
    pressure: FloatArray
    gap: FloatArray
    mouth_pressure: FloatArray
    mouth_slope: FloatArray
    steps: int
    iterations: int


class AnodeFoil:
    """Marches a foil; keeps numbering and factor between calls."""

    def __init__(
        self,
        shape: FoilShape,
        solid: Solid,
        contact: Contact | None = None,
        control: StepControl | None = None,
    ) -> None:
        """Mesh the foil.

        Args:
            shape: geometry and sizes.
            solid: lithium's law.
            contact: with the electrolyte; by default sticking, without adhesion, rigid.
            control: how steps adapt.
        """
        self.shape = shape
        self.columns = lines(shape.width, shape.mouths, shape)
        self.rows = lines(shape.thickness, (shape.thickness,), shape) - shape.thickness
        self.body = Body(solid, contact or Contact("top", Plane(), sticks=True))
        worst = 0.6 * float(quality(grid(self.columns, self.rows)).min())
        control = control or StepControl(largest_strain=0.05, worst_quality=worst)
        self.solver = BodySolver(self.body, Accuracy(1e-6), control)

    def start(self, stack_pressure: float) -> BodyState:
        """A flat foil under a uniform stack pressure [Pa], in contact everywhere."""
        mesh = grid(self.columns, self.rows)
        state = at_rest(self.body, mesh, stack_pressure)
        force = stack_pressure * contact_shares(mesh, "top", self.body.symmetry)
        touching = np.ones(len(force), dtype=np.bool_)
        return replace(state, normal_force=force, attached=touching)

    def advance(
        self, state: BodyState, duty: Duty, duration: float, first: float | None = None
    ) -> Answer:
        """March the foil.

        Args:
            state: at the start; left untouched.
            duty: plating, squeezed lithium and stack pressure.
            duration: [s].
            first: first step [s]; by default the whole duration.

        Raises:
            ConvergenceError: even the smallest step fails.
        """
        solved: list[Solved] = []

        def loads(now: BodyState) -> Loads:
            return self._loads(now, duty)

        fastest = np.abs(np.asarray(loads(state).growth)).max()
        longest = GROWN * self.shape.spread / max(float(fastest), 1e-30)
        self.solver.advance(state, loads, duration, first, solved.append, self._remesh, longest)
        return self._answer(solved, duty)

    def close(self) -> None:
        """Free the factor."""
        self.solver.close()

    def _loads(self, state: BodyState, duty: Duty) -> Loads:
        patterns = self._patterns(state.mesh)
        x = state.mesh.points[state.mesh.nodes("top"), 0]
        growth = np.interp(x, duty.positions, duty.plating) + patterns @ duty.squeezed
        force = duty.stack_pressure * self.shape.width
        sides = (Prescribed("left", 0), Prescribed("right", 0))
        probes = patterns if patterns.shape[1] else None
        return Loads(sides, (Platen("bottom", 1, force),), growth=growth, probes=probes)

    def _patterns(self, mesh: BodyMesh) -> FloatArray:
        """Growth [1/m] by unit flow out of each mouth, of unit integral: (n_contact, n_mouths)."""
        x = mesh.points[mesh.nodes("top"), 0]
        away = np.abs(x[:, None] - np.array(self.shape.mouths)[None, :]) / self.shape.spread
        hats = np.maximum(1 - away, 0)
        shares = contact_shares(mesh, "top", self.body.symmetry)
        return np.asarray(hats / (shares @ hats)[None, :], dtype=np.float64)

    def _answer(self, solved: list[Solved], duty: Duty) -> Answer:
        last = solved[-1]
        state, mesh = last.state, last.state.mesh
        nodes = mesh.nodes("top")
        order = np.argsort(mesh.points[nodes, 0])
        x = mesh.points[nodes, 0][order]
        patterns = self._patterns(mesh)
        shares = contact_shares(mesh, "top", self.body.symmetry)
        extra, slope = entry_pressure(
            self.body.solid.law, duty.squeezed, duty.openings, self.shape.spread
        )
        gap = np.maximum(-mesh.points[nodes, 1], 0) * ~state.attached
        gap[gap < OPEN] = 0
        by_flow = patterns.T @ last.force_by_probe if patterns.shape[1] else np.zeros((0, 0))
        return Answer(
            state=state,
            pressure=np.interp(duty.positions, x, (state.normal_force / shares)[order]),
            gap=np.interp(duty.positions, x, gap[order]),
            mouth_pressure=patterns.T @ state.normal_force + extra,
            mouth_slope=by_flow + np.diag(slope),
            steps=len(solved),
            iterations=sum(len(s.residuals) - 1 for s in solved),
        )

    def _remesh(self, mesh: BodyMesh) -> BodyMesh:
        columns = self.columns / self.shape.width
        rows = 1 + self.rows / self.shape.thickness
        return remesh_four_sided(mesh, columns, rows)


def lines(length: float, fine: tuple[float, ...], shape: FoilShape) -> FloatArray:
    """Divide a length into cells that are fine round some places and grow away from them.

    Args:
        length: [m].
        fine: places where cells have half the spread's size [m].
        shape: sizes and grading.
    """
    x = np.linspace(0, length, 20001)
    sizes = np.full_like(x, shape.size)
    for place in fine:
        near = shape.spread / 2 + shape.grading * np.abs(x - place)
        sizes = np.minimum(sizes, near)
    count = np.concatenate([[0], np.cumsum((1 / sizes[1:] + 1 / sizes[:-1]) / 2 * np.diff(x))])
    cells = max(2, int(np.ceil(count[-1])))
    result = np.interp(np.linspace(0, count[-1], cells + 1), count, x)
    result[[0, -1]] = 0, length
    return result
