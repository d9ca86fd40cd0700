"""Electrons in the electrolyte, by the configuration."""

from __future__ import annotations

from dataclasses import dataclass, replace

from filasse.config import Config
from filasse.constants import FARADAY, arrhenius


@dataclass(frozen=True)
class ElectronicLeakage:
    """Electrons in the electrolyte.

    Attributes:
        barrier: overpotential that the surface of a seed takes from plating in a pore [V].
        conduction: electronic conductivity over that at the configured temperature.
    """

    barrier: float
    conduction: float = 1.0


def leakage_model(config: Config) -> ElectronicLeakage | None:
    """Of a configuration; the pressure in a seed of radius r is 2 gamma/r."""
    leakage = config.electrolyte.leakage
    if leakage is None:
        return None
    pressure = 2 * leakage.surface_energy / leakage.seed_radius
    return ElectronicLeakage(pressure * config.lithium.molar_volume / FARADAY)


def leakage_model_at(config: Config, temperature: float) -> ElectronicLeakage | None:
    """Of a configuration at another temperature [K]."""
    solid, leakage = config.electrolyte.leakage, leakage_model(config)
    if solid is None or leakage is None:
        return None
    energy = solid.activation_energy
    ratio = arrhenius(energy, temperature) / arrhenius(energy, config.temperature)
    return replace(leakage, conduction=ratio)
