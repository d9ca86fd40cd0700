"""Laws of lithium by the configuration, at its temperature."""

from __future__ import annotations

from filasse.config import Config
from filasse.constants import arrhenius
from filasse.materials.preset_laws import measured_size_effect
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.creep.diffusional import Diffusion, diffusional_fluidity
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.film_flow import FilmFlow, diffusion_coefficient


def creep_law(config: Config, laws: Laws = CONFIGURED) -> FlowLaw:
    """The law of creep of lithium at the configured temperature."""
    return laws.creep_at(config).strengthened(config.lithium.strength_factor)


def film_flow(config: Config, laws: Laws = CONFIGURED) -> FilmFlow:
    """Coefficients of lithium's flow in cracks at the configured temperature."""
    lithium, temperature = config.lithium, config.temperature
    layer = lithium.interface_diffusion
    diffusivity = layer.diffusivity * arrhenius(layer.activation_energy, temperature)
    return FilmFlow(
        law=creep_law(config, laws).with_fluidity(fluidity(config)),
        diffusion=diffusion_coefficient(
            layer.width, diffusivity, lithium.molar_volume, temperature
        ),
        size_effect=measured_size_effect() if lithium.size_effect else None,
    )


def fluidity(config: Config) -> float:
    """Creep rate per stress by diffusion in lithium [1/(Pa s)]."""
    values = config.lithium.diffusional_creep
    if values.grain_size is None:
        return 0.0
    diffusion = Diffusion(
        **values.model_dump(exclude={"grain_size"}), molar_volume=config.lithium.molar_volume
    )
    return diffusional_fluidity(diffusion, values.grain_size, config.temperature)
