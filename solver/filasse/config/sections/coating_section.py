"""What lies on the planar interface alone: a coating, and a contact of a measured law."""

from typing import Annotated

from pydantic import Field, field_validator

from filasse.config.reading.preset_values import check_name
from filasse.config.sections.electrolyte_section import ActivationEnergy, Modulus, Toughness
from filasse.config.sections.interphase_section import LayerConductivity
from filasse.config.sections.section_base import Count, Number, Section, UnitFloat

CoatingThickness = Annotated[float, UnitFloat("m", "nm", 1e-10, 1e-4, "30 nm")]
Adhesion = Annotated[float, UnitFloat("Pa", "MPa", 0.0, 1e10, "1 MPa")]
LayerStress = Annotated[float, UnitFloat("Pa", "MPa", -1e11, 1e11, "100 MPa")]
ContactResistance = Annotated[float, UnitFloat("ohm m^2", "ohm cm^2", 0.0, 100.0, "50 ohm cm^2")]
ContactPressure = Annotated[float, UnitFloat("Pa", "MPa", 1e3, 1e10, "41 MPa")]


class CoatingSection(Section):
    """A layer that was put between lithium and electrolyte; crack faces have none."""

    material: str | None = None
    """Preset that supplies every value not given here; `filasse materials` lists them. Or a file of
    your own, such as `my_llzo.yaml`."""

    thickness: CoatingThickness
    """Of the layer."""

    conductivity: LayerConductivity
    """Of lithium ions across the layer at 298.15 K."""

    lateral_conductivity: LayerConductivity | None = None
    """Of lithium ions along the layer at 298.15 K; left out, as across."""

    activation_energy: ActivationEnergy = 0.0
    """Activation energy of both (Arrhenius)."""

    residual_stress: LayerStress = 0.0
    """Stress in its plane, tension positive; it loads the electrolyte. Not with a foil."""

    youngs_modulus: Modulus | None = None
    """Young's modulus, by which it gives way to a foil; left out, it is rigid."""

    poisson_ratio: Annotated[Number, Field(ge=0.0, lt=0.5)] = 0.3
    """Poisson's ratio."""

    fracture_toughness: Toughness | None = None
    """Mode I fracture toughness; `filasse validate` says when the residual stress breaks it."""

    adhesion: Adhesion | None = None
    """Tension at which a foil parts from it; left out, `anode.adhesion`."""

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str | None) -> str | None:
        return None if name is None else check_name(name, "coating")


class ContactSection(Section):
    """Contact resistance R = R_ref (p/p_ref)^-m of the planar interface.

    A fixed number of spots that the pressure widens plastically has the exponent 0.5 (Holm 1967;
    the review's equation 4, Tang 2021; measured on LPSCl, arXiv 2501.00600); spots of a fixed size,
    `constriction`, have 1. Measured, too: 1.0 (Doux 2020), 1.27 from 300 and 50 ohm cm^2 at 10 and
    41 MPa (Krauskopf 2019).
    """

    reference_resistance: ContactResistance
    """R_ref, at the reference pressure."""

    reference_pressure: ContactPressure
    """p_ref."""

    exponent: Annotated[Number, Field(ge=0.0, le=5.0)] = 0.5
    """Exponent m; left out, that of the review."""


class SpotsSection(Section):
    """Spots of the planar interface that lithium does not touch, drawn at random.

    In a cross-section a spot is a stripe, as long as the slab is deep.
    """

    radius: Annotated[float, UnitFloat("m", "um", 1e-9, 1e-3, "0.5 um")]
    """Mean of half their widths."""

    density: Annotated[float, UnitFloat("1/m", "1/mm", 1.0, 1e8, "20 1/mm")]
    """Number per length of the interface."""

    spread: Annotated[Number, Field(ge=0.0, le=2.0)] = 0.0
    """Standard deviation of ln(radius)."""

    seed: Annotated[Count, Field(ge=0)] = 0
    """Of the random numbers: the same seed gives the same spots."""


class LithiumGrainsSection(Section):
    """Grains of the anode's lithium, whose faces exchange ions faster or slower."""

    size: Annotated[float, UnitFloat("m", "um", 1e-8, 1e-2, "20 um")]
    """Mean width along the interface."""

    spread: Annotated[Number, Field(gt=0.0, le=2.0)]
    """Standard deviation of ln(i_0), around the exchange current density of the interface."""

    seed: Annotated[Count, Field(ge=0)] = 0
    """Of the random numbers: the same seed gives the same grains."""
