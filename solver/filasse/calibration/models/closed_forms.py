"""Closed forms of what is measured, from a configuration."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from filasse.config import Config
from filasse.estimates.mechanisms.plating_cell import strongest
from filasse.estimates.rupture import time_to_rupture
from filasse.estimates.weakest_flaw import WeakestFlaw, charge_transfer, weakest_flaw
from filasse.parameters.interface.electrode_kinetics import anode_kinetics, counter_kinetics
from filasse.parameters.interface.planar_kinetics import planar_resistance

type Constants = Mapping[str, float]


RUNS = "ask runs (`model: run`) for current_at_growth or time_to_growth"
"""What to do where no closed form tells when a flaw grows."""


class NoEstimate(ValueError):  # noqa: N818 - carries the reason to where all are listed
    """No closed form gives an observable of this configuration; the text says why."""


def estimate_of(name: str, config: Config, constants: Constants) -> float:
    """Value of an observable in SI units; infinite where it never happens.

    Args:
        name: of the observable.
        config: of the cell.
        constants: what is in no configuration, SI.

    Raises:
        NoEstimate: no closed form gives it.
    """
    return _ESTIMATES[name](config, constants)


def _contact(config: Config, constants: Constants) -> float:
    return planar_resistance(config)


def _power_law(config: Config, constants: Constants) -> float:
    pressure = config.mechanics.stack_pressure
    if pressure <= 0:
        raise NoEstimate("needs a stack pressure; set mechanics.stack_pressure, or a condition")
    ratio = pressure / constants["contact.pressure"]
    falling = ratio ** -constants["contact.exponent"]
    return float(constants["contact.resistance"] * falling) + config.interface.film_resistance


def _interface(config: Config, constants: Constants) -> float:
    return anode_kinetics(config).charge_transfer_resistance + _contact(config, constants)


def _cell_resistance(config: Config, constants: Constants) -> float:
    ohmic = config.geometry.thickness / config.electrolyte.conductivity_at(config.temperature)
    return ohmic + _interface(config, constants) + charge_transfer(counter_kinetics(config))


def _weakest(config: Config, current: float) -> WeakestFlaw:
    """The flaw that grows first, if closed forms tell its K at a current density [A/m^2]."""
    found, in_space = weakest_flaw(config), config.geometry.depth is not None
    if found is None and config.geometry.flaw_count and in_space:
        raise NoEstimate(
            "needs flaws whose stress intensities a closed form tells: in a slab with a depth "
            f"upright, small, and no deeper than half their mouth; {RUNS}"
        )
    if found is None:
        raise NoEstimate("needs a flaw of known length in the base configuration")
    if current > 0 and not found.is_known:
        raise NoEstimate(
            "depends on how much lithium leaves the flaw, which no closed form tells in a slab "
            f"with a depth; {RUNS}, or set lithium.mouth: sealed if none does"
        )
    return found


def _current(config: Config) -> float:
    """The strongest plating current density [A/m^2]; 0 in a cell at rest."""
    if config.protocol.voltage is not None:
        raise NoEstimate("needs a protocol with a current, or with none; not a voltage")
    return strongest(config)[0]


def _critical(config: Config, constants: Constants) -> float:
    return _weakest(config, math.inf).limit


def _ratio(config: Config, constants: Constants) -> float:
    current = _current(config)
    return _weakest(config, current).ratio(current)


def _rupture(config: Config, constants: Constants) -> float:
    current = _current(config)
    _weakest(config, current)
    time = time_to_rupture(config, current)
    if time is None:
        raise NoEstimate("needs a flaw of known length, and growth.law of kind power")
    return time


_ESTIMATES: Mapping[str, Callable[[Config, Constants], float]] = {
    "contact_resistance": _contact,
    "contact_power_law": _power_law,
    "interface_resistance": _interface,
    "cell_resistance": _cell_resistance,
    "critical_current": _critical,
    "intensity_ratio": _ratio,
    "time_to_rupture": _rupture,
}
