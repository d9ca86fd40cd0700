"""The interphase of a configuration, as plain numbers at one temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filasse.config import Config
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.interphase import AgeLaw, Breakaway, Interphase, rate_at
from filasse.physics.layer_stress import CHANNEL, clamped_stress, critical_thickness
from filasse.physics.surface_layer import SurfaceLayer


@dataclass(frozen=True)
class LayerStrength:
    """What decides whether the stress of its growth breaks a layer, or what it is on.

    Attributes:
        stress: in the clamped layer [Pa].
        modulus: E' of the layer [Pa].
        layer_energy: G_c of the layer [J/m^2].
        electrolyte_energy: G_c of the electrolyte [J/m^2].
    """

    stress: float
    modulus: float
    layer_energy: float
    electrolyte_energy: float

    @property
    def critical_thickness(self) -> float:
        """Delta_c of the layer, at which a crack can channel through it [m]."""
        return critical_thickness(self.stress, self.modulus, self.layer_energy, CHANNEL)


@dataclass(frozen=True)
class SurfacePull:
    """How layers of the planar interface pull at the electrolyte along its surface.

    Attributes:
        stress: in the interphase, by whose thickness the force grows [Pa]; tension is positive.
        force: of a coating, stress times thickness [N/m].
    """

    stress: float = 0.0
    force: float = 0.0


def surface_pull(config: Config) -> SurfacePull | None:
    """The pull of the layers of a configuration; None where the electrolyte feels none."""
    layer, coating = config.interface.interphase, config.interface.coating
    strength = layer_strength(config) if layer is not None and layer.loads_electrolyte else None
    stress = 0.0 if strength is None else strength.stress
    force = 0.0 if coating is None else coating.residual_stress * coating.thickness
    return SurfacePull(stress, force) if stress or force else None


def surface_layer(config: Config, laws: Laws = CONFIGURED) -> SurfaceLayer | None:
    """The interphase at the configured temperature, by a user's own law if there is one."""
    if config.interface.interphase is None:
        return None
    own = laws.layer_in(config)
    return own if isinstance(own, SurfaceLayer) else interphase(config, own)


def interphase(config: Config, own: AgeLaw | None = None) -> Interphase | None:
    """The interphase at the configured temperature; None without one.

    Args:
        config: the configuration.
        own: law of its growth, by default that of its section.
    """
    layer, kelvin = config.interface.interphase, config.temperature
    if layer is None:
        return None
    growth, resisting = _growth(config, own or layer.growth(kelvin)), np.inf
    if isinstance(growth, Breakaway) and layer.breakaway_cracks == "filled":
        resisting = growth.critical_thickness
    return Interphase(
        growth=growth,
        conductivity=rate_at(layer.conductivity, layer.conductivity_activation_energy, kelvin),
        volume_per_charge=layer.volume_per_charge,
        expansion=layer.expansion,
        poisson_ratio=layer.poisson_ratio,
        current_share=layer.current_share,
        resisting_thickness=resisting,
    )


def _growth(config: Config, whole: AgeLaw | None) -> AgeLaw | None:
    """The law of growth, cracking included where that is asked for."""
    layer, strength = config.interface.interphase, layer_strength(config)
    if layer is None or not layer.breakaway or whole is None or strength is None:
        return whole
    return Breakaway(whole, strength.critical_thickness)


def layer_strength(config: Config) -> LayerStrength | None:
    """Strengths of the interphase and of its electrolyte; None where nothing swells."""
    layer, solid = config.interface.interphase, config.electrolyte
    if layer is None or layer.expansion == 0.0:
        return None
    modulus = layer.youngs_modulus / (1 - layer.poisson_ratio**2)
    below = solid.youngs_modulus / (1 - solid.poisson_ratio**2)
    elastic = clamped_stress(layer.youngs_modulus, layer.poisson_ratio, layer.expansion)
    return LayerStrength(
        stress=max(elastic, -(layer.yield_strength or np.inf)),
        modulus=modulus,
        layer_energy=layer.fracture_toughness**2 / modulus,
        electrolyte_energy=solid.fracture_toughness**2 / below,
    )
