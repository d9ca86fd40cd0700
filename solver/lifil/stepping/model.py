"""Parameters of the coupled system, as plain numbers at one temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from lifil.body.foil_mesh import Dent, Fill
from lifil.body.outline import Outline, straight
from lifil.body.stress import Solid
from lifil.config import Config
from lifil.physics.constants import FARADAY, arrhenius
from lifil.physics.contact import constriction_resistance
from lifil.physics.creep import FlowLaw, power_law
from lifil.physics.diffusional import Diffusion, diffusional_fluidity
from lifil.physics.entry import Entry
from lifil.physics.film import (
    FilmFlow,
    creep_coefficient,
    diffusion_coefficient,
    rate_prefactor,
)
from lifil.physics.kinetics import Kinetics
from lifil.physics.laws import anand_preset, elastic_preset, measured_size_effect, plastic_preset

type CounterKind = Literal["butler_volmer", "resistance", "equipotential", "uniform_flux"]
type Flow = Literal["creep", "mobile", "immobile"]
type FloatArray = npt.NDArray[np.float64]

NO_ENTRY = Entry(exponent=1.0, resistance=1.0, spread=1.0)
"""Stands where no mouth asks for it."""

SIZE_PER_THICKNESS, SIZE_PER_WIDTH, SPREAD_PER_THICKNESS = 1 / 4, 1 / 40, 1 / 10
"""Largest cell of a foil, the larger of two; what takes up the lithium of a mouth."""


@dataclass(frozen=True)
class Constriction:
    """Contact spots: see `lifil.physics.contact`.

    Attributes:
        spot_radius: a [m].
        hardness: H [Pa].
        conductivity: of the electrolyte at the present temperature [S/m].
    """

    spot_radius: float
    hardness: float
    conductivity: float


@dataclass(frozen=True)
class Patch:
    """A part of the planar interface.

    Attributes:
        position: x of its middle [m].
        width: [m].
        film_resistance: there [ohm m^2].
    """

    position: float
    width: float
    film_resistance: float


@dataclass(frozen=True)
class AnodeSide:
    """The anode side of a slab.

    Attributes:
        outline: through all notches.
        fill: mesher of the lithium below it.
    """

    outline: Outline
    fill: Fill


@dataclass(frozen=True)
class FoilModel:
    """The anode as a body.

    Attributes:
        thickness: at the start [m].
        size: largest cell [m].
        spread: half width of surface that takes up the lithium of a mouth [m].
        solid: law of lithium at the present temperature.
        sticks: whether lithium in contact cannot slide.
        adhesion: tension that the interface bears [Pa].
        roughness: gap at which contact is lost [m].
        dents: gaps at the start.
        outline: of the electrolyte's side.
        fill: mesher of what reaches into notches and round voids.
    """

    thickness: float
    size: float
    spread: float
    solid: Solid
    sticks: bool
    adhesion: float
    roughness: float
    dents: tuple[Dent, ...]
    outline: Outline
    fill: Fill | None = None


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
        contact: what makes the resistance of a rough interface; None for a smooth one.
        entry: creep round the mouths, if the anode is a body.
        foil: the anode as a body; None for a reservoir.
        patches: parts of the planar interface with a resistance of their own.
        conduction: conductivity of the electrolyte over that at the configured temperature.
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
    contact: Constriction | None = None
    entry: Entry = NO_ENTRY
    foil: FoilModel | None = None
    patches: tuple[Patch, ...] = ()
    conduction: float = 1.0

    def extra_resistance(self, x: FloatArray, pressure: FloatArray) -> FloatArray:
        """Resistance of the planar interface beside its kinetics' [ohm m^2], shape of x.

        Args:
            x: along the anode [m].
            pressure: of the contact there [Pa], same shape.
        """
        extra = np.zeros_like(x)
        for patch in self.patches:
            inside = np.abs(x - patch.position) <= patch.width / 2
            extra[inside] = patch.film_resistance - self.anode.film_resistance
        if self.contact is not None:
            spots = self.contact
            extra += constriction_resistance(
                pressure, spots.spot_radius, spots.hardness, spots.conductivity
            )
        return extra

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


def cell_model(config: Config, side: AnodeSide | None = None) -> CellModel:
    """Read the parameters of the march from a configuration.

    Args:
        config: the configuration.
        side: the anode side of the slab; flat by default.
    """
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
        contact=_constriction(config),
        entry=_entry(config),
        foil=_foil(config, side) if config.anode.kind == "foil" else None,
        patches=tuple(Patch(**patch.model_dump()) for patch in interface.patches),
    )


def cell_model_at(config: Config, temperature: float, side: AnodeSide | None = None) -> CellModel:
    """The parameters of the march when the protocol has set another temperature [K].

    One activation energy serves the whole electrolyte, so its condensed response at the configured
    temperature is only scaled. Elasticity and toughness stay; nothing expands.
    """
    energy = config.electrolyte.conductivity_activation_energy
    ratio = arrhenius(energy, temperature) / arrhenius(energy, config.temperature)
    model = cell_model(config.model_copy(update={"temperature": temperature}), side)
    return replace(model, conduction=ratio)


def _constriction(config: Config) -> Constriction | None:
    spots, solid = config.interface.constriction, config.electrolyte
    if spots is None:
        return None
    thermal = arrhenius(solid.conductivity_activation_energy, config.temperature)
    return Constriction(spots.spot_radius, spots.hardness, thermal * solid.ionic_conductivity)


def _creep_law(config: Config) -> FlowLaw:
    """The power law of lithium at the configured temperature."""
    creep, factor = config.lithium.creep, config.lithium.strength_factor
    prefactor = creep.prefactor / factor**creep.exponent
    return power_law(creep.exponent, prefactor, creep.activation_energy, config.temperature)


def _spread(config: Config) -> float:
    return config.anode.mouth_size or SPREAD_PER_THICKNESS * config.anode.thickness


def _entry(config: Config) -> Entry:
    law = _creep_law(config)
    return Entry(law.exponent, law.resistance, _spread(config))


def _foil(config: Config, side: AnodeSide | None) -> FoilModel:
    anode = config.anode
    coarse = max(SIZE_PER_THICKNESS * anode.thickness, SIZE_PER_WIDTH * config.geometry.width)
    young, poisson = elastic_preset()
    law = {
        "power_law": lambda: replace(_creep_law(config), fluidity=_fluidity(config)),
        "anand_narayan": lambda: anand_preset(config.temperature),
        "perfectly_plastic": lambda: plastic_preset(config.temperature),
    }[anode.law]()
    return FoilModel(
        thickness=anode.thickness,
        size=anode.cell_size or coarse,
        spread=_spread(config),
        solid=Solid(young / (2 + 2 * poisson), 3 * (1 - 2 * poisson) / young, law),
        sticks=anode.friction == "sticks",
        adhesion=anode.adhesion,
        roughness=anode.roughness,
        dents=tuple(Dent(void.position, void.width, void.depth) for void in anode.voids),
        outline=side.outline if side else straight(config.geometry.width),
        fill=side.fill if side else None,
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
