"""Laws that a user gives in Python, in place of those that a configuration names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

import numpy as np

from filasse.config import Config
from filasse.errors import UsageError
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.fracture.growth_laws import GrowthLaw, TipConditions
from filasse.physics.fracture.toughness_laws import ToughnessLaw


@dataclass(frozen=True)
class Laws:
    """Laws of your own; what is not given is as the configuration says.

    Attributes:
        creep: How lithium creeps, in place of `lithium.creep`: a flow law, or a function of the
            temperature [K] that gives one.
        growth: How fast tips move below their toughness, in place of `growth.law`.
        toughness: What growth costs under current, in place of `growth.toughness`.
    """

    creep: FlowLaw | Callable[[float], FlowLaw] | None = None
    growth: GrowthLaw | None = None
    toughness: ToughnessLaw | None = None

    def creep_at(self, config: Config) -> FlowLaw:
        """The law of creep at a configuration's temperature, without its strength factor."""
        if self.creep is None:
            return config.lithium.creep.law(config.temperature)
        return self.creep(config.temperature) if callable(self.creep) else self.creep

    @property
    def given(self) -> Mapping[str, Any]:
        """The user's own, by name."""
        pairs = {"creep": self.creep, "growth": self.growth, "toughness": self.toughness}
        return {name: law for name, law in pairs.items() if law is not None}

    @property
    def marks(self) -> dict[str, dict[str, str]]:
        """Name and checksum of every law of the user's: like input files, a run must keep them."""
        return {f"laws.{name}": _mark(law) for name, law in self.given.items()}


CONFIGURED = Laws()
"""No law of a user's."""


def check_laws(laws: Laws, config: Config) -> None:
    """Try a user's laws once.

    Raises:
        UsageError: One of them cannot be used; says which, and why.
    """
    if not isinstance(laws, Laws):
        raise UsageError(f"laws is {laws!r}; give filasse.Laws(growth=...), for instance")
    one = np.ones(2)
    conditions = TipConditions(config.temperature, one, 0.01 * one)
    if laws.creep is not None:
        law = _tried("creep", lambda: laws.creep_at(config).strengthened(1.0).with_fluidity(0.0))
        rates = _tried("creep", lambda: law.plastic_rate(0.0 * one))
        _checked("creep", "plastic_rate", rates)
        _checked("creep", "log_ratio", (_tried("creep", lambda: law.log_ratio(rates[0])),))
        _checked("creep", "hardening_rate", _tried("creep", lambda: law.hardening_rate(one, one)))
    if (growth := laws.growth) is not None:
        _tried("growth", lambda: (growth.is_subcritical, growth.needs_current))
        _checked("growth", "speeds", (_tried("growth", lambda: growth.speeds(one, conditions)),))
    if (cost := laws.toughness) is not None:
        _tried("toughness", lambda: cost.needs_conditions)
        energies = _tried("toughness", lambda: cost.energies(one, conditions, 0))
        _checked("toughness", "energies", (energies,))


def _tried[T](name: str, call: Callable[[], T]) -> T:
    try:
        return call()
    except Exception as error:
        raise UsageError(
            f"laws.{name} cannot be used: {type(error).__name__}: {error}. The developer pages "
            "'Adding a flow law' and 'Adding a growth law' list what a law must have."
        ) from error


def _checked(name: str, member: str, arrays: Any) -> None:
    """Reject answers of another shape, or without value."""
    for array in arrays:
        if np.shape(array) != (2,) or not np.isfinite(array).all():
            raise UsageError(
                f"laws.{name}: {member} must give finite arrays of the shape of what it is given, "
                f"(2,) in a trial, and not {array!r}"
            )


def _mark(law: Any) -> dict[str, str]:
    told = law if hasattr(law, "__qualname__") else type(law)
    name = f"{told.__module__}.{told.__qualname__}"
    text = repr(law) if is_dataclass(law) else name
    return {"file": name, "sha256": hashlib.sha256(text.encode()).hexdigest()}
