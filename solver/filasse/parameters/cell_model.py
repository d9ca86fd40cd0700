"""Parameters of the coupled system, as plain numbers at one temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from filasse.config import Config
from filasse.constants import FARADAY
from filasse.parameters.anode_model import (
    RESERVOIR,
    AnodeModel,
)
from filasse.parameters.anode_numbers import anode_numbers
from filasse.parameters.foil_model import AnodeSide, mouth
from filasse.parameters.interface.electrode_kinetics import anode_kinetics, counter_kinetics
from filasse.parameters.interface.interphase_model import (
    LayerStrength,
    SurfacePull,
    layer_strength,
    surface_layer,
    surface_pull,
)
from filasse.parameters.interface.leakage_model import (
    ElectronicLeakage,
    leakage_model,
    leakage_model_at,
)
from filasse.parameters.interface.planar_interface import (
    CoatingModel,
    Constriction,
    Patch,
    PressedContact,
    coating_model,
    constriction,
    pressed_contact,
    unevenness,
)
from filasse.parameters.lithium_parameters import film_flow
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.contact import constriction_resistance, power_of_pressure
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.film_flow import FilmFlow
from filasse.physics.kinetics import Kinetics
from filasse.physics.mouth_flow import Mouth
from filasse.physics.surface_layer import SurfaceLayer
from filasse.physics.uneven_interface import Unevenness

type CounterKind = Literal["butler_volmer", "resistance", "equipotential", "uniform_flux"]
type Flow = Literal["creep", "mobile", "immobile"]
type FloatArray = npt.NDArray[np.float64]

NO_MOUTH = Mouth(PowerLaw(1.0, 1.0, 1.0), spread=1.0)
"""Stands where no mouth asks for it."""


@dataclass(frozen=True)
class CellModel:
    """What the solver must know beside the response.

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
        contact: what makes the resistance of a rough interface; None for a smooth one.
        coating: of the planar interface; None without one.
        pressed: law of its resistance by pressure in place of that; None for none.
        mouth: creep around the mouths, if the anode is a body.
        anode_model: what the anode is.
        patches: parts of the planar interface with a resistance of their own.
        conduction: conductivity of the electrolyte over that at the configured temperature.
        layer: the interphase at the present temperature; None without one.
        layer_strength: what breaks it or the electrolyte; None where it does not swell.
        first_layer: its thickness at the start [m].
        pull: of layers at the electrolyte; None where it feels none.
        leakage: of electrons; None where they stay in the metal.
        uneven: spots of the planar interface and grains of the lithium; None where it is even.
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
    contact: Constriction | None = None
    mouth: Mouth = NO_MOUTH
    anode_model: AnodeModel = RESERVOIR
    patches: tuple[Patch, ...] = ()
    conduction: float = 1.0
    coating: CoatingModel | None = None
    pressed: PressedContact | None = None
    layer: SurfaceLayer | None = None
    layer_strength: LayerStrength | None = None
    first_layer: float = 0.0
    pull: SurfacePull | None = None
    leakage: ElectronicLeakage | None = None
    uneven: Unevenness | None = None

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
        if (law := self.pressed) is not None:
            extra += power_of_pressure(pressure, law.resistance, law.pressure, law.exponent)
        return extra

    @property
    def volume_per_charge(self) -> float:
        """V_m/F [m^3/C], also the potential per pressure [V/Pa]."""
        return self.molar_volume / FARADAY


@dataclass(frozen=True)
class Drive:
    """What the cycler prescribes: exactly one of the two.

    Attributes:
        current: total current per unit depth [A/m], in space [A]; positive when plating at the
            anode.
        voltage: cell voltage [V].
    """

    current: float | None = None
    voltage: float | None = None

    def __post_init__(self) -> None:
        """Neither would hold a cell at 0 V, both would ignore the voltage.

        Raises:
            ValueError: not exactly one is given.
        """
        if (self.current is None) == (self.voltage is None):
            raise ValueError(f"A drive is a current or a voltage: {self.current}, {self.voltage}")

    @property
    def held(self) -> float:
        """Voltage at which the cell is held [V].

        Raises:
            ValueError: the current is prescribed.
        """
        if self.voltage is None:
            raise ValueError("A prescribed current holds no voltage")
        return self.voltage

    @property
    def strips(self) -> bool:
        """Whether it takes lithium from the anode and the cracks."""
        return (self.held if self.current is None else self.current) < 0


def cell_model(config: Config, side: AnodeSide | None = None, laws: Laws = CONFIGURED) -> CellModel:
    """Read the parameters of the model from a configuration.

    Args:
        config: the configuration.
        side: the anode side of the slab; flat by default.
        laws: of the user.
    """
    interface, counter, lithium = config.interface, config.counter_electrode, config.lithium
    anode = anode_kinetics(config, laws)
    mechanics = config.mechanics
    lateral = (mechanics.lateral_stress,) if mechanics.sides == "free" else ()
    return CellModel(
        anode=anode,
        counter=counter_kinetics(config),
        counter_kind=counter.kind,
        counter_potential=counter.equilibrium_potential,
        molar_volume=lithium.molar_volume,
        flow=lithium.flow,
        film=film_flow(config, laws),
        open_mouths=lithium.mouth == "open",
        aperture=lithium.aperture,
        stack_pressure=mechanics.stack_pressure,
        loads=(mechanics.stack_pressure, *lateral),
        contact=constriction(config),
        coating=coating_model(config),
        pressed=pressed_contact(config),
        mouth=mouth(config, laws),
        anode_model=anode_numbers(config, side, laws),
        patches=tuple(Patch(**patch.model_dump()) for patch in interface.patches),
        layer=surface_layer(config, laws),
        layer_strength=layer_strength(config),
        first_layer=interface.interphase.initial_thickness if interface.interphase else 0.0,
        pull=surface_pull(config),
        leakage=leakage_model(config),
        uneven=unevenness(config),
    )


def cell_model_at(
    config: Config,
    temperature: float,
    side: AnodeSide | None = None,
    laws: Laws = CONFIGURED,
) -> CellModel:
    """The parameters of the model when the protocol has set another temperature [K].

    One activation energy serves the whole electrolyte, so its condensed response at the configured
    temperature is only scaled. Elasticity and toughness stay; nothing expands.
    """
    factor = config.electrolyte.conductivity_factor
    ratio = factor(temperature) / factor(config.temperature)
    model = cell_model(config.model_copy(update={"temperature": temperature}), side, laws)
    return replace(model, conduction=ratio, leakage=leakage_model_at(config, temperature))
