"""Kinetics of lithium | electrolyte, by the configuration."""

from __future__ import annotations

from filasse.config import Config
from filasse.constants import arrhenius
from filasse.physics.kinetics import Kinetics


def anode_kinetics(config: Config) -> Kinetics:
    """Kinetics of the planar interface and of crack faces at the configured temperature."""
    interface = config.interface
    thermal = arrhenius(interface.activation_energy, config.temperature)
    return Kinetics(
        law=interface.kinetics,
        exchange_current_density=interface.exchange_current_density * thermal,
        transfer_coefficient=interface.transfer_coefficient,
        film_resistance=interface.film_resistance,
        temperature=config.temperature,
        double_layer_capacitance=interface.double_layer_capacitance,
    )
