"""A reservoir that loses contact as it is stripped: solute collects, and voids open.

Within a time step cracks and kinetics see the contact at its start; after the step the interface
goes on with the currents of the step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, ClassVar

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Stages
from filasse.anode.anode_output import AnodeRecord, BodyFields
from filasse.anode.depletion import DepletedState, Depletion
from filasse.cracks.anode_interface import AnodeState, Interface, even_interface
from filasse.cracks.conservation import (
    consumed_on_anode,
    into_anode,
    surface_currents,
    touching_part,
)
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import CURRENT_SCALE
from filasse.cracks.state import State
from filasse.errors import ConvergenceError
from filasse.fem.condensed import Response
from filasse.parameters.anode_model import DepletionModel
from filasse.parameters.cell_model import CellModel
from filasse.physics.voids import void_volume
from filasse.quantity import Quantity

type FloatArray = npt.NDArray[np.float64]

LARGEST_CHANGE = 0.02
"""Of the touching part of any cell of the interface in a step: it is seen a step late."""

OFF = 1e-6
"""Distance from the outline above which a node is off it, over its length."""

TOUCHES = 1e-3
"""Touching part above which a node counts as one that passes current."""


@dataclass(frozen=True)
class DepletionRecord(AnodeRecord):
    """State of a depleting anode, SI."""

    contact: Annotated[
        float, Quantity("1", "Part of the interface where lithium touches the electrolyte.")
    ]
    covered: Annotated[float, Quantity("1", "Mean part of the interface under solute.")]
    largest_void: Annotated[
        float, Quantity("um", "Width of the widest void on the interface.", 1e6)
    ]
    void_volume: Annotated[float, Quantity("um", "Volume of voids per area of the interface.", 1e6)]
    focusing: Annotated[
        float,
        Quantity("1", "Largest current density where lithium touches, over that of the slab."),
    ]

    def events(self, before: AnodeRecord | None) -> tuple[str, ...]:
        """The first void opens."""
        was = before.largest_void if isinstance(before, DepletionRecord) else 0.0
        return ("void_opened",) if self.largest_void > 0 and not was else ()


class DepletingAnode:
    """The anode with what its interface has come to."""

    kind: ClassVar[str] = "depleting"

    def __init__(
        self, response: Response, model: CellModel, check: Callable[[], None] | None = None
    ) -> None:
        """Set up; nothing here takes long enough to be checked."""
        assert isinstance(model.anode_model, DepletionModel)
        self.response, self.model, self.about = response, model, model.anode_model
        self.way = Depletion(self.about, model.molar_volume, model.stack_pressure)

    def start(self) -> DepletedState:
        """Contact everywhere."""
        return DepletedState.fresh(max(2, round(self.about.outline.length / self.about.cell)))

    def interface(self, anode: DepletedState) -> Interface:
        """The even interface, less what has lost contact."""
        even = even_interface(self.response, self.model)
        touching = np.interp(self._places.along, self._middles(anode), anode.contact)
        touching = np.where(self._places.kept, touching, 1.0)
        return replace(even, contact=even.contact * touching)

    def follow(self, system: CoupledSystem, before: State, stages: Stages) -> DepletedState:
        """Solute and voids after a step.

        Raises:
            ConvergenceError: the contact changes by much.
        """
        anode, step = depleted(before.anode), sum(weight for weight, _ in stages)
        if step == 0:
            return anode
        after = self.way.after(anode, self._stripping(system, before, stages, step), step)
        change = float(np.max(np.abs(after.contact - anode.contact)))
        if change > LARGEST_CHANGE:
            raise ConvergenceError(
                f"Contact at the anode changes by {change:.2g} within a step of {step:.2g} s: "
                "make anode.solute.height or anode.vacancies.void_spacing larger, or strip slower."
            )
        return after

    def record(self, system: CoupledSystem, state: State) -> DepletionRecord:
        """Columns of series.csv."""
        anode, contact = depleted(state.anode), system.interface.contact
        electric = system.electric
        flowing = state.film.current[electric.anode]
        spacing, volume = 0.0, np.zeros(1)
        if (vacancies := self.about.vacancies) is not None:
            spacing = vacancies.spacing
            volume = void_volume(spacing, anode.voids)
        passed = surface_currents(system, state.film)[electric.is_counter].sum()
        mean = abs(float(passed)) / float(electric.areas[electric.counter].sum())
        touching = contact > TOUCHES
        largest = float(np.abs(flowing[touching]).max(initial=0.0))
        return DepletionRecord(
            contact=touching_part(system),
            covered=float(anode.covered.mean()),
            largest_void=spacing * float(anode.voids.max()),
            void_volume=float(volume.mean()),
            focusing=largest / mean if mean > CURRENT_SCALE else 1.0,
        )

    def snapshot(self, anode: DepletedState) -> tuple[BodyFields, ...]:
        """No body."""
        return ()

    @staticmethod
    def restored(arrays: Mapping[str, npt.NDArray[Any]]) -> DepletedState:
        """The interface of a checkpoint."""
        return DepletedState.restored(arrays)

    def close(self) -> None:
        """Nothing is held."""

    @cached_property
    def _places(self) -> _Places:
        nodes, outline = self.response.ionic.nodes, self.about.outline
        points = nodes.position[nodes.anode]
        along = outline.along(points)
        off = np.linalg.norm(points - outline.at(along), axis=1)
        return _Places(along, off <= OFF * outline.length)

    def _middles(self, anode: DepletedState) -> FloatArray:
        cells = len(anode.covered)
        return self.about.outline.length * (np.arange(cells) + 0.5) / cells

    def _stripping(
        self, system: CoupledSystem, before: State, stages: Stages, step: float
    ) -> FloatArray:
        """Mean current stripped in every cell [A/m^2], as much in all as at the nodes.

        Lithium that an interphase takes leaves vacancies and solute as stripped lithium does.
        """
        at, anode = system.electric.anode, depleted(before.anode)
        currents = np.sum([w * into_anode(system, s.film) for w, s in stages], axis=0)
        taken = consumed_on_anode(system, before.film, stages[-1][1].film)
        currents -= taken / system.model.volume_per_charge
        places, middles = self._places, self._middles(anode)
        own, areas = places.kept, system.electric.areas[at]
        order = np.flatnonzero(own)[np.argsort(places.along[own], kind="stable")]
        plated = np.interp(middles, places.along[order], (currents / areas)[order])
        there = places.reached(middles, areas)
        cell = self.about.outline.length / len(middles)
        missing = float(currents[own].sum()) - cell * float(plated[there].sum())
        shares = anode.contact / (cell * anode.contact[there].sum())
        return np.where(there, -(plated + missing * shares), 0.0) / step


@dataclass(frozen=True)
class _Places:
    """Where the nodes of the interface are; `growth.join` takes parts away and lays others bare.

    Attributes:
        along: the outline of the start [m], shape (n_anode,).
        kept: whether they lie on it, shape (n_anode,): lithium touches all that is new.
    """

    along: FloatArray
    kept: npt.NDArray[np.bool_]

    def reached(self, middles: FloatArray, areas: FloatArray) -> npt.NDArray[np.bool_]:
        """Cells that are still there: some node's share of the outline, or the cell, meets both.

        Args:
            middles: of the cells [m], shape (k,).
            areas: of the nodes per unit depth [m], shape (n_anode,).
        """
        apart = np.abs(middles[:, None] - self.along[self.kept])
        return np.asarray((apart <= np.maximum(areas[self.kept], np.ptp(middles[:2]))).any(axis=1))


def depleted(anode: AnodeState) -> DepletedState:
    """The state of a depleting anode, which only one is asked about."""
    assert isinstance(anode, DepletedState)
    return anode
