"""The solid electrolyte."""

from typing import Annotated

from pydantic import Field, field_validator

from lifil.config.base import Number, Quantity, Section
from lifil.config.presets import check_name

Modulus = Annotated[float, Quantity("Pa", "GPa", 1e8, 1e12, "150 GPa")]
Toughness = Annotated[float, Quantity("Pa m^0.5", "MPa m^0.5", 1e3, 5e7, "1 MPa m^0.5")]
Conductivity = Annotated[float, Quantity("S/m", "mS/cm", 1e-8, 100.0, "0.5 mS/cm")]
ActivationEnergy = Annotated[float, Quantity("J/mol", "kJ/mol", 0.0, 3e5, "37 kJ/mol")]


class Electrolyte(Section):
    """Elastic, brittle, single-ion conducting solid electrolyte."""

    material: str | None = None
    """Preset that supplies every value not given here; `lifil materials` lists them."""

    youngs_modulus: Modulus
    """Young's modulus."""

    poisson_ratio: Annotated[Number, Field(gt=-1.0, lt=0.5)]
    """Poisson's ratio."""

    fracture_toughness: Toughness
    """Mode I fracture toughness K_IC."""

    ionic_conductivity: Conductivity
    """Ionic conductivity at 298.15 K."""

    conductivity_activation_energy: ActivationEnergy
    """Activation energy of the conductivity (Arrhenius)."""

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str | None) -> str | None:
        return None if name is None else check_name(name, "electrolyte")
