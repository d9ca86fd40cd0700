"""The anode as a body of lithium, integrated beside the cracks.

Within a time step the cracks and the kinetics see the contact, the pressures and the voids that
the foil had at its start; after the step the foil is given what was plated, stripped and squeezed
out of the mouths during it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Stages
from filasse.anode.anode_output import BodyFields
from filasse.anode.foil_record import FoilFields, FoilRecord
from filasse.anode.foil_state import FoilState
from filasse.cracks.anode_interface import AnodeState, Interface
from filasse.cracks.conservation import (
    consumed_on_anode,
    into_anode,
    mouth_outflow,
    touching_part,
)
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState, State, Totals
from filasse.fem.condensed import Response
from filasse.fem.volume_fields import VTK_FROM_BASIX
from filasse.lithium_body.body_integrator import go_on
from filasse.lithium_body.body_state import BodyState
from filasse.lithium_body.foil import AnodeFoil
from filasse.lithium_body.foil_exchange import FoilContact, FoilLoads
from filasse.lithium_body.foil_mesh import FoilShape
from filasse.lithium_body.unilateral_contact import Compliance, Contact
from filasse.parameters.cell_model import CellModel
from filasse.parameters.foil_model import FoilModel
from filasse.physics.contact import contact_part
from filasse.quantity import arrays_at

type FloatArray = npt.NDArray[np.float64]


class FoilAnode:
    """The foil against one geometry of the electrolyte."""

    kind: ClassVar[str] = "foil"

    def __init__(
        self, response: Response, model: CellModel, check: Callable[[], None] = go_on
    ) -> None:
        """Set up; the foil is meshed at its first use.

        Args:
            response: of the geometry.
            model: of the cell.
            check: called before every step of the foil, every second or so; what it raises ends
                `follow` without a trace.
        """
        assert isinstance(model.anode_model, FoilModel)
        self.response, self.model, self.about = response, model, model.anode_model
        coating, self.check = model.coating, check
        self.surface = response.elastic.anode
        if coating is not None:
            self.surface = self.surface.with_spring(coating.compliance)

    @cached_property
    def body(self) -> AnodeFoil:
        """The foil as finite elements."""
        about, surface = self.about, self.surface
        compliance = Compliance(surface.knots, surface.compliance, surface.shares)
        contact = Contact("top", about.outline, about.sticks, about.adhesion, compliance)
        return AnodeFoil(_shape(self.response, about), about.solid, contact, check=self.check)

    def start(self) -> FoilState:
        """A flat foil in contact everywhere."""
        state = self.body.start(self.model.stack_pressure)
        return self._state(state, self.body.contact_state(state))

    def interface(self, anode: FoilState) -> Interface:
        """What the foil does to the electrolyte's nodes and the mouths."""
        nodes, felt, model = self.response.ionic.nodes, anode.contact, self.model
        position = nodes.position[nodes.anode]
        along = self.about.outline.along(position)
        pressure = np.interp(along, felt.along, felt.pressure)
        knots, uneven = self.surface.knots, model.uneven
        contact = contact_part(np.interp(along, felt.along, felt.gap), self.about.roughness)
        return Interface(
            contact=contact if uneven is None else contact * uneven.contact(position),
            excess=pressure - model.stack_pressure,
            resistance=model.extra_resistance(position[:, 0], pressure),
            loads=np.interp(knots, felt.along, felt.pressure) - model.stack_pressure,
            mouths=felt.mouths,
            activity=None if uneven is None else uneven.activity(position[:, 0]),
        )

    def follow(self, system: CoupledSystem, before: State, stages: Stages) -> FoilState:
        """Plate, strip and squeeze into the foil what a step of the cracks did.

        The foil loses some 1e-4 of what is plated on a sloping, stretching surface: it gets back
        in a step what it lost in the one before.
        """
        anode, step = foil_state(before.anode), sum(weight for weight, _ in stages)
        if step == 0:
            return anode
        loads = self._loads(system, before.film, stages, step)
        loads = replace(loads, plated=loads.plated + owed(before.totals, anode) / step)
        after = self.body.advance(anode.body, loads, step)
        contact = self.body.contact_state(after.state, loads.displacement)
        return self._state(after.state, contact)

    def record(self, system: CoupledSystem, state: State) -> FoilRecord:
        """Columns of series.csv."""
        anode, electric = foil_state(state.anode), system.electric
        width = float(electric.areas[electric.counter].sum())
        return FoilRecord(
            thickness=anode.lithium / width,
            contact=touching_part(system),
            deepest_void=float(anode.contact.gap.max()),
            largest_pressure=float(anode.contact.pressure.max()),
            mouth_pressure=float(anode.contact.mouths.max(initial=0.0)),
            lithium_balance=abs(owed(state.totals, anode)) / anode.lithium,
        )

    def snapshot(self, anode: FoilState) -> tuple[BodyFields, ...]:
        """Stress and flow of the foil."""
        body = anode.body
        mesh = body.mesh
        corners = np.searchsorted(mesh.vertices, mesh.cells[:, :3])
        shear = 2 * body.deviator[..., 3] ** 2
        equivalent = np.sqrt(1.5 * ((body.deviator[..., :3] ** 2).sum(axis=-1) + shear))
        fields = FoilFields(
            velocity=body.velocity,
            pressure=body.pressure[corners].mean(axis=1),
            von_mises=equivalent.max(axis=1),
            creep_strain=body.strain.mean(axis=1),
        )
        told = BodyFields(
            points=mesh.points,
            cells=mesh.cells[:, VTK_FROM_BASIX],
            point_data=arrays_at(fields, "points"),
            cell_data=arrays_at(fields, "cells"),
        )
        return (told,)

    @staticmethod
    def restored(arrays: Mapping[str, npt.NDArray[Any]]) -> FoilState:
        """The foil of a checkpoint."""
        return FoilState.restored(arrays)

    def close(self) -> None:
        """Free the factor."""
        if "body" in self.__dict__:
            self.body.close()

    def _state(self, state: BodyState, contact: FoilContact) -> FoilState:
        return FoilState(state, contact, self.body.lithium(state))

    def _loads(
        self, system: CoupledSystem, before: FilmState, stages: Stages, step: float
    ) -> FoilLoads:
        along, film = self._along, stages[-1][1].film
        order = np.argsort(along, kind="stable")
        currents = np.sum([w * into_anode(system, s.film) for w, s in stages], axis=0)
        gained = currents * system.model.volume_per_charge - consumed_on_anode(system, before, film)
        rates, areas = gained[order] / step, system.electric.areas[system.electric.anode][order]
        return FoilLoads(
            positions=along[order],
            plating=rates / areas,
            plated=float(rates.sum()),
            squeezed=self._squeezed(system, before, stages) / step,
            stack_pressure=self.model.stack_pressure,
            displacement=self._displacement(film),
        )

    def _squeezed(self, system: CoupledSystem, before: FilmState, stages: Stages) -> FloatArray:
        """Lithium that left through every mouth [m^2], none through a sealed one."""
        squeezed = np.zeros(len(self.body.shape.mouths))
        squeezed[: len(system.open_mouths)] = mouth_outflow(system, before, stages)
        return squeezed

    def _displacement(self, film: FilmState) -> FloatArray:
        """Displacement of the electrolyte's side by the cracks, less that by the stack [m].

        An interphase that swells moves it towards the foil, from where it was at the start.
        """
        by_stack = self.surface.compliance.sum(axis=1) * self.model.stack_pressure
        moved = self.surface.by_faces @ film.traction - by_stack
        if (layer := self.model.layer) is not None and self.model.coating is None:
            order, at = np.argsort(self._along, kind="stable"), self.response.ionic.nodes.anode
            grown = layer.swelling(film.layer[at] - self.model.first_layer)
            moved = moved - np.interp(self.surface.knots, self._along[order], grown[order])
        return np.asarray(moved, dtype=np.float64)

    @cached_property
    def _along(self) -> FloatArray:
        """Where the anode's nodes lie along the outline [m], shape (n_anode,)."""
        nodes = self.response.ionic.nodes
        return self.about.outline.along(nodes.position[nodes.anode])


def foil_state(anode: AnodeState) -> FoilState:
    """The state of a foil, which only a foil is asked about."""
    assert isinstance(anode, FoilState)
    return anode


def owed(totals: Totals, anode: FoilState) -> float:
    """Lithium plated on the foil and squeezed into it, less what it has gained [m^2]."""
    came = totals.plated_on_anode + totals.returned - totals.consumed_on_anode
    return totals.foil + came - anode.lithium


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
