"""What resists current at the planar interface: coating, contact, patches."""

from __future__ import annotations

from dataclasses import dataclass

from filasse.config import Config
from filasse.config.sections.coating_section import CoatingSection
from filasse.constants import arrhenius
from filasse.physics.uneven_interface import Unevenness, drawn_grains, drawn_spots


@dataclass(frozen=True)
class Constriction:
    """Contact spots: see `filasse.physics.contact`.

    Attributes:
        spot_radius: a [m].
        hardness: H [Pa].
        conductivity: of the electrolyte at the present temperature [S/m].
    """

    spot_radius: float
    hardness: float
    conductivity: float


@dataclass(frozen=True)
class CoatingModel:
    """A coating of the planar interface.

    Attributes:
        resistance: across it [ohm m^2].
        conductance: along it, conductivity times thickness [S].
        compliance: by which it gives way to a foil, thickness over stiffness [m/Pa].
    """

    resistance: float
    conductance: float
    compliance: float = 0.0


@dataclass(frozen=True)
class PressedContact:
    """A contact whose resistance is a power of the pressure.

    Attributes:
        resistance: R_ref [ohm m^2].
        pressure: p_ref [Pa].
        exponent: m [-].
    """

    resistance: float
    pressure: float
    exponent: float


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


def coating_model(config: Config) -> CoatingModel | None:
    """The coating at the configured temperature; None without one."""
    layer = config.interface.coating
    if layer is None:
        return None
    thermal = arrhenius(layer.activation_energy, config.temperature)
    along = layer.conductivity if layer.lateral_conductivity is None else layer.lateral_conductivity
    return CoatingModel(
        resistance=layer.thickness / (thermal * layer.conductivity),
        conductance=thermal * along * layer.thickness,
        compliance=_compliance(layer),
    )


def _compliance(layer: CoatingSection) -> float:
    """Of a layer that cannot widen: t (1 + nu)(1 - 2 nu)/[E (1 - nu)]  [m/Pa]."""
    young, nu = layer.youngs_modulus, layer.poisson_ratio
    if young is None:
        return 0.0
    return layer.thickness * (1 + nu) * (1 - 2 * nu) / (young * (1 - nu))


def pressed_contact(config: Config) -> PressedContact | None:
    """The law of the pressure of a configuration; None without one."""
    law = config.interface.contact
    if law is None:
        return None
    return PressedContact(law.reference_resistance, law.reference_pressure, law.exponent)


def constriction(config: Config) -> Constriction | None:
    """The contact spots at the configured temperature; None of a smooth interface."""
    spots = config.interface.constriction
    if spots is None:
        return None
    conductivity = config.electrolyte.conductivity_at(config.temperature)
    return Constriction(spots.spot_radius, spots.hardness, conductivity)


def unevenness(config: Config) -> Unevenness | None:
    """Spots and grains of a configuration, drawn by its keys and the width alone; None if even."""
    interface, width = config.interface, config.geometry.width
    spots, grains = interface.spots, interface.lithium_grains
    if spots is None and grains is None:
        return None
    drawn: tuple[tuple[float, float], ...] = ()
    if spots is not None:
        number = round(spots.density * width)
        drawn = drawn_spots(width, number, spots.radius, spots.spread, spots.seed)
    faces = () if grains is None else drawn_grains(width, **grains.model_dump())
    return Unevenness(drawn, faces)
