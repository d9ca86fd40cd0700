"""Kinds of `lithium.creep`: a section for every law, which tells its keys and makes the law.

A new law is one more section here and one more entry of `AnyCreepLaw`, beside its physics.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from filasse.config.reading.preset_values import CUSTOM, kind_of_creep_preset
from filasse.config.sections.electrolyte_section import ActivationEnergy
from filasse.config.sections.section_base import Number, Section, UnitFloat
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.creep.hyperbolic_sine import hyperbolic_sine
from filasse.physics.creep.power_law import power_law

Exponent = Annotated[Number, Field(ge=1.0, le=20.0)]
ReferenceStress = Annotated[float, UnitFloat("Pa", "MPa", 1e2, 1e10, "0.5 MPa")]
RatePrefactor = Annotated[float, UnitFloat("s^-1", "s^-1", 1e-300, 1e30, "1e3 s^-1")]


class _NamedLawSection(Section):
    """What the sections of all laws share."""

    name: str = CUSTOM
    """Name of a preset, which supplies every value not given here, or of your own law, which needs
    them all."""

    @field_validator("kind", check_fields=False)
    @classmethod
    def _is_that_of_the_preset(cls, kind: str, info: ValidationInfo) -> str:
        """A preset's name must not stand on another law."""
        name = info.data.get("name", CUSTOM)
        if kind_of_creep_preset(name) in (None, kind):
            return kind
        message = f"is not the kind of the preset {name}, which is {kind_of_creep_preset(name)}"
        raise PydanticCustomError(
            "kind", "{message}", {"message": message, "remedy": "delete the name, or the kind"}
        )


class PowerLawSection(_NamedLawSection):
    """Power-law creep, rate = A sigma^n exp(-Q / (R T)) in uniaxial tension."""

    kind: Literal["power_law"] = "power_law"
    """This law; it is meant where no kind is given."""

    exponent: Exponent
    """Stress exponent n."""

    prefactor: float
    """Prefactor A, in Pa^-n s^-1 with the n above."""

    activation_energy: ActivationEnergy
    """Activation energy Q."""

    def law(self, temperature: float) -> FlowLaw:
        """The law at a temperature [K]."""
        return power_law(self.exponent, self.prefactor, self.activation_energy, temperature)

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
    def prefactor_quantity(exponent: float) -> UnitFloat:
        """Unit and sensible range of the prefactor for an exponent n."""
        unit = f"Pa^-{exponent:g} s^-1"
        return UnitFloat(unit, unit, 1e-300, 1e10, f"1e-37 {unit}")


class HyperbolicSineSection(_NamedLawSection):
    """Creep with breakdown of the power law, rate = A sinh(sigma / S)^n exp(-Q / (R T))."""

    kind: Literal["hyperbolic_sine"]
    """This law, of Garofalo; no preset has it: fit it to your own tests."""

    exponent: Exponent
    """Exponent n: the stress exponent where the stress is low."""

    prefactor: RatePrefactor
    """Prefactor A."""

    reference_stress: ReferenceStress
    """Stress S above which the rate grows exponentially."""

    activation_energy: ActivationEnergy
    """Activation energy Q."""

    def law(self, temperature: float) -> FlowLaw:
        """The law at a temperature [K]."""
        return hyperbolic_sine(
            self.exponent,
            self.prefactor,
            self.reference_stress,
            self.activation_energy,
            temperature,
        )


AnyCreepLaw = Annotated[PowerLawSection | HyperbolicSineSection, Field(discriminator="kind")]
"""The section of `lithium.creep`."""

CREEP_LAWS: Mapping[str, type[Section]] = {
    get_args(section.model_fields["kind"].annotation)[0]: section
    for section in get_args(get_args(AnyCreepLaw)[0])
}
"""The section of every kind."""
