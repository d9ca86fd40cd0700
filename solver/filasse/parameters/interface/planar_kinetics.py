"""Kinetics of the whole planar interface, for closed forms: all that lies in series there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filasse.config import Config
from filasse.parameters.interface.electrode_kinetics import anode_kinetics
from filasse.parameters.interface.interphase_model import surface_layer
from filasse.parameters.interface.planar_interface import (
    coating_model,
    constriction,
    pressed_contact,
)
from filasse.physics.contact import constriction_resistance, power_of_pressure
from filasse.physics.kinetics import Kinetics


def planar_kinetics(config: Config) -> Kinetics:
    """Kinetics of the planar interface, whose film resistance is that of all its layers."""
    return replace(anode_kinetics(config), film_resistance=planar_resistance(config))


def planar_resistance(config: Config) -> float:
    """Area resistance beside the charge transfer, at the start of a run  [ohm m^2].

    R = R_f + R_coating + R_contact(p) + delta_0/sigma_P, with the contact at the stack pressure p
    and the interphase as thick as it is at the start. Patches and spots are left out.
    """
    layers = 0.0
    if (coating := coating_model(config)) is not None:
        layers += coating.resistance
    if (layer := surface_layer(config)) is not None and config.interface.interphase is not None:
        first = config.interface.interphase.initial_thickness
        layers += float(layer.resistance(np.array([first]))[0])
    return config.interface.film_resistance + layers + _contact_resistance(config)


def _contact_resistance(config: Config) -> float:
    """Area resistance of both laws of contact at the stack pressure [ohm m^2]; 0 without any."""
    pressure, found = np.array([config.mechanics.stack_pressure]), np.zeros(1)
    if (spots := constriction(config)) is not None:
        shape = spots.spot_radius, spots.hardness, spots.conductivity
        found += constriction_resistance(pressure, *shape)
    if (law := pressed_contact(config)) is not None:
        found += power_of_pressure(pressure, law.resistance, law.pressure, law.exponent)
    return float(found[0])
