"""The anode as a body of lithium, marched beside the cracks.

Within a time step the cracks and the kinetics see the contact, the pressures and the voids that
the foil had at its start; after the step the foil is given what was plated, stripped and squeezed
out of the mouths during it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import Interface, reservoir
from filasse.cracks.conservation import mouth_outflow, owed_to_foil, surface_currents
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.film_newton import Solution
from filasse.cracks.state import AnodeState, FilmState, State
from filasse.fem.condensed import Response
from filasse.fem.condensed_elasticity import AnodeSurface
from filasse.lithium_body.body_integrator import go_on
from filasse.lithium_body.body_state import BodyState
from filasse.lithium_body.foil import AnodeFoil, Duty, Touch
from filasse.lithium_body.foil_mesh import FoilShape
from filasse.lithium_body.unilateral_contact import Compliance, Contact
from filasse.parameters.cell_model import CellModel
from filasse.parameters.foil_model import FoilModel
from filasse.physics.contact import contact_part

type FloatArray = npt.NDArray[np.float64]


def interface_to(response: Response, model: CellModel, anode: AnodeState | None) -> Interface:
    """What a foil does to the electrolyte's nodes and the mouths; a reservoir if there is none."""
    if anode is None or model.foil is None:
        return reservoir(response, model)
    nodes, touch = response.ionic.nodes, anode.touch
    position = nodes.position[nodes.anode]
    along = model.foil.outline.along(position)
    pressure = np.interp(along, touch.along, touch.pressure)
    knots = response.elastic.anode.knots
    return Interface(
        contact=contact_part(np.interp(along, touch.along, touch.gap), model.foil.roughness),
        excess=pressure - model.stack_pressure,
        resistance=model.extra_resistance(position[:, 0], pressure),
        loads=np.interp(knots, touch.along, touch.pressure) - model.stack_pressure,
        mouths=touch.mouths,
    )


@dataclass(frozen=True)
class Foil:
    """The foil against one geometry of the electrolyte.

    Attributes:
        body: the foil.
        surface: the electrolyte's side.
        stack_pressure: [Pa].
    """

    body: AnodeFoil
    surface: AnodeSurface
    stack_pressure: float

    def start(self) -> AnodeState:
        """A flat foil in contact everywhere."""
        state = self.body.start(self.stack_pressure)
        return self._state(state, self.body.touch(state))

    def follow(
        self,
        system: CoupledSystem,
        before: State,
        stages: Sequence[tuple[float, Solution]],
    ) -> AnodeState:
        """Plate, strip and squeeze into the foil what a step of the march did.

        The foil loses some 1e-4 of what is plated on a sloping, stretching surface: it gets back
        in a step what it lost in the one before.

        Args:
            system: under which the step was solved.
            before: the state at its start.
            stages: weight [s] and solution of every stage of the step.

        Raises:
            ConvergenceError: the foil cannot follow.
        """
        anode, step = before.anode, sum(weight for weight, _ in stages)
        assert anode is not None
        if step == 0:
            return anode
        duty = self._duty(system, before.film, stages, step)
        duty = replace(duty, plated=duty.plated + owed_to_foil(before) / step)
        answer = self.body.advance(anode.body, duty, step)
        touch = self.body.touch(answer.state, duty.lift)
        return self._state(answer.state, touch)

    def close(self) -> None:
        """Free the factor."""
        self.body.close()

    def _state(self, state: BodyState, touch: Touch) -> AnodeState:
        return AnodeState(state, touch, self.body.lithium(state))

    def _duty(
        self,
        system: CoupledSystem,
        before: FilmState,
        stages: Sequence[tuple[float, Solution]],
        step: float,
    ) -> Duty:
        nodes = system.response.ionic.nodes
        along = self.body.shape.outline.along(nodes.position[nodes.anode])
        order = np.argsort(along, kind="stable")
        currents = sum(w * surface_currents(system, s.film)[nodes.anode] for w, s in stages)
        rates = np.asarray(currents)[order] * system.model.volume_per_charge / step
        widths = np.maximum(np.gradient(along[order]), 1e-3 * np.ptp(along) / len(along))
        return Duty(
            positions=along[order],
            plating=rates / widths,
            plated=float(rates.sum()),
            squeezed=self._squeezed(system, before, stages) / step,
            stack_pressure=self.stack_pressure,
            lift=self._lift(stages[-1][1].film),
        )

    def _squeezed(
        self,
        system: CoupledSystem,
        before: FilmState,
        stages: Sequence[tuple[float, Solution]],
    ) -> FloatArray:
        """Lithium that left through every mouth [m^2], none through a sealed one."""
        squeezed = np.zeros(len(self.body.shape.mouths))
        squeezed[: len(system.open_mouths)] = mouth_outflow(system, before, stages)
        return squeezed

    def _lift(self, film: FilmState) -> FloatArray:
        """Displacement of the electrolyte's side by the cracks, less that by the stack [m]."""
        settled = self.surface.compliance.sum(axis=1) * self.stack_pressure
        return np.asarray(self.surface.by_lips @ film.traction - settled, dtype=np.float64)


def foil(response: Response, model: CellModel, check: Callable[[], None] = go_on) -> Foil | None:
    """The foil of a cell on a geometry; None for a reservoir.

    Args:
        response: of the geometry.
        model: of the cell.
        check: called before every step of the foil, every second or so; what it raises ends
            `Foil.follow` without a trace.
    """
    if model.foil is None:
        return None
    surface, about = response.elastic.anode, model.foil
    compliance = Compliance(surface.knots, surface.compliance, surface.shares)
    contact = Contact("top", about.outline, about.sticks, about.adhesion, compliance)
    body = AnodeFoil(_shape(response, about), about.solid, contact, check=check)
    return Foil(body, surface, model.stack_pressure)


def _shape(response: Response, about: FoilModel) -> FoilShape:
    grid = response.grid
    mouths = about.outline.along(grid.position[grid.mouths])
    return FoilShape(
        outline=about.outline,
        thickness=about.thickness,
        size=about.size,
        mouths=tuple(mouths.tolist()),
        spread=about.spread,
        dents=about.dents,
        fill=about.fill,
    )
