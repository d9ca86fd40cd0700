"""The lithium anode as a foil pressed against the electrolyte at y = 0, below it.

Plating thickens it at the interface, stripping thins it; where stripping outruns creep a gap
opens: a void. Lithium squeezed out of crack mouths spreads into it, and the cracks feel its contact
pressure there. The electrolyte above is elastic: its side is condensed to a compliance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lifil.body.contact import Contact, Plane, contact_shares, interpolation
from lifil.body.element import kernel, quality
from lifil.body.march import BodySolver, StepControl
from lifil.body.mesh import BodyMesh, FloatArray, grid, mapped
from lifil.body.newton import Accuracy, Solved
from lifil.body.state import Body, BodyState, Loads, Platen, Prescribed, at_rest, volume
from lifil.body.stress import Solid
from lifil.body.transfer import remesh_four_sided

TOLERANCE = 1e-8
"""Of Newton's method: looser, and the foil's lithium drifts over many steps."""

CELLS_PER_DENT = 12
"""Width of a dent over the size of the cells at its rims."""

GROWN = 0.15
"""Thickness plated or stripped in one step, over the spread: cells at the surface bear no more."""


@dataclass(frozen=True)
class Dent:
    """A gap of the foil at the start: depth (1 - (2 x/width)^2) round its middle.

    Attributes:
        position: x of its middle [m].
        width: [m].
        depth: [m].
    """

    position: float
    width: float
    depth: float


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
        dents: gaps at the start.
    """

    width: float
    thickness: float
    size: float
    mouths: tuple[float, ...] = ()
    spread: float = 1e-6
    grading: float = 0.3
    dents: tuple[Dent, ...] = ()

    @property
    def fine(self) -> tuple[tuple[float, float], ...]:
        """Places that need small cells, with their size [m]: mouths, and rims of dents."""
        rims = (
            (dent.position + part * dent.width, dent.width / CELLS_PER_DENT)
            for dent in self.dents
            for part in (-0.5, 0.0, 0.5)
        )
        return (*((x, self.spread / 2) for x in self.mouths), *rims)


@dataclass(frozen=True)
class Duty:
    """What a foil must do during a time.

    Attributes:
        positions: x of the electrolyte's nodes [m], ascending, shape (n,).
        plating: thickness rate there, i V_m/F [m/s], negative for stripping, shape (n,).
        plated: its integral over the width [m^2/s], to be met exactly.
        squeezed: lithium that leaves each crack mouth into the foil [m^2/s], shape (n_mouths,).
        stack_pressure: on the far side [Pa].
        lift: displacement of the electrolyte's side away from the foil by other loads than the
            contact's, at the knots of the compliance [m], shape (k,); None without compliance.
    """

    positions: FloatArray
    plating: FloatArray
    plated: float
    squeezed: FloatArray
    stack_pressure: float
    lift: FloatArray | None = None


@dataclass(frozen=True)
class Touch:
    """What the electrolyte and the cracks feel of a foil.

    Attributes:
        x: of the foil's surface nodes [m], ascending, shape (m,).
        pressure: of the contact there [Pa], shape (m,).
        gap: to the electrolyte there [m], shape (m,).
        mouths: pressure round each crack mouth [Pa], shape (n_mouths,).
    """

    x: FloatArray
    pressure: FloatArray
    gap: FloatArray
    mouths: FloatArray


@dataclass(frozen=True)
class Answer:
    """A foil after some time.

    Attributes:
        state: of the foil.
        touch: what is felt of it.
        steps: number of steps taken.
        iterations: of Newton's method.
    """

    state: BodyState
    touch: Touch
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
        self.columns = lines(shape.width, shape.fine, shape)
        self.rows = self._lines_across(shape.thickness) - shape.thickness
        self.body = Body(solid, contact or Contact("top", Plane(), sticks=True))
        worst = 0.6 * float(quality(grid(self.columns, self.rows)).min())
        control = control or StepControl(largest_strain=0.05, worst_quality=worst)
        self.solver = BodySolver(self.body, Accuracy(TOLERANCE), control)

    def start(self, stack_pressure: float) -> BodyState:
        """A foil under a uniform stack pressure [Pa], in contact but for its dents."""
        mesh = mapped(grid(self.columns, self.rows), self._dented)
        state = at_rest(self.body, mesh, stack_pressure)
        touching = mesh.points[mesh.nodes("top"), 1] == 0
        shares = contact_shares(mesh, "top", self.body.symmetry)
        return replace(state, normal_force=stack_pressure * shares * touching, attached=touching)

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
        end = self.solver.advance(
            state, loads, duration, first, solved.append, self._remesh, longest
        )
        iterations = sum(len(s.residuals) - 1 for s in solved)
        return Answer(end, self.touch(end, duty.lift), len(solved), iterations)

    def touch(self, state: BodyState, lift: FloatArray | None = None) -> Touch:
        """What the electrolyte and the cracks feel of a state."""
        mesh = state.mesh
        nodes = mesh.nodes("top")
        order = np.argsort(mesh.points[nodes, 0])
        shares = contact_shares(mesh, "top", self.body.symmetry)
        gap = -mesh.points[nodes, 1] + self._lift(mesh, lift)
        compliance = self._contact.compliance
        if compliance is not None:
            gap = gap + compliance.between(mesh.points[nodes, 0]) @ state.normal_force
        gap = np.where(state.attached, 0.0, np.maximum(gap, 0.0))
        return Touch(
            x=mesh.points[nodes, 0][order],
            pressure=(state.normal_force / shares)[order],
            gap=gap[order],
            mouths=self._patterns(mesh).T @ state.normal_force,
        )

    def lithium(self, state: BodyState) -> float:
        """Volume that the foil's lithium has without pressure, per depth [m^2]."""
        cells = kernel(state.mesh, self.body.symmetry)
        corners = np.searchsorted(state.mesh.vertices, state.mesh.cells[:, :3])
        pressure = state.pressure[corners] @ cells.linear.T
        squeezed = self.body.solid.compressibility * pressure
        return float((cells.weight * (1 + squeezed)).sum())

    def close(self) -> None:
        """Free the factor."""
        self.solver.close()

    @property
    def _contact(self) -> Contact:
        assert self.body.contact is not None
        return self.body.contact

    def _loads(self, state: BodyState, duty: Duty) -> Loads:
        mesh = state.mesh
        x = mesh.points[mesh.nodes("top"), 0]
        shares = contact_shares(mesh, "top", self.body.symmetry)
        growth = _total(np.interp(x, duty.positions, duty.plating), shares, duty.plated)
        growth = growth + self._patterns(mesh) @ duty.squeezed
        pressure = state.normal_force / shares
        growth = growth / (1 + self.body.solid.compressibility * pressure)
        force = duty.stack_pressure * self.shape.width
        sides = (Prescribed("left", 0), Prescribed("right", 0))
        lift = self._lift(mesh, duty.lift)
        return Loads(sides, (Platen("bottom", 1, force),), growth=growth, lift=lift)

    def _lift(self, mesh: BodyMesh, lift: FloatArray | None) -> float | FloatArray:
        compliance = self._contact.compliance
        if lift is None or compliance is None:
            return 0.0
        return interpolation(compliance.positions, mesh.points[mesh.nodes("top"), 0]) @ lift

    def _patterns(self, mesh: BodyMesh) -> FloatArray:
        """Growth [1/m] by unit flow out of each mouth, of unit integral: (n_contact, n_mouths)."""
        x = mesh.points[mesh.nodes("top"), 0]
        away = np.abs(x[:, None] - np.array(self.shape.mouths)[None, :]) / self.shape.spread
        hats = np.maximum(1 - away, 0)
        shares = contact_shares(mesh, "top", self.body.symmetry)
        return np.asarray(hats / (shares @ hats)[None, :], dtype=np.float64)

    def _dented(self, points: FloatArray) -> FloatArray:
        x, height = points[:, 0], 1 + points[:, 1] / self.shape.thickness
        depth = np.zeros_like(x)
        for dent in self.shape.dents:
            away = 2 * (x - dent.position) / dent.width
            depth = np.maximum(depth, dent.depth * np.maximum(1 - away**2, 0))
        return np.column_stack([x, points[:, 1] - depth * height])

    def _lines_across(self, thickness: float) -> FloatArray:
        near = min((size for _, size in self.shape.fine), default=self.shape.spread / 2)
        return lines(thickness, ((thickness, near),), self.shape)

    def _remesh(self, mesh: BodyMesh) -> BodyMesh:
        """New lines for the present thickness; none of the lithium is lost between them."""
        thickness = -float(mesh.points[mesh.nodes("bottom"), 1].mean())
        rows = self._lines_across(thickness) / thickness
        fresh = remesh_four_sided(mesh, self.columns / self.shape.width, rows)
        return fresh.moved(fresh.points * [1.0, volume(self.body, mesh) / volume(self.body, fresh)])


def _total(rates: FloatArray, shares: FloatArray, wanted: float) -> FloatArray:
    """Rates with a given integral, changed in proportion to their size."""
    size = float(shares @ np.abs(rates))
    if size == 0:
        return rates
    return rates + np.abs(rates) * (wanted - float(shares @ rates)) / size


def lines(length: float, fine: tuple[tuple[float, float], ...], shape: FoilShape) -> FloatArray:
    """Divide a length into cells that are fine round some places and grow away from them.

    Args:
        length: [m].
        fine: places and the sizes of cells there [m].
        shape: sizes and grading.
    """
    x = np.linspace(0, length, 20001)
    sizes = np.full_like(x, shape.size)
    for place, size in fine:
        near = size + shape.grading * np.abs(x - place)
        sizes = np.minimum(sizes, near)
    count = np.concatenate([[0], np.cumsum((1 / sizes[1:] + 1 / sizes[:-1]) / 2 * np.diff(x))])
    cells = max(2, int(np.ceil(count[-1])))
    result = np.interp(np.linspace(0, count[-1], cells + 1), count, x)
    result[[0, -1]] = 0, length
    return result
