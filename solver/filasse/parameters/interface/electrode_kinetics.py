"""Kinetics of both electrodes, by the configuration."""

from __future__ import annotations

from filasse.config import Config
from filasse.constants import arrhenius
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


def counter_kinetics(config: Config) -> Kinetics:
    """Kinetics of the counter electrode at the configured temperature."""
    counter, temperature = config.counter_electrode, config.temperature
    thermal = arrhenius(config.interface.activation_energy, temperature)
    return Kinetics(
        law="butler_volmer" if counter.kind == "butler_volmer" else "ideal",
        exchange_current_density=counter.exchange_current_density * thermal,
        transfer_coefficient=counter.transfer_coefficient,
        film_resistance=counter.area_resistance if counter.kind == "resistance" else 0.0,
        temperature=temperature,
        double_layer_capacitance=counter.double_layer_capacitance,
    )
