"""Lithium metal: in the cracks, and at their mouths."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from filasse.config.reading.preset_values import check_name, named_creep
from filasse.config.sections.electrolyte_section import ActivationEnergy
from filasse.config.sections.laws.creep_section import AnyCreepLaw
from filasse.config.sections.section_base import Flag, Number, Section, UnitFloat

MolarVolume = Annotated[float, UnitFloat("m^3/mol", "cm^3/mol", 1e-6, 1e-4, "13 cm^3/mol")]
Aperture = Annotated[float, UnitFloat("m", "nm", 1e-10, 1e-6, "2 nm")]
InterfaceWidth = Annotated[float, UnitFloat("m", "nm", 0.0, 1e-7, "1 nm")]
Diffusivity = Annotated[float, UnitFloat("m^2/s", "cm^2/s", 0.0, 1e-6, "2e-7 cm^2/s")]
GrainSize = Annotated[float, UnitFloat("m", "um", 1e-9, 1e-2, "10 um")]


class InterfaceDiffusionSection(Section):
    """Diffusion of lithium along the interface with the electrolyte (linear in the stress)."""

    width: InterfaceWidth = 1e-9
    """Width delta of the fast layer at each crack face."""

    diffusivity: Diffusivity
    """Self-diffusivity D in the layer at 298.15 K; 0 turns interface diffusion off."""

    activation_energy: ActivationEnergy
    """Activation energy of D (Arrhenius)."""


class DiffusionalCreepSection(Section):
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


class LithiumSection(Section):
    """Lithium metal and how it moves in a crack."""

    material: str | None = "Li"
    """Preset or file that supplies every value not given here; null for none."""

    molar_volume: MolarVolume
    """Molar volume V_m."""

    flow: Literal["creep", "mobile", "immobile"] = "creep"
    """How lithium moves in a crack: by creep, without resistance, or not at all."""

    mouth: Literal["open", "sealed"] = "open"
    """Whether lithium can leave a crack through its mouth."""

    aperture: Aperture = 2e-9
    """Width w_0 of an unloaded crack, filled with lithium."""

    creep: AnyCreepLaw
    """Creep law, by the name of a preset or file, or in full."""

    strength_factor: Annotated[Number, Field(ge=1e-3, le=1e3)] = 1.0
    """Factor on the creep strength."""

    size_effect: Flag = False
    """Whether strength also multiplies by a factor of the crack's local width, fitted to data."""

    diffusional_creep: DiffusionalCreepSection
    """Creep by diffusion in lithium, beside the creep law."""

    interface_diffusion: InterfaceDiffusionSection
    """Diffusional creep along the crack faces."""

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str | None) -> str | None:
        return None if name is None else check_name(name, "lithium")

    @field_validator("creep", mode="before")
    @classmethod
    def _check_creep(cls, value: Any) -> Any:
        return named_creep(check_name(value, "creep") if isinstance(value, str) else value)
