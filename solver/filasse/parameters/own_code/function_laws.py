"""Laws that are a user's functions: what the solver asks of a law beside its value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from filasse.parameters.own_code.own_function import OwnFunction, own_function
from filasse.physics.creep.flow_law import Hardened, constant_resistance
from filasse.physics.fracture.growth_laws import TipConditions

type FloatArray = npt.NDArray[np.float64]

AT_TIPS = ("temperature", "current", "overpotential")
"""What a law may ask for of the tips."""

REFERENCE = 1e6
"""Stress that the resistance of a creep law stands for [Pa]: any does."""

DIFFERENCE = 1e-3
"""Of the logarithm of the stress, in fourth-order differences: good to some 1e-11."""

LARGEST_RATE = 1e250
"""[1/s] What overflows is this: Newton's method looks there on its way, no solution is there."""

FARTHEST = 3.0
"""Change of the logarithm of the stress in one iteration."""

LOWEST = 1.0
"""[Pa] Below, a law goes on as a power of the stress: functions need not bear all that is tried."""

TRIALS = LOWEST, 1e5, 1e6, 1e7
"""Stresses at which a law is tried [Pa]."""


@dataclass(frozen=True)
class FunctionCreep:
    """Creep by a function of the stress: a `filasse.physics.creep.flow_law.FlowLaw`.

    Attributes:
        rate: the function.
        temperature: [K].
        lowest_exponent: d log rate/d log stress at `LOWEST`: below, it is a power law.
        resistance: stress that stands for `REFERENCE` [Pa]: larger in a stronger lithium.
        fluidity: creep that is linear in the stress, on top [1/(Pa s)].
    """

    rate: OwnFunction
    temperature: float
    lowest_exponent: float = 1.0
    resistance: float = REFERENCE
    fluidity: float = 0.0

    def plastic_rate(self, log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
        """See `FlowLaw.plastic_rate`; the slope by differences of logarithms."""
        steps = DIFFERENCE * np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
        logs = self._log_rate(np.asarray(log_ratio)[..., None] + steps)
        rise = (logs @ np.array([1.0, -8.0, 0.0, 8.0, -1.0])) / (12 * DIFFERENCE)
        rate = np.exp(logs[..., 2])
        return rate, rate * np.maximum(rise, 1e-3)

    def log_ratio(self, rate: FloatArray) -> FloatArray:
        """See `FlowLaw.log_ratio`: Newton's method on logarithms, with bounded steps."""
        wanted = np.log(rate)
        z = np.zeros_like(wanted)
        for _ in range(200):
            value, slope = self.plastic_rate(z)
            step = (np.log(value) - wanted) * value / slope
            z = z - np.clip(step, -FARTHEST, FARTHEST)
            if np.all(np.abs(step) <= 1e-13 * (1 + np.abs(z))):
                return z
        if np.all(np.abs(step) <= 1e-8 * (1 + np.abs(z))):  # round-off of the user's function
            return z
        raise self.rate.reject(
            "must rise with the stress, from 0 on, without jumps. Mend it there."
        )

    def hardening_rate(self, rate: FloatArray, resistance: FloatArray) -> Hardened:
        """None: see `FlowLaw.hardening_rate`."""
        return constant_resistance(rate)

    def strengthened(self, factor: float) -> Self:
        """See `FlowLaw.strengthened`."""
        return replace(self, resistance=factor * self.resistance)

    def with_fluidity(self, fluidity: float) -> Self:
        """See `FlowLaw.with_fluidity`."""
        return replace(self, fluidity=fluidity)

    def _log_rate(self, log_ratio: FloatArray) -> FloatArray:
        lowest = np.log(LOWEST / REFERENCE)
        stress = REFERENCE * np.exp(np.clip(log_ratio, lowest, 50.0))
        rate = self.rate(stress.shape, {"stress": stress, "temperature": self.temperature})
        below = self.lowest_exponent * np.minimum(log_ratio - lowest, 0.0)
        return np.asarray(np.log(np.minimum(rate, LARGEST_RATE)) + below, dtype=np.float64)


@dataclass(frozen=True)
class FunctionGrowth:
    """Growth below K_c by a function: a `filasse.physics.fracture.growth_laws.GrowthLaw`."""

    speed: OwnFunction
    is_subcritical: bool = True

    @property
    def needs_current(self) -> bool:
        """Whether it asks for current or overpotential."""
        return not {"current", "overpotential"}.isdisjoint(self.speed.wants)

    def speeds(self, ratios: FloatArray, conditions: TipConditions) -> FloatArray:
        """See `GrowthLaw.speeds`."""
        return self.speed(ratios.shape, {"ratio": ratios, **_at_tips(conditions)})


@dataclass(frozen=True)
class FunctionToughness:
    """K_c over K_IC by a function: a `filasse.physics.fracture.toughness_laws.ToughnessLaw`."""

    factor: OwnFunction
    needs_conditions: bool = True

    def energies(self, energy: FloatArray, conditions: TipConditions, tip: int) -> FloatArray:
        """G_c = (K_c/K_IC)^2 G_c0: see `ToughnessLaw.energies`."""
        known = {"temperature": conditions.temperature}
        for name in {"current", "overpotential"}.intersection(self.factor.wants):
            known[name] = float(getattr(conditions, name)[tip])
        return np.asarray(energy * self.factor((), known) ** 2)


def _at_tips(conditions: TipConditions) -> dict[str, FloatArray | float]:
    return {name: getattr(conditions, name) for name in AT_TIPS}


def own_creep(place: str, temperature: float) -> FunctionCreep:
    """The law of `own.creep` at a temperature [K].

    Raises:
        UsageError: it cannot be used, or does not rise with the stress.
    """
    rate = own_function("own.creep", place, ("stress", "temperature"), may_equal=True)
    rate = replace(rate, may_overflow=True)
    stress = np.array(TRIALS)
    rates = rate(stress.shape, {"stress": stress, "temperature": temperature})
    if rates[0] <= 0 or not (np.diff(rates) > 0).all():
        listed = ", ".join(f"{value:g}" for value in rates)
        raise rate.reject(
            f"gives {listed} 1/s at 1 Pa, 0.1, 1 and 10 MPa: the rate must be above 0 and rise "
            "with the stress, which is in Pa. Mend it there."
        )
    law = FunctionCreep(rate, temperature)
    value, slope = law.plastic_rate(np.log(np.array(1.1 * LOWEST / REFERENCE)))
    return replace(law, lowest_exponent=float(slope / value))


def own_growth(place: str) -> FunctionGrowth:
    """The law of `own.growth`."""
    return FunctionGrowth(own_function("own.growth", place, ("ratio", *AT_TIPS), may_equal=True))


def own_toughness(place: str) -> FunctionToughness:
    """The law of `own.toughness`."""
    return FunctionToughness(own_function("own.toughness", place, AT_TIPS))


def own_exchange_current(place: str, temperature: float, stack_pressure: float) -> float:
    """Exchange current density of `own.exchange_current` [A/m^2]."""
    known = {"temperature": temperature, "stack_pressure": stack_pressure}
    return float(own_function("own.exchange_current", place, tuple(known))((), known))
