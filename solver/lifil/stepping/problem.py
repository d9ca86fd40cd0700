"""All parameters of a run in the form that the solver uses, read once from the configuration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifil.config import Config
from lifil.discretisation.domain import Surface, TaggedMesh
from lifil.discretisation.supports import Support
from lifil.physics.constants import arrhenius
from lifil.stepping.growth import GrowthRule
from lifil.stepping.march import Limits
from lifil.stepping.material import CellMaterial
from lifil.stepping.model import CellModel, Drive, cell_model, drive

FIRST_STEP = 1e-6
"""First time step over the stop time, unless the user gives one."""


@dataclass(frozen=True)
class Problem:
    """What is solved.

    Attributes:
        support: rollers and unit loads.
        cell: parameters of kinetics, lithium and fracture.
        drive: what the cycler prescribes.
        growth: how tips advance.
        limits: tolerances of the march.
        first_step: first time step [s].
        micro_flaw: length of a crack that leaves a pore [m].
    """

    support: Support
    cell: CellModel
    drive: Drive
    growth: GrowthRule
    limits: Limits
    first_step: float
    micro_flaw: float


def problem(config: Config) -> Problem:
    """Read a configuration."""
    growth, numerics, stop = config.growth, config.numerics, config.protocol.stop_time
    return Problem(
        support=_support(config),
        cell=cell_model(config),
        drive=drive(config),
        growth=GrowthRule(growth.step, growth.short_circuit_distance),
        limits=Limits(
            stop_time=stop,
            time_tolerance=numerics.time_tolerance,
            landing=growth.tolerance,
            newton_tolerance=numerics.newton_tolerance,
            max_newton=numerics.max_newton,
            max_step=numerics.max_time_step or stop,
            staggered=numerics.coupling == "staggered",
        ),
        first_step=numerics.initial_time_step or FIRST_STEP * stop,
        micro_flaw=growth.step,
    )


def cell_material(config: Config, mesh: TaggedMesh) -> CellMaterial:
    """Materials of the cells of a mesh."""
    solid = config.electrolyte
    ionic = arrhenius(solid.conductivity_activation_energy, config.temperature)
    ones = np.ones(len(mesh.region_names))
    return CellMaterial(
        classes=mesh.region.astype(np.int64),
        young=solid.youngs_modulus * ones,
        poisson=solid.poisson_ratio * ones,
        toughness=solid.fracture_toughness * ones,
        conductivity=solid.ionic_conductivity * ionic * ones,
    )


def _support(config: Config) -> Support:
    """Rollers, and the unit loads in the order of `CellModel.loads`."""
    mechanics = config.mechanics
    rollers: list[Surface] = []
    stack: tuple[Surface, ...] = (Surface.ANODE,)
    loads: list[tuple[Surface, ...]] = []
    if mechanics.sides == "roller":
        rollers += [Surface.LEFT, Surface.RIGHT]
    else:
        loads.append((Surface.LEFT, Surface.RIGHT))
    if mechanics.counter_side == "roller":
        rollers.append(Surface.COUNTER)
    else:
        stack = (Surface.ANODE, Surface.COUNTER)
    return Support(tuple(rollers), (stack, *loads))
