"""The laws of a run: a user's, given in Python or named in section `own`, or the configuration's.

Whoever needs a law asks here: `Laws.creep_at`, `growth_in`, `toughness_in`, `exchange_current_in`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from filasse.config import Config
from filasse.config.sections.anode_section import ANODE_KINDS
from filasse.constants import arrhenius
from filasse.errors import FilasseError, UsageError
from filasse.parameters.own_code.function_laws import (
    own_creep,
    own_exchange_current,
    own_growth,
    own_toughness,
)
from filasse.parameters.own_code.own_parts import check_anode, check_layer, own_anode, own_layer
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.fracture.growth_laws import GrowthLaw, TipConditions
from filasse.physics.fracture.toughness_laws import ToughnessLaw
from filasse.physics.interphase import AgeLaw
from filasse.physics.surface_layer import SurfaceLayer


@dataclass(frozen=True)
class Laws:
    """Laws of your own; what is not given is as the configuration says.

    Attributes:
        creep: How lithium creeps, in place of `lithium.creep`: a flow law, or a function of the
            temperature [K] that gives one.
        growth: How fast tips move below their toughness, in place of `growth.law`.
        toughness: What growth costs under current, in place of `growth.toughness`.
        exchange_current: Exchange current density [A/m^2] of lithium on the electrolyte as a
            function of temperature [K] and stack pressure [Pa].
        layer: What grows on the electrolyte, in place of the law of `interface.interphase`: a law
            of growth, a whole surface layer, or a function of the temperature [K] that gives one.
        anode: Class of the anode, in place of the reservoir.
    """

    creep: FlowLaw | Callable[[float], FlowLaw] | None = None
    growth: GrowthLaw | None = None
    toughness: ToughnessLaw | None = None
    exchange_current: Callable[[float, float], float] | None = None
    layer: AgeLaw | SurfaceLayer | Callable[[float], AgeLaw | SurfaceLayer] | None = None
    anode: type[Any] | None = None

    def creep_at(self, config: Config) -> FlowLaw:
        """The law of creep at a configuration's temperature, without its strength factor."""
        if self.creep is not None:
            return self.creep(config.temperature) if callable(self.creep) else self.creep
        if config.own.creep is not None:
            return own_creep(config.own.creep, config.temperature)
        return config.lithium.creep.law(config.temperature)

    def growth_in(self, config: Config) -> GrowthLaw:
        """The law of growth below the toughness."""
        place = config.own.growth
        return self.growth or (config.growth.law.law if place is None else own_growth(place))

    def toughness_in(self, config: Config) -> ToughnessLaw:
        """The law of what growth costs."""
        place, section = config.own.toughness, config.growth.toughness
        return self.toughness or (section.law if place is None else own_toughness(place))

    def exchange_current_in(self, config: Config) -> float:
        """Exchange current density of lithium on the electrolyte [A/m^2]."""
        interface, at = config.interface, (config.temperature, config.mechanics.stack_pressure)
        if self.exchange_current is not None:
            return float(self.exchange_current(*at))
        if config.own.exchange_current is not None:
            return own_exchange_current(config.own.exchange_current, *at)
        thermal = arrhenius(interface.activation_energy, config.temperature)
        return interface.exchange_current_density * thermal

    def layer_in(self, config: Config) -> AgeLaw | SurfaceLayer | None:
        """The user's own law of growth, or layer; None for that of the configuration."""
        if self.layer is not None:
            return self.layer(config.temperature) if callable(self.layer) else self.layer
        place = config.own.layer
        return None if place is None else own_layer(place, config.temperature)

    def anode_in(self, config: Config) -> type[Any] | None:
        """The user's own kind of anode; None for that of the configuration."""
        place = config.own.anode
        return self.anode if place is None else own_anode(place)

    @property
    def given(self) -> Mapping[str, Any]:
        """The user's own, by name."""
        pairs = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: law for name, law in pairs.items() if law is not None}

    @property
    def marks(self) -> dict[str, dict[str, str]]:
        """Name and checksum of every law of the user's: like input files, a run must keep them."""
        return {f"laws.{name}": _mark(law) for name, law in self.given.items()}


CONFIGURED = Laws()
"""No law of a user's but those that the configuration names."""


def check_laws(laws: Laws, config: Config) -> None:
    """Try a user's laws once, whether they are given in Python or named in section `own`.

    Raises:
        UsageError: One of them cannot be used; says which, and why.
    """
    if not isinstance(laws, Laws):
        raise UsageError(f"laws is {laws!r}; give filasse.Laws(growth=...), for instance")
    named = {key.removeprefix("own.") for key in config.own.laws}
    if twice := sorted(named & laws.given.keys()):
        raise UsageError(f"laws.{twice[0]} is given beside own.{twice[0]}; delete one of the two")
    for name in sorted(named | laws.given.keys()):
        _TRIALS[name](f"{'own' if name in named else 'laws'}.{name}", laws, config)


def _try_creep(name: str, laws: Laws, config: Config) -> None:
    one = np.ones(2)
    law = _tried(name, lambda: laws.creep_at(config).strengthened(1.0).with_fluidity(0.0))
    rates = _tried(name, lambda: law.plastic_rate(0.0 * one))
    _checked(name, "plastic_rate", rates)
    _checked(name, "log_ratio", (_tried(name, lambda: law.log_ratio(rates[0])),))
    _checked(name, "hardening_rate", _tried(name, lambda: law.hardening_rate(one, one)))


def _try_growth(name: str, laws: Laws, config: Config) -> None:
    law, one = laws.growth_in(config), np.ones(2)
    _tried(name, lambda: (law.is_subcritical, law.needs_current))
    _checked(name, "speeds", (_tried(name, lambda: law.speeds(one, _conditions(config))),))


def _try_toughness(name: str, laws: Laws, config: Config) -> None:
    law, one = laws.toughness_in(config), np.ones(2)
    _tried(name, lambda: law.needs_conditions)
    energies = _tried(name, lambda: law.energies(one, _conditions(config), 0))
    _checked(name, "energies", (energies,))


def _try_exchange_current(name: str, laws: Laws, config: Config) -> None:
    value = _tried(name, lambda: laws.exchange_current_in(config))
    if not 0 < value < np.inf:
        raise UsageError(f"{name} gives {value!r}; it must be a number of A/m^2 above 0")


def _try_layer(name: str, laws: Laws, config: Config) -> None:
    if config.interface.interphase is None:
        raise UsageError(
            f"{name} needs section interface.interphase, whose law it replaces; add it, with what "
            "else a layer has: its first thickness, conductivity, expansion"
        )
    check_layer(name, _tried(name, lambda: laws.layer_in(config)))


def _try_anode(name: str, laws: Laws, config: Config) -> None:
    if not config.anode.about.gives_way:
        raise UsageError(
            f"{name} takes the place of a reservoir, but anode.kind is {config.anode.kind}; delete "
            "one of the two"
        )
    taken = {kind for kind, row in ANODE_KINDS.items() if not row.gives_way}
    check_anode(name, laws.anode_in(config), taken)


_TRIALS: Mapping[str, Callable[[str, Laws, Config], None]] = {
    "creep": _try_creep,
    "growth": _try_growth,
    "toughness": _try_toughness,
    "exchange_current": _try_exchange_current,
    "layer": _try_layer,
    "anode": _try_anode,
}


def _conditions(config: Config) -> TipConditions:
    """What acts at two tips in a trial."""
    one = np.ones(2)
    return TipConditions(config.temperature, one, 0.01 * one)


def _tried[T](name: str, call: Callable[[], T]) -> T:
    try:
        return call()
    except FilasseError:
        raise
    except Exception as error:
        raise UsageError(
            f"{name} cannot be used: {type(error).__name__}: {error}. The developer pages "
            "'Adding a flow law', 'Adding a growth law' and so on list what a law must have."
        ) from error


def _checked(name: str, member: str, arrays: Any) -> None:
    """Reject answers of another shape, or without value."""
    for array in arrays:
        if np.shape(array) != (2,) or not np.isfinite(array).all():
            raise UsageError(
                f"{name}: {member} must give finite arrays of the shape of what it is given, "
                f"(2,) in a trial, and not {array!r}"
            )


def _mark(law: Any) -> dict[str, str]:
    told = law if hasattr(law, "__qualname__") else type(law)
    name = f"{told.__module__}.{told.__qualname__}"
    text = repr(law) if is_dataclass(law) else name
    return {"file": name, "sha256": hashlib.sha256(text.encode()).hexdigest()}
