"""Lithium metal: in the cracks, and at their mouths."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from filasse.config.reading.preset_values import CUSTOM, check_name, creep_law
from filasse.config.sections.base import Flag, Number, Quantity, Section
from filasse.config.sections.electrolyte import ActivationEnergy

MolarVolume = Annotated[float, Quantity("m^3/mol", "cm^3/mol", 1e-6, 1e-4, "13 cm^3/mol")]
Aperture = Annotated[float, Quantity("m", "nm", 1e-10, 1e-6, "2 nm")]
InterfaceWidth = Annotated[float, Quantity("m", "nm", 0.0, 1e-7, "1 nm")]
Diffusivity = Annotated[float, Quantity("m^2/s", "cm^2/s", 0.0, 1e-6, "2e-7 cm^2/s")]
GrainSize = Annotated[float, Quantity("m", "um", 1e-9, 1e-2, "10 um")]


class Creep(Section):
    """Power-law creep, rate = A sigma^n exp(-Q / (R T)) in uniaxial tension."""

    name: str = CUSTOM
    """Name of a preset, which supplies every value not given here, or of your own law, which needs
    them all."""

    exponent: Annotated[Number, Field(ge=1.0, le=20.0)]
    """Stress exponent n."""

    prefactor: float
    """Prefactor A, in Pa^-n s^-1 with the n above."""

    activation_energy: ActivationEnergy
    """Activation energy Q."""

    @field_validator("prefactor", mode="before")
    @classmethod
    def _read_prefactor(cls, value: Any, info: ValidationInfo) -> Any:
        """Read A, the unit of which depends on n."""
        exponent = info.data.get("exponent")
        if exponent is None:  # n itself is wrong and reported already
            return 1.0
        quantity = cls.prefactor_quantity(exponent)
        number = quantity.read(value, info)
        return quantity.check_range(number) if isinstance(number, int | float) else number

    @staticmethod
    def prefactor_quantity(exponent: float) -> Quantity:
        """Unit and sensible range of the prefactor for an exponent n."""
        unit = f"Pa^-{exponent:g} s^-1"
        return Quantity(unit, unit, 1e-300, 1e10, f"1e-37 {unit}")


class InterfaceDiffusion(Section):
    """Diffusion of lithium along the interface with the electrolyte (linear in the stress)."""

    width: InterfaceWidth = 1e-9
    """Width delta of the fast layer at each crack face."""

    diffusivity: Diffusivity
    """Self-diffusivity D in the layer at 298.15 K; 0 turns interface diffusion off."""

    activation_energy: ActivationEnergy
    """Activation energy of D (Arrhenius)."""


class DiffusionalCreep(Section):
    """Creep by diffusion along and through the grains of lithium (linear in the stress)."""

    grain_size: GrainSize | None = None
    """Grain size d of the lithium in cracks; left out, there is no diffusional creep."""

    boundary_width: InterfaceWidth = 1e-9
    """Width of a grain boundary."""

    boundary_diffusivity: Diffusivity
    """Self-diffusivity in grain boundaries at 298.15 K (Coble creep)."""

    boundary_activation_energy: ActivationEnergy
    """Activation energy of the diffusivity in grain boundaries."""

    lattice_diffusivity: Diffusivity
    """Self-diffusivity in grains at 298.15 K (Nabarro-Herring creep)."""

    lattice_activation_energy: ActivationEnergy
    """Activation energy of the diffusivity in grains."""


class Lithium(Section):
    """Lithium metal and how it moves in a crack."""

    material: str = "Li"
    """Preset that supplies every value not given here."""

    molar_volume: MolarVolume
    """Molar volume V_m."""

    flow: Literal["creep", "mobile", "immobile"] = "creep"
    """How lithium moves in a crack: by creep, without resistance, or not at all."""

    mouth: Literal["open", "sealed"] = "open"
    """Whether lithium can leave a crack through its mouth."""

    aperture: Aperture = 2e-9
    """Width w_0 of an unloaded crack, filled with lithium."""

    creep: Creep
    """Creep law, by preset name or in full."""

    strength_factor: Annotated[Number, Field(ge=1e-3, le=1e3)] = 1.0
    """Factor on the creep strength."""

    size_effect: Flag = False
    """Whether strength also multiplies by a factor of the crack's local width, fitted to data."""

    diffusional_creep: DiffusionalCreep
    """Creep by diffusion in lithium, beside the creep law."""

    interface_diffusion: InterfaceDiffusion
    """Diffusional creep along the crack faces."""

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str) -> str:
        return check_name(name, "lithium")

    @field_validator("creep", mode="before")
    @classmethod
    def _check_creep(cls, value: Any) -> Any:
        return creep_law(check_name(value, "creep")) if isinstance(value, str) else value
