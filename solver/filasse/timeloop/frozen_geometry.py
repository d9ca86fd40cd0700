"""One crack geometry, meshed and condensed: what the integration in time works on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.anode.anode_kinds import anode_of
from filasse.cracks.anode_interface import UNCHANGING, AnodeState
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.cracks.filling import TRACE
from filasse.cracks.state import ProtocolPosition, State
from filasse.fem.condensed import Bodies, Response, condense, electrolyte_fields
from filasse.fem.domain import Domain, distribute
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fracture.crack_growth import CrackGeometry, crack_growth
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.fracture.front_criterion import FrontAdvance
from filasse.fracture.propagation import Advance, crept_by, detach_advanced
from filasse.fracture.solid_toughness import SolidMaterials
from filasse.fracture.toughness_map import MaterialMap
from filasse.lithium_body.body_integrator import go_on
from filasse.parallel import closing_together
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.cell_model import CellModel
from filasse.parameters.further_fields import further_fields
from filasse.parameters.problem import Problem
from filasse.parameters.protocol import Segment
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.recording import record
from filasse.records.run_record import Record
from filasse.records.snapshot import snapshot
from filasse.remap.detached import (
    Detached,
    Earlier,
    Past,
    Trail,
    began,
    detach,
    detach_paused,
    initial_state,
    restore,
)
from filasse.timeloop.creeping.abreast import abreast, paces_of
from filasse.timeloop.creeping.step_lengths import in_time, setting_out

type FloatArray = npt.NDArray[np.float64]

START = ProtocolPosition()
"""Where a run begins."""


@dataclass(frozen=True)
class Volume:
    """The volume behind a geometry, spread over the ranks.

    Attributes:
        domain: the distributed mesh.
        bodies: the factorised bodies, for fields and further solves.
    """

    domain: Domain
    bodies: Bodies


class FrozenGeometry:
    """One crack geometry, meshed and condensed; built once per growth step by `freeze`.

    Attributes:
        response: the condensed operators.
        problem: what is solved.
        cracks: the crack paths, or surfaces.
        growth: what they grow by.
        volume: behind the response; None where no fields are asked for.
    """

    def __init__(
        self,
        response: Response,
        problem: Problem,
        cracks: CrackGeometry,
        materials: MaterialMap | SolidMaterials,
        volume: Volume | None = None,
    ) -> None:
        """Keep what always travels together; see the class."""
        self.response, self.problem, self.cracks = response, problem, cracks
        self.volume = volume
        self.growth = crack_growth(
            response, problem.growth, problem.limits.landing, cracks, materials
        )
        self._systems: list[tuple[int, AnodeState, CoupledSystem]] = []
        self._criteria: dict[float, GrowthCriterion] = {}

    @property
    def is_short_circuited(self) -> bool:
        """Whether a tip has come within the short-circuit distance of the counter electrode."""
        return self.growth.is_short_circuited

    @property
    def sharing(self) -> str:
        """How the ranks share the work."""
        return self.volume.domain.sharing if self.volume is not None else "one rank"

    @property
    def solver(self) -> dict[str, Any] | None:
        """How elasticity is solved and what that costs; None in the plane."""
        report = None if self.volume is None else self.volume.bodies.elastic.solver
        return None if report is None else report._asdict()

    @property
    def tips_arrive(self) -> bool:
        """Whether tips arrive before they set out again: by two-step advances in the plane."""
        return self.problem.growth.is_two_step and not self.response.grid.in_space

    @property
    def is_shorting(self) -> bool:
        """Whether a tip that may grow makes the contact: once it is critical."""
        return self.problem.growth.is_two_step and bool(self.growth.shorting)

    def makes_contact(self, state: State) -> bool:
        """Whether a tip that is critical in a state makes the contact."""
        critical = {a.tip for a in self.critical_advances(state) if not a.follows}
        return not critical.isdisjoint(self.growth.shorting)

    def segment(self, position: ProtocolPosition) -> Segment:
        """The segment of the protocol at a position."""
        return self.problem.segments[position.segment]

    def cell(self, position: ProtocolPosition) -> CellModel:
        """Parameters of the cell at a position of the protocol."""
        return self.problem.cell_in(self.segment(position))

    def anode(self, position: ProtocolPosition, check: Callable[[], None] = go_on) -> Anode[Any]:
        """The anode at a position of the protocol; to be closed if it follows steps.

        Args:
            position: of the protocol.
            check: called every second or so while the anode moves; may raise to end it.
        """
        return anode_of(self.response, self.cell(position), check)

    def system(
        self, position: ProtocolPosition = START, anode: AnodeState = UNCHANGING
    ) -> CoupledSystem:
        """The coupled system at a position of the protocol, against the anode; two are kept."""
        for segment, before, system in self._systems:
            if segment == position.segment and before is anode:
                return system
        cell, drive = self.cell(position), self.segment(position).drive
        interface = self.anode(position).interface(anode)
        system = CoupledSystem(
            *(self.response, cell, drive, interface),
            trace=TRACE if self.tips_arrive else 0.0,
            lasts=anode is UNCHANGING,
            by_path=self.tips_arrive and self.problem.has_stripped(position.segment),
        )
        self._systems = [*self._systems[-1:], (position.segment, anode, system)]
        return system

    def system_at(self, state: State) -> CoupledSystem:
        """The coupled system that a state is of."""
        return self.system(state.position, state.anode)

    def criterion(self, temperature: float) -> GrowthCriterion:
        """What the tips need to grow at a temperature [K]."""
        if temperature not in self._criteria:
            self._criteria[temperature] = self.growth.criterion(temperature)
        return self._criteria[temperature]

    def criterion_at(self, state: State) -> GrowthCriterion:
        """What the tips need to grow at a state's temperature."""
        return self.criterion(self.cell(state.position).anode.temperature)

    def initial_state(self) -> State:
        """State at the start of a run: cracks full of lithium at the stack pressure."""
        with closing(self.anode(START)) as body:
            anode = body.start()
        problem = self.problem
        return initial_state(self.system(START, anode), problem.first_step, problem.limits, anode)

    def restore(self, detached: Detached) -> State:
        """State on this geometry: the lithium of the one before, before any of it can flow."""
        history, policy = detached.history, self.problem.policy
        least = policy.least_restart * self.problem.first_step
        step = max(policy.restart * history.step_size, least)
        system = self.system(history.position, history.anode)
        return restore(system, detached, step, self.problem.limits)

    def resume(self, detached: Detached) -> State | None:
        """The very state of a pause on this geometry; None if it is of another one."""
        films = detached.films
        if films is None or not films.fit(self.response):
            return None
        return State(detached.history, films.film)

    def detach(self, state: State) -> Detached:
        """The state without its grid, while no crack has grown."""
        return detach(self.system_at(state), state)

    def detach_paused(self, state: State, past: Past, earlier: Trail) -> Detached:
        """The state of a pause, with all that the next step depends on."""
        return detach_paused(self.system_at(state), state, past, earlier)

    def detach_advanced(
        self,
        state: State,
        earlier: Trail,
        advances: Sequence[Advance | FrontAdvance],
        lengths: Sequence[float],
    ) -> Detached:
        """The state without its grid, after tips have advanced by some lengths [m]."""
        system, criterion = self.system_at(state), self.criterion_at(state)
        paces = paces_of(system, criterion, state, advances, lengths)
        state = replace(state, history=replace(state.history, paces=paces))
        return detach_advanced(system, criterion, state, earlier, advances, lengths)

    def critical_advances(self, state: State) -> tuple[Advance | FrontAdvance, ...]:
        """The steps that the critical tips of a state want to take, and those that go with them."""
        system, rule = self.system_at(state), self.problem.growth
        intensities = stress_intensities(system, state.film)
        criterion = self.criterion_at(state).under(system, state.film)
        wanted = self.growth.advances(criterion, intensities, state.history)
        if not rule.is_two_step:
            return wanted
        steps = [in_time(one, state, self.end(state) - state.time, rule) for one in wanted]
        if self.growth.starts_short(criterion):
            steps = [setting_out(one, state, rule) for one in steps]
        return abreast(steps, criterion, state)

    def end(self, state: State) -> float:
        """Time at which a state's segment of the protocol ends at the latest [s]."""
        position = state.position
        latest = position.started_at + self.segment(position).duration
        return min(self.problem.limits.stop_time, latest)

    def crept(self, state: State) -> FloatArray:
        """How far every tip has moved below its toughness since its advance [m], (n_tips,)."""
        return crept_by(self.response.grid, state.history, self.criterion_at(state))

    def began(self, state: State) -> Earlier:
        """Keep of a state what the step after the next extrapolates from."""
        crept = dict(zip(self.response.grid.growing_names, self.crept(state).tolist(), strict=True))
        return began(self.system_at(state), state, crept)

    def record(self, state: State, step: float = 0.0) -> Record:
        """What is told of a state that a step [s] has led to."""
        system, criterion = self.system_at(state), self.criterion_at(state)
        anode, segment = self.anode(state.position), self.segment(state.position)
        turns = self.problem.turns
        return record(system, criterion, anode, state, segment, step, turns)

    def snapshot(self, state: State) -> FieldSnapshot:
        """The fields of a state on this rank's cells; a collective call."""
        assert self.volume is not None
        volume, anode = self.volume, self.anode(state.position)
        return snapshot(volume.domain, volume.bodies, self.system_at(state), anode, state)


@contextmanager
def freeze(
    mesh: Any, material: CellMaterial, cracks: CrackGeometry, problem: Problem, comm: Any
) -> Iterator[FrozenGeometry]:
    """Condense a meshed geometry; at the end PETSc's memory is freed. A collective call.

    Args:
        mesh: of the slab with its cracks: a `TaggedPlanarMesh`, or a `TaggedSolidMesh`.
        material: of its cells.
        cracks: their paths.
        problem: what is solved.
        comm: communicator of the run.
    """
    in_space = isinstance(cracks, SolidGeometry)
    spread = distribute_solid if in_space else distribute
    domain = spread(mesh, comm, material.classes, problem.parallel)
    fields = electrolyte_fields(
        *(material.elastic, material.conductivity, problem.support, material.electronic),
        solver=problem.linear_solver,
    )
    response, bodies = condense(domain, fields | further_fields(material, problem))
    with closing_together(comm, bodies):
        volume = Volume(domain, bodies)
        materials = _materials(mesh, material, in_space)
        yield FrozenGeometry(response, problem, cracks, materials, volume)


def _materials(mesh: Any, material: CellMaterial, in_space: bool) -> MaterialMap | SolidMaterials:
    """Materials by position: those of cells in the plane, and of grains in space."""
    if in_space:
        return SolidMaterials(material, mesh.slab.grains)
    return MaterialMap(mesh.points[mesh.cells[:, :3]], material)
