"""Parameters of the coupled system, as plain numbers at one temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lifil.config import Config
from lifil.physics.constants import FARADAY, arrhenius
from lifil.physics.diffusional import Diffusion, diffusional_fluidity
from lifil.physics.film import (
    FilmFlow,
    creep_coefficient,
    diffusion_coefficient,
    rate_prefactor,
)
from lifil.physics.kinetics import Kinetics
from lifil.physics.laws import measured_size_effect

type CounterKind = Literal["butler_volmer", "resistance", "equipotential", "uniform_flux"]
type Flow = Literal["creep", "mobile", "immobile"]


@dataclass(frozen=True)
class CellModel:
    """What the march must know beside the response.

    Attributes:
        anode: kinetics of every Li | electrolyte interface.
        counter: kinetics of the counter electrode.
        counter_kind: how the counter electrode passes current.
        counter_potential: its equilibrium potential against lithium [V].
        molar_volume: of lithium [m^3/mol].
        flow: how lithium moves in cracks.
        film: coefficients of the creep flow.
        open_mouths: whether lithium leaves through the mouths.
        aperture: reference aperture w_0 [m].
        stack_pressure: pressure on the electrodes and in the mouths [Pa].
        loads: values of the unit loads of the support [Pa].
        toughness: K_c [Pa m^0.5].
    """

    anode: Kinetics
    counter: Kinetics
    counter_kind: CounterKind
    counter_potential: float
    molar_volume: float
    flow: Flow
    film: FilmFlow
    open_mouths: bool
    aperture: float
    stack_pressure: float
    loads: tuple[float, ...]
    toughness: float

    @property
    def volume_per_charge(self) -> float:
        """V_m/F [m^3/C], also the potential per pressure [V/Pa]."""
        return self.molar_volume / FARADAY


@dataclass(frozen=True)
class Drive:
    """What the cycler prescribes: one of the two is None.

    Attributes:
        current: total current per depth [A/m], positive when plating at the anode.
        voltage: cell voltage [V].
    """

    current: float | None = None
    voltage: float | None = None


def cell_model(config: Config) -> CellModel:
    """Read the parameters of the march from a configuration."""
    interface, counter, lithium = config.interface, config.counter_electrode, config.lithium
    temperature = config.temperature
    thermal = arrhenius(interface.activation_energy, temperature)
    anode = Kinetics(
        law=interface.kinetics,
        exchange_current_density=interface.exchange_current_density * thermal,
        transfer_coefficient=interface.transfer_coefficient,
        film_resistance=interface.film_resistance,
        temperature=temperature,
    )
    opposite = Kinetics(
        law="butler_volmer" if counter.kind == "butler_volmer" else "ideal",
        exchange_current_density=counter.exchange_current_density * thermal,
        transfer_coefficient=counter.transfer_coefficient,
        film_resistance=counter.area_resistance if counter.kind == "resistance" else 0.0,
        temperature=temperature,
    )
    mechanics = config.mechanics
    lateral = (mechanics.lateral_stress,) if mechanics.sides == "free" else ()
    return CellModel(
        anode=anode,
        counter=opposite,
        counter_kind=counter.kind,
        counter_potential=counter.equilibrium_potential,
        molar_volume=lithium.molar_volume,
        flow=lithium.flow,
        film=film_flow(config),
        open_mouths=lithium.mouth == "open",
        aperture=lithium.aperture,
        stack_pressure=mechanics.stack_pressure,
        loads=(mechanics.stack_pressure, *lateral),
        toughness=config.electrolyte.fracture_toughness,
    )


def film_flow(config: Config) -> FilmFlow:
    """Coefficients of lithium's flow in cracks at the configured temperature."""
    lithium, temperature = config.lithium, config.temperature
    creep, layer = lithium.creep, lithium.interface_diffusion
    prefactor = creep.prefactor / lithium.strength_factor**creep.exponent
    rate = rate_prefactor(prefactor, creep.activation_energy, temperature)
    diffusivity = layer.diffusivity * arrhenius(layer.activation_energy, temperature)
    return FilmFlow(
        exponent=creep.exponent,
        creep=creep_coefficient(creep.exponent, rate),
        diffusion=diffusion_coefficient(
            layer.width, diffusivity, lithium.molar_volume, temperature
        ),
        fluidity=_fluidity(config),
        size_effect=measured_size_effect() if lithium.size_effect else None,
    )


def _fluidity(config: Config) -> float:
    """Creep rate per stress by diffusion in lithium [1/(Pa s)]."""
    values = config.lithium.diffusional_creep
    if values.grain_size is None:
        return 0.0
    diffusion = Diffusion(
        **values.model_dump(exclude={"grain_size"}), molar_volume=config.lithium.molar_volume
    )
    return diffusional_fluidity(diffusion, values.grain_size, config.temperature)
