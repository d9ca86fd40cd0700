"""What a march solves with at a time, and the steps that it tries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import Interface
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.film_newton import Newton, Solution
from filasse.cracks.state import State
from filasse.fracture.criterion import Fracture
from filasse.parameters.limits import Limits

type FloatArray = npt.NDArray[np.float64]

VOLTAGE_SCALE = 0.1
"""Voltage that counts as much as K_c does in the error of a step [V]."""


@dataclass(frozen=True)
class Trial:
    """A step that may be accepted.

    Attributes:
        state: after it.
        ratios: K/K_c of the tips, shape (n_tips,).
        observed: what is watched for the error: see `Setting.observed`.
        error: of the step.
        stages: weight [s] and solution of every stage.
    """

    state: State
    ratios: FloatArray
    observed: FloatArray
    error: float
    stages: tuple[tuple[float, Solution], ...]


@dataclass(frozen=True)
class Setting:
    """The coupled system and what its tips need to grow.

    Attributes:
        system: against the anode as it is now.
        fracture: toughness of the tips.
        limits: tolerances.
    """

    system: CoupledSystem
    fracture: Fracture
    limits: Limits

    @cached_property
    def newton(self) -> Newton:
        """Newton's method on the system."""
        return Newton(self.system, self.limits.newton_tolerance, self.limits.max_newton)

    def observed(self, state: State, ratios: FloatArray) -> FloatArray:
        """K/K_c, the voltage over its scale, and how far pores are filled."""
        pores = [pore.node for pore in self.system.response.grid.reservoirs]
        filled = self.system.filled_part(state.film)[pores]
        return np.array([*ratios, state.film.counter / VOLTAGE_SCALE, *filled])

    def trial(
        self, state: State, stages: tuple[tuple[float, Solution], ...], error: float = 0.0
    ) -> Trial:
        """A step that ends in a state."""
        ratios = self.fracture.driving(state.film)
        return Trial(state, ratios, self.observed(state, ratios), error, stages)

    def facing(self, interface: Interface) -> Setting:
        """The same with another state of the anode."""
        system = self.system.facing(interface)
        return replace(self, system=system, fracture=self.fracture.facing(system))

    def settled(self, trial: Trial, state: State) -> Trial:
        """The trial at a state of which the currents are found anew; the lithium stays."""
        film = state.film
        solved = self.newton.solve(film, film.lithium, 0.0, frozen="film").film
        end = replace(state, film=film.with_electric(solved))
        return self.trial(end, trial.stages, trial.error)
