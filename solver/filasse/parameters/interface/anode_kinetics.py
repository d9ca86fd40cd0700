"""Kinetics of lithium | electrolyte, by the configuration."""

from __future__ import annotations

from filasse.config import Config
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.kinetics import Kinetics


def anode_kinetics(config: Config, laws: Laws = CONFIGURED) -> Kinetics:
    """Kinetics of the planar interface and of crack faces at the configured temperature."""
    interface = config.interface
    return Kinetics(
        law=interface.kinetics,
        exchange_current_density=laws.exchange_current_in(config),
        transfer_coefficient=interface.transfer_coefficient,
        film_resistance=interface.film_resistance,
        temperature=config.temperature,
        double_layer_capacitance=interface.double_layer_capacitance,
    )
