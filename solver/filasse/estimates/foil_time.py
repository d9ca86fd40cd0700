"""Rough time that a foil takes: it creeps on in small steps, however long a growth step lasts."""

from __future__ import annotations

import math
from collections.abc import Iterable

from filasse.config.rules.cross_checks import ligament
from filasse.config.sections.config_model import Config
from filasse.config.sections.loading_section import (
    AnyStep,
    ProtocolSection,
    RampSection,
    RepeatSection,
    StepSection,
)
from filasse.constants import FARADAY
from filasse.estimates.edge_crack import EDGE_CRACK
from filasse.physics.elastic_constants import plane_strain_modulus

PLATED_PER_SUBSTEP = 0.004  # of anode.mouth_size: what a step of the foil plates or strips
SUBSTEP_SECONDS = 0.03  # [s] of one core
LOST = 4.0  # lithium plated into a growing crack over what stays there: the rest leaves it


def foil_seconds(config: Config, *, grows: bool) -> float:
    """Time [s] of the steps of a foil; zero for a reservoir.

    Args:
        config: the configuration.
        grows: whether a short circuit may end the run before its protocol does.
    """
    anode = config.anode
    if not anode.about.is_body:
        return 0.0
    plated = moved_by_protocol(config)
    if grows and config.geometry.flaw_count:
        plated = min(plated, _plated_until_short(config))
    return SUBSTEP_SECONDS * plated / (PLATED_PER_SUBSTEP * anode.spread)


def moved_by_protocol(config: Config) -> float:
    """Thickness of lithium that a protocol plates and strips in all [m]; zero if it is not known.

    A voltage tells no current, and a step that only a voltage ends no charge.
    """
    charge = _charge(config.protocol)
    return charge * config.lithium.molar_volume / FARADAY


def _charge(protocol: ProtocolSection) -> float:
    """Charge of either sign [C/m^2]."""
    if protocol.current_density is not None:
        return protocol.current_density * protocol.stop_time
    largest = protocol.stop_time * _largest(protocol.steps)
    return min(largest, _of_steps(protocol.steps))


def _of_steps(steps: Iterable[AnyStep]) -> float:
    return math.fsum(_of_step(step) for step in steps)


def _of_step(step: AnyStep) -> float:
    if isinstance(step, RepeatSection):
        return step.repeat * _of_steps(step.steps)
    if isinstance(step, RampSection):
        return step.capacity * (1 + math.floor((step.stop - step.start) / step.increment))
    if step.capacity is not None:
        return step.capacity
    return abs(step.current_density or 0.0) * (step.duration or 0.0)


def _largest(steps: Iterable[AnyStep]) -> float:
    """The largest current of either sign [A/m^2]; infinite if a voltage sets it."""
    return max(map(_current, steps), default=0.0)


def _current(step: AnyStep) -> float:
    if isinstance(step, RepeatSection):
        return _largest(step.steps)
    if isinstance(step, RampSection):
        return step.stop
    return math.inf if _is_held(step) else abs(step.current_density or 0.0)


def _is_held(step: StepSection) -> bool:
    return step.voltage is not None


def _plated_until_short(config: Config) -> float:
    """Thickness of lithium that is plated until a crack has gone straight across [m].

    A crack at its toughness opens an area A = 1.12 sqrt(pi) K_IC a^(3/2)/E', and even plating on
    both of its faces fills 2 a d(thickness), so that d(thickness) = LOST dA/(2 a).
    """
    solid, geometry = config.electrolyte, config.geometry
    modulus = plane_strain_modulus(solid.youngs_modulus, solid.poisson_ratio)
    start = max(geometry.flaw_lengths, default=0.0)
    stop = start + ligament(geometry)
    area = EDGE_CRACK * math.sqrt(math.pi) * solid.fracture_toughness / modulus
    return LOST * 1.5 * area * (math.sqrt(stop) - math.sqrt(start))
