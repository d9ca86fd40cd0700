"""The lithium anode as a foil pressed against the electrolyte, below it and in its notches.

Plating thickens it at the interface, stripping thins it; where stripping outruns creep a gap
opens: a void. Lithium squeezed out of crack mouths spreads into it, and the cracks feel its contact
pressure there. The electrolyte above is elastic: its side is condensed to a compliance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filasse.lithium_body.body_integrator import BodySolver, StepControl, go_on
from filasse.lithium_body.body_mesh import BodyMesh, FloatArray
from filasse.lithium_body.body_newton import Accuracy, Solved
from filasse.lithium_body.body_state import (
    Body,
    BodyState,
    Loads,
    Platen,
    Prescribed,
    at_rest,
    volume,
)
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.foil_exchange import FoilContact, FoilLoads, FoilStepResult
from filasse.lithium_body.foil_mesh import FoilShape, first_mesh, mesh_again, surface_height
from filasse.lithium_body.taylor_hood import edge_normals, plane_weights, quality, reference
from filasse.lithium_body.unilateral_contact import (
    Contact,
    NodewiseFaces,
    contact_shares,
    interpolation,
)

TOLERANCE = 1e-8
"""Of Newton's method: looser, and the foil's lithium drifts over many steps."""

CONTACT = 1e-9
"""Gap over the spread up to which a foil touches at the start."""

TALL = 2.0
"""Height of the cells at the surface over that at the start beyond which they are too coarse."""

VOLUME_PASSES = 3
"""Times that a new mesh is stretched to hold the lithium of the old one."""

TOPPED_UP = 1e-6
"""Part of a foil's lithium that its last step may have lost, to be given back to it."""

GROWN = 0.15
"""Thickness plated or stripped in one step, over the spread: cells at the surface bear no more."""


class AnodeFoil:
    """Integrates a foil in time; keeps numbering and factor between calls."""

    def __init__(
        self,
        shape: FoilShape,
        solid: Solid,
        contact: Contact | None = None,
        control: StepControl | None = None,
        check: Callable[[], None] = go_on,
    ) -> None:
        """Mesh the foil.

        Args:
            shape: geometry and sizes.
            solid: lithium's law.
            contact: with the electrolyte; by default sticking, without adhesion, rigid.
            control: how steps adapt.
            check: called before every step; what it raises ends `advance` without a trace.
        """
        self.shape = shape
        self.mesh = first_mesh(shape)
        self.height = surface_height(self.mesh)
        self.body = Body(solid, contact or Contact("top", shape.outline, sticks=True))
        worst = 0.6 * float(quality(self.mesh).min())
        control = control or StepControl(largest_strain=0.05, worst_quality=worst)
        self.solver = BodySolver(self.body, Accuracy(TOLERANCE), control, check)

    def start(self, stack_pressure: float) -> BodyState:
        """A foil under a uniform stack pressure [Pa], in contact but for its dents."""
        state = at_rest(self.body, self.mesh, stack_pressure)
        touching = self._gap(self.mesh) <= CONTACT * self.shape.spread
        shares = contact_shares(self.mesh, "top", self.body.symmetry)
        return replace(state, normal_force=stack_pressure * shares * touching, attached=touching)

    def advance(
        self, state: BodyState, loads: FoilLoads, duration: float, first: float | None = None
    ) -> FoilStepResult:
        """Integrate the foil in time.

        Args:
            state: at the start; left untouched.
            loads: plating, squeezed lithium and stack pressure.
            duration: [s].
            first: first step [s]; by default the whole duration.

        Raises:
            ConvergenceError: even the smallest step fails.
        """
        counts: list[int] = []
        had, start, rate = self.lithium(state), state.time, loads.plated + loads.squeezed.sum()

        def loads_at(now: BodyState) -> Loads:
            """What the steps before have lost is plated in the time that is left."""
            missing = had + rate * (now.time - start) - self.lithium(now)
            owed = missing / (start + duration - now.time)
            return self._body_loads(now, replace(loads, plated=loads.plated + owed))

        def count(solved: Solved) -> None:
            counts.append(len(solved.residuals) - 1)

        fastest = np.abs(np.asarray(loads_at(state).growth)).max()
        longest = GROWN * self.shape.spread / max(float(fastest), 1e-30)
        end = self.solver.advance(
            state, loads_at, duration, first, count, self._remesh, longest, self._is_stale
        )
        end = self._topped_up(end, had + rate * duration)
        return FoilStepResult(
            end, self.contact_state(end, loads.displacement), len(counts), sum(counts)
        )

    def contact_state(
        self, state: BodyState, displacement: FloatArray | None = None
    ) -> FoilContact:
        """What the electrolyte and the cracks feel of a state."""
        mesh = state.mesh
        along = self._along(mesh)
        order = np.argsort(along)
        shares = contact_shares(mesh, "top", self.body.symmetry)
        gap = self._gap(mesh) + self._displacement(mesh, displacement)
        compliance = self._contact.compliance
        if compliance is not None:
            gap = gap + compliance.between(along) @ state.normal_force
        gap = np.where(state.attached, 0.0, np.maximum(gap, 0.0))
        return FoilContact(
            along=along[order],
            pressure=(state.normal_force / shares)[order],
            gap=gap[order],
            mouths=self._patterns(mesh, shares).T @ state.normal_force,
        )

    def lithium(self, state: BodyState) -> float:
        """Volume that the foil's lithium has without pressure, per unit depth [m^2]."""
        corners = np.searchsorted(state.mesh.vertices, state.mesh.cells[:, :3])
        pressure = state.pressure[corners] @ reference().linear.T
        squeezed = self.body.solid.compressibility * pressure
        return float((plane_weights(state.mesh) * (1 + squeezed)).sum())

    def close(self) -> None:
        """Free the factor."""
        self.solver.close()

    def _topped_up(self, state: BodyState, wanted: float) -> BodyState:
        """The state with exactly the lithium that it should hold [m^2].

        Its last step has lost some parts in 1e8 on a moving surface: the foil is stretched by
        that at its far side. What is more than rounding and this would be a fault, and stays.
        """
        lost = wanted - self.lithium(state)
        if abs(lost) > TOPPED_UP * wanted:
            return state
        return replace(state, mesh=self._stretched(state.mesh, lost))

    def _stretched(self, mesh: BodyMesh, gain: float) -> BodyMesh:
        """The mesh with its part below the interface taller, by a volume per unit depth [m^2]."""
        depth = -float(mesh.points[mesh.nodes("bottom"), 1].mean())
        scale = np.where(mesh.points[:, 1] < 0, 1 + gain / (self.shape.width * depth), 1.0)
        return mesh.moved(mesh.points * np.column_stack([np.ones_like(scale), scale]))

    @property
    def _contact(self) -> Contact:
        assert self.body.contact is not None
        return self.body.contact

    def _along(self, mesh: BodyMesh) -> FloatArray:
        """Surface nodes along the outline [m], shape (n_contact,)."""
        return self.shape.outline.along(mesh.points[mesh.nodes("top")])

    def _gap(self, mesh: BodyMesh) -> FloatArray:
        """Distance of the surface nodes from the rigid outline [m], shape (n_contact,)."""
        return self._face(mesh).distance(mesh.points[mesh.nodes("top")]).gap

    def _face(self, mesh: BodyMesh) -> NodewiseFaces:
        """The outline as the surface nodes see it."""
        shares = contact_shares(mesh, "top", self.body.symmetry)
        return self.shape.outline.seen_from(mesh.points[mesh.nodes("top")], shares / 2)

    def _body_loads(self, state: BodyState, loads: FoilLoads) -> Loads:
        mesh = state.mesh
        along = self._along(mesh)
        shares = contact_shares(mesh, "top", self.body.symmetry)
        swept = self._swept(mesh)
        growth = _total(np.interp(along, loads.positions, loads.plating), swept, loads.plated)
        growth = growth + self._patterns(mesh, swept) @ loads.squeezed
        pressure = state.normal_force / shares
        growth = growth / (1 + self.body.solid.compressibility * pressure)
        force = loads.stack_pressure * self.shape.width
        sides = (Prescribed("left", 0), Prescribed("right", 0))
        displacement = self._displacement(mesh, loads.displacement)
        return Loads(sides, (Platen("bottom", 1, force),), growth=growth, displacement=displacement)

    def _displacement(self, mesh: BodyMesh, displacement: FloatArray | None) -> float | FloatArray:
        compliance = self._contact.compliance
        if displacement is None or compliance is None:
            return 0.0
        return interpolation(compliance.positions, self._along(mesh)) @ displacement

    def _swept(self, mesh: BodyMesh) -> FloatArray:
        """Volume per growth of every surface node [m], less than its share where walls turn."""
        edges = mesh.edges["top"]
        outward = np.zeros_like(mesh.points)
        np.add.at(outward, edges, edge_normals(mesh.points, edges, self.body.symmetry)[0])
        swept = -(outward[mesh.nodes("top")] * self._face(mesh).inward).sum(axis=1)
        return np.asarray(swept, dtype=np.float64)

    def _patterns(self, mesh: BodyMesh, weights: FloatArray) -> FloatArray:
        """Hats around the mouths of unit weighted sum [1/m], shape (n_contact, n_mouths)."""
        apart = np.abs(self._along(mesh)[:, None] - np.array(self.shape.mouths)[None, :])
        hats = np.maximum(1 - apart / self.shape.spread, 0)
        return np.asarray(hats / (weights @ hats)[None, :], dtype=np.float64)

    def _is_stale(self, mesh: BodyMesh) -> bool:
        """Whether plating has made the cells at the surface much taller than they should be."""
        return surface_height(mesh) > TALL * self.height

    def _remesh(self, mesh: BodyMesh) -> BodyMesh:
        """Mesh for the present thickness; none of the lithium is lost between the meshes."""
        fresh = mesh_again(self.shape, mesh, self.solver.control.worst_quality)
        wanted = volume(self.body, mesh)
        for _ in range(VOLUME_PASSES):
            fresh = self._stretched(fresh, wanted - volume(self.body, fresh))
        return fresh


def _total(rates: FloatArray, shares: FloatArray, wanted: float) -> FloatArray:
    """Rates with a given integral, changed in proportion to their size."""
    size = float(shares @ np.abs(rates))
    if size == 0:
        return rates
    return rates + np.abs(rates) * (wanted - float(shares @ rates)) / size
