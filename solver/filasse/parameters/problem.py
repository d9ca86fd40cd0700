"""All parameters of a run in the form that the solver uses, read once from the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from filasse.config import Config, NumericsSection
from filasse.fem.linear.replication import Parallel
from filasse.fem.supports import Support
from filasse.parameters.anode_model import AnodeModel
from filasse.parameters.cell_model import CellModel, cell_model, cell_model_at
from filasse.parameters.foil_model import AnodeSide
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.interface.interphase_model import surface_pull
from filasse.parameters.limits import Limits
from filasse.parameters.output_times import OutputTimes
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.parameters.protocol import Segment, segments
from filasse.parameters.step_policy import StepPolicy
from filasse.solver_choice import LinearSolver
from filasse_meshes.data.tags import Surface

FIRST_STEP = 1e-6
"""First time step over the stop time, unless the user gives one."""


@dataclass(frozen=True)
class Problem:
    """What is solved.

    Attributes:
        support: rollers and unit loads.
        cell: parameters of kinetics, lithium and fracture at the configured temperature.
        segments: what the cycler does, one after the other.
        growth: how tips advance.
        limits: tolerances of the integration in time.
        first_step: first time step [s].
        micro_flaw: length of a crack that leaves a pore [m].
        policy: constants of the time-step controller.
        parallel: how several MPI ranks share the work.
        linear_solver: of elasticity in space.
        warmed: parameters at the other temperatures of the protocol, by temperature [K].
    """

    support: Support
    cell: CellModel
    segments: tuple[Segment, ...]
    growth: GrowthRule
    limits: Limits
    first_step: float
    micro_flaw: float
    policy: StepPolicy = field(default_factory=StepPolicy)
    parallel: Parallel = "auto"
    linear_solver: LinearSolver = "auto"
    warmed: Mapping[float, CellModel] = field(default_factory=dict)

    @property
    def turns(self) -> bool:
        """Whether the cycler both plates and strips, or may at a voltage."""
        currents = [part.drive.current for part in self.segments]
        signs = {current > 0 for current in currents if current}
        return len(signs) == 2 or (None in currents and bool(signs))

    def has_stripped(self, segment: int) -> bool:
        """Whether the protocol has stripped lithium by a segment, that one included."""
        return any(each.drive.strips for each in self.segments[: segment + 1])

    def cell_in(self, segment: Segment) -> CellModel:
        """Parameters at the temperature of a segment."""
        if segment.temperature is None:
            return self.cell
        return self.warmed[segment.temperature]


def problem(config: Config, side: AnodeSide | None = None, laws: Laws = CONFIGURED) -> Problem:
    """Read a configuration.

    Args:
        config: the configuration.
        side: the anode side of the slab; flat by default.
        laws: of the user.
    """
    growth, numerics, stop = config.growth, config.numerics, config.protocol.stop_time
    parts = segments(config)
    cell = cell_model(config, side, laws)
    kelvins = {part.temperature for part in parts} - {None}
    return Problem(
        support=_support(config, cell.anode_model),
        cell=cell,
        segments=parts,
        growth=GrowthRule(
            step=growth.step,
            short_circuit_distance=growth.short_circuit_distance,
            criterion=growth.criterion,
            is_two_step=growth.method == "two_step",
            joins=growth.join,
            opens_mouths=not config.anode.about.is_body,
            branching=growth.branching,
            spread=_spread(config),
            law=laws.growth_in(config),
            largest_speed=growth.law.largest_speed,
            toughness=laws.toughness_in(config),
            current_length=growth.current_length,
            toughness_energy=config.electrolyte.toughness_activation_energy,
            temperature=config.temperature,
            max_depth=growth.max_depth or inf,
        ),
        limits=_limits(config),
        first_step=numerics.initial_time_step or FIRST_STEP * stop,
        micro_flaw=growth.micro_flaw,
        parallel=_parallel(numerics),
        linear_solver=numerics.linear_solver,
        warmed={kelvin: cell_model_at(config, kelvin, side, laws) for kelvin in kelvins if kelvin},
    )


def _limits(config: Config) -> Limits:
    """Tolerances of the integration in time, and what ends it."""
    numerics, stop = config.numerics, config.protocol.stop_time
    return Limits(
        stop_time=stop,
        time_tolerance=numerics.time_tolerance,
        landing=config.growth.tolerance,
        newton_tolerance=numerics.newton_tolerance,
        max_newton=numerics.max_newton,
        max_step=numerics.max_time_step or stop,
        staggered=numerics.coupling == "staggered",
        output_times=OutputTimes(config.output.every, config.output.times),
        least_contact=config.anode.ending_contact,
    )


def _parallel(numerics: NumericsSection) -> Parallel:
    """How ranks share the work: multigrid needs the whole mesh on each."""
    by_multigrid = numerics.linear_solver == "multigrid"
    return "replicated" if by_multigrid and numerics.parallel == "auto" else numerics.parallel


_MIRRORS = {0: Surface.LEFT, 2: Surface.FRONT}
"""Sides that lie in planes of symmetry, by the axis across: they slide whatever others do."""


def _spread(config: Config) -> float:
    """Half width of the strip that a tip looks at [m]: a part of the grain boundary."""
    boundary = config.electrolyte.grain_boundary
    return 0.0 if boundary is None else boundary.width / 4


def _support(config: Config, anode: AnodeModel) -> Support:
    """Rollers, and the unit loads in the order of `CellModel.loads`."""
    mechanics = config.mechanics
    rollers: list[Surface] = []
    stack: tuple[Surface, ...] = (Surface.ANODE,)
    loads: list[tuple[Surface, ...]] = []
    sides: tuple[Surface, ...] = (Surface.LEFT, Surface.RIGHT)
    if config.geometry.depth is not None:
        sides = (*sides, Surface.FRONT, Surface.BACK)
    if mechanics.sides == "roller":
        rollers += sides
    else:
        loads.append(sides)
        rollers += (_MIRRORS[axis] for axis in config.geometry.mirrors)
    if mechanics.counter_side == "roller":
        rollers.append(Surface.COUNTER)
    else:
        stack = (Surface.ANODE, Surface.COUNTER)
    knots = anode.knots(2 * config.mesh.anode)
    pulled = surface_pull(config) is not None
    return Support(tuple(rollers), (stack, *loads), knots, anode.along, pulled)
