"""Rough time that a foil takes: it creeps on in small steps, however long a growth step lasts."""

from __future__ import annotations

import math

from filasse.config.rules.cross_checks import ligament
from filasse.config.sections.config_model import Config
from filasse.constants import FARADAY
from filasse.estimates.edge_crack import EDGE_CRACK
from filasse.estimates.time_to_growth.applied_currents import applied_currents
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
    """Thickness of lithium that a protocol plates and strips in all, at most [m]."""
    loads = tuple(applied_currents(config))
    charge = math.fsum(abs(load.current) * load.duration for load in loads if load.is_timed)
    if untimed := [load for load in loads if not load.is_timed]:
        left = config.protocol.stop_time - untimed[0].start
        strongest = max(abs(load.current) for load in untimed)
        charge += min(
            strongest * left, math.fsum(abs(load.current) * load.duration for load in untimed)
        )
    return charge * config.lithium.molar_volume / FARADAY


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
