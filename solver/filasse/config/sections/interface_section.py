"""The plating interfaces: lithium | electrolyte, and the counter electrode."""

from typing import Annotated, Literal

from pydantic import Field

from filasse.config.sections.anode_section import ConstrictionSection, Length
from filasse.config.sections.coating_section import (
    CoatingSection,
    ContactSection,
    LithiumGrainsSection,
    SpotsSection,
)
from filasse.config.sections.electrolyte_section import ActivationEnergy
from filasse.config.sections.interphase_section import InterphaseSection
from filasse.config.sections.section_base import Number, Section, UnitFloat

ExchangeCurrent = Annotated[float, UnitFloat("A/m^2", "mA/cm^2", 1e-6, 1e7, "1 mA/cm^2")]
AreaResistance = Annotated[float, UnitFloat("ohm m^2", "ohm cm^2", 0.0, 100.0, "10 ohm cm^2")]
Potential = Annotated[float, UnitFloat("V", "V", -10.0, 10.0, "0.1 V")]
Capacitance = Annotated[float, UnitFloat("F/m^2", "uF/cm^2", 1e-6, 1e3, "1 uF/cm^2")]
TransferCoefficient = Annotated[Number, Field(gt=0.0, lt=1.0)]


DOUBLE_LAYER = 1e-2
"""Capacitance of a double layer [F/m^2]: 1 uF/cm^2, the middle (in logarithms) of the 0.1 to
10 uF/cm^2 by which interfaces of samples and electrodes are known in spectra (J. T. S. Irvine,
D. C. Sinclair, A. R. West, Adv. Mater. 2, 132 (1990))."""


class PatchSection(Section):
    """A patch of the planar interface with a resistance of its own: contaminated, or coated."""

    position: Length
    """Where its middle lies along the anode."""

    width: Length
    """Along the anode."""

    film_resistance: AreaResistance
    """Area resistance there, in place of that of the interface."""


class InterfaceSection(Section):
    """Plating kinetics wherever lithium touches the electrolyte, crack faces included."""

    kinetics: Literal["butler_volmer", "linear", "ideal"] = "butler_volmer"
    """Kinetic law; `ideal` has no resistance at all."""

    exchange_current_density: ExchangeCurrent
    """Exchange current density i_0 at 298.15 K."""

    activation_energy: ActivationEnergy
    """Activation energy of i_0 (Arrhenius)."""

    transfer_coefficient: TransferCoefficient = 0.5
    """Coefficient alpha of the branch that plates lithium, exp(alpha F eta / RT); the branch that
    strips has 1 - alpha."""

    film_resistance: AreaResistance = 0.0
    """Area resistance R_f of a film or of poor contact, in series with the kinetics."""

    interphase: InterphaseSection | None = None
    """Layer of reaction products on the planar interface and on crack faces; left out, there is
    none."""

    constriction: ConstrictionSection | None = None
    """Contact resistance of the rough planar interface; left out, there is none."""

    coating: CoatingSection | None = None
    """Coating of the planar interface; left out, there is none."""

    contact: ContactSection | None = None
    """Contact resistance of the planar interface as a power of the pressure; left out, there is
    none."""

    double_layer_capacitance: Capacitance = DOUBLE_LAYER
    """Capacitance of the double layer beside the charge transfer; only `filasse impedance` asks
    for it."""

    patches: tuple[PatchSection, ...] = ()
    """Parts of the planar interface with a film resistance of their own."""

    spots: SpotsSection | None = None
    """Spots of the planar interface that lithium does not touch; left out, there are none."""

    lithium_grains: LithiumGrainsSection | None = None
    """Grains of the anode's lithium; left out, its faces are all alike."""


class CounterElectrodeSection(Section):
    """The electrode across the slab."""

    kind: Literal["butler_volmer", "resistance", "equipotential", "uniform_flux"] = "butler_volmer"
    """How the counter electrode passes current."""

    exchange_current_density: ExchangeCurrent
    """Exchange current density, for `butler_volmer`."""

    transfer_coefficient: TransferCoefficient = 0.5
    """Coefficient alpha of the branch that plates lithium there, on discharge, for `butler_volmer`;
    on charge, when lithium is stripped, 1 - alpha counts."""

    double_layer_capacitance: Capacitance = DOUBLE_LAYER
    """Capacitance of its double layer, for `butler_volmer`; left out, that of the interface. Only
    `filasse impedance` asks for it."""

    area_resistance: AreaResistance = 1e-3
    """Area resistance, for `resistance`."""

    equilibrium_potential: Potential = 0.0
    """Potential of the electrode against lithium at rest."""
