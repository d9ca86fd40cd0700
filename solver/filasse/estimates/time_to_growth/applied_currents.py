"""A protocol as stretches of constant current, by the closed form of the cell voltage."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from filasse.config import Config, RampSection, RepeatSection, StepSection
from filasse.config.sections.loading_section import AnyStep
from filasse.parameters.interface.electrode_kinetics import anode_kinetics, counter_kinetics
from filasse.physics.kinetics import FloatArray, Kinetics, current_taking, overpotential

type AnodeKinetics = Callable[[Config], Kinetics]

_ROUNDING = 1e-9
"""Relative difference of times that is none."""


class AppliedCurrent(NamedTuple):
    """A stretch of constant current.

    Attributes:
        start: time [s].
        current: density; zero at rest, negative when stripping [A/m^2].
        duration: of the stretch, up to the end of the run [s].
        temperature: [K]; None for the configured one.
        is_drawn: by a held voltage; flaws draw more than this current of a cell without them.
        is_timed: whether its times are known: not those from a voltage on that a cell whose
            interface changes comes to; such stretches start no sooner and last no longer.
    """

    start: float
    current: float
    duration: float
    temperature: float | None
    is_drawn: bool = False
    is_timed: bool = True


def applied_currents(
    config: Config, anode: AnodeKinetics = anode_kinetics
) -> Iterator[AppliedCurrent]:
    """What the protocol applies, one after the other, until it or `stop_time` ends the run.

    Steps that a voltage ends last until they are cut off, or no time at all if that voltage is met
    at once: the voltage of a cell whose flaws do not grow hardly changes. If its interface does
    change, such a step may end at any time, and so all later ones may come to pass. Held voltages
    are the currents that they draw.

    Args:
        config: the configuration.
        anode: kinetics of its planar interface.
    """
    elapsed, stop, is_timed = 0.0, config.protocol.stop_time, True
    for current, lasts, kelvin, is_drawn, is_limited in _written_out(config, anode):
        if lasts <= 0.0:
            continue  # its voltage is met at once, and changes only make it higher
        is_timed = is_timed and not (is_limited and _changes(config))
        if not is_timed:
            yield AppliedCurrent(elapsed, current, min(lasts, stop), kelvin, is_drawn, is_timed)
            continue
        if stop - elapsed <= _ROUNDING * stop:
            return
        duration = min(lasts, stop - elapsed)
        yield AppliedCurrent(elapsed, current, duration, kelvin, is_drawn)
        elapsed += duration


def _changes(config: Config) -> bool:
    """Whether the voltage of a cell without flaws changes under a constant current."""
    return not config.anode.about.stays_even or config.interface.interphase is not None


def _written_out(
    config: Config, anode: AnodeKinetics
) -> Iterator[tuple[float, float, float | None, bool, bool]]:
    """Current, duration, temperature, and whether a voltage draws it, or may end it, of every step.

    The end of the run is left out.
    """
    protocol, kelvin = config.protocol, None
    known = dict[tuple[int, float | None], tuple[float, float]]()
    if protocol.current_density is not None:
        yield protocol.current_density, protocol.stop_time, None, False, False
    elif protocol.voltage is not None:
        drawn = drawn_current(config, protocol.voltage, anode)
        yield drawn, protocol.stop_time, None, True, False
    for step in _repeated(protocol.steps):
        kelvin = step.temperature if step.temperature is not None else kelvin
        if isinstance(step, RampSection):
            yield from ((i, step.capacity / i, kelvin, False, False) for i in step.currents)
            continue
        key = id(step), kelvin
        if key not in known:
            known[key] = _of_step(step, _at_temperature(config, kelvin), anode)
        yield *known[key], kelvin, step.voltage is not None, step.voltage_limit is not None


def _repeated(steps: Sequence[AnyStep]) -> Iterator[StepSection | RampSection]:
    for step in steps:
        if isinstance(step, RepeatSection):
            for _ in range(step.repeat):
                yield from _repeated(step.steps)
        else:
            yield step


def _of_step(step: StepSection, config: Config, anode: AnodeKinetics) -> tuple[float, float]:
    """Current density of a step [A/m^2], and how long it lasts [s].

    Infinite if only the end of the run ends it.
    """
    if step.rest is not None:
        return 0.0, step.rest
    if step.voltage is not None:
        current = drawn_current(config, step.voltage, anode)
    else:
        current = step.current_density or 0.0
    if step.voltage_limit is not None:
        over = cell_voltage(config, current, anode) - step.voltage_limit
        if over * current >= 0.0:
            return current, 0.0
    charging = math.inf if step.capacity is None or not current else step.capacity / abs(current)
    return current, min(charging, math.inf if step.duration is None else step.duration)


def cell_voltage(config: Config, current: float, anode: AnodeKinetics = anode_kinetics) -> float:
    """Voltage of a cell without flaws: U + I H/kappa + eta(I) at both electrodes [V].

    Args:
        config: the configuration.
        current: applied current density I [A/m^2].
        anode: kinetics of the planar interface.
    """
    drop = _drop(config, anode, np.array([current]))[0]
    return float(drop[0] + config.counter_electrode.equilibrium_potential)


def drawn_current(config: Config, voltage: float, anode: AnodeKinetics = anode_kinetics) -> float:
    """Current density that a voltage draws from a cell without flaws [A/m^2]."""
    drop = voltage - config.counter_electrode.equilibrium_potential
    return current_taking(drop, partial(_drop, config, anode))


def _drop(
    config: Config, anode: AnodeKinetics, current: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """What electrolyte and electrodes take [V], and its slope [ohm m^2]."""
    kappa = config.electrolyte.conductivity_at(config.temperature)
    ohmic = config.geometry.thickness / kappa
    plated, slope = overpotential(anode(config), current)
    counter, other = overpotential(counter_kinetics(config), -current)
    return plated - counter + ohmic * current, slope + other + ohmic


def _at_temperature(config: Config, kelvin: float | None) -> Config:
    return config if kelvin is None else config.model_copy(update={"temperature": kelvin})
