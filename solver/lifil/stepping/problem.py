"""All parameters of a run in the form that the solver uses, read once from the configuration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifil.config import Config
from lifil.discretisation.domain import Surface
from lifil.discretisation.elastic import ElasticMaterial, Support
from lifil.physics.constants import arrhenius
from lifil.stepping.growth import GrowthRule
from lifil.stepping.march import Limits
from lifil.stepping.model import CellModel, Drive, cell_model, drive

type FloatArray = npt.NDArray[np.float64]

FIRST_STEP = 1e-6
"""First time step over the stop time, unless the user gives one."""


@dataclass(frozen=True)
class Problem:
    """What is solved.

    Attributes:
        elastic: elastic constants per region.
        conductivity: ionic conductivity per region [S/m], shape (n_regions,).
        support: rollers and unit loads.
        cell: parameters of kinetics, lithium and fracture.
        drive: what the cycler prescribes.
        growth: how tips advance.
        limits: tolerances of the march.
        first_step: first time step [s].
    """

    elastic: ElasticMaterial
    conductivity: FloatArray
    support: Support
    cell: CellModel
    drive: Drive
    growth: GrowthRule
    limits: Limits
    first_step: float


def problem(config: Config) -> Problem:
    """Read a configuration."""
    solid, growth, numerics = config.electrolyte, config.growth, config.numerics
    stop = config.protocol.stop_time
    conductivity = solid.ionic_conductivity * arrhenius(
        solid.conductivity_activation_energy, config.temperature
    )
    return Problem(
        elastic=ElasticMaterial(np.array([solid.youngs_modulus]), np.array([solid.poisson_ratio])),
        conductivity=np.array([conductivity]),
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
