"""The interphase that lithium and electrolyte form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator

from filasse.config.reading.preset_values import check_name
from filasse.config.rules.findings import Finding
from filasse.config.sections.electrolyte_section import ActivationEnergy, Modulus, Toughness
from filasse.config.sections.section_base import Flag, Number, Section, UnitFloat
from filasse.materials import with_interphase
from filasse.physics.interphase import AgeLaw, Parabolic, PowerOfTime, rate_at

LayerConductivity = Annotated[float, UnitFloat("S/m", "mS/cm", 1e-14, 100.0, "3e-3 mS/cm")]
RateConstant = Annotated[float, UnitFloat("m^2/s", "nm^2/s", 1e-28, 1e-10, "0.2 nm^2/s")]
ReactionRate = Annotated[float, UnitFloat("m/s", "nm/s", 1e-20, 1e-3, "1 nm/s")]
LayerThickness = Annotated[float, UnitFloat("m", "nm", 0.0, 1e-4, "10 nm")]
GrownThickness = Annotated[float, UnitFloat("m", "nm", 1e-12, 1e-4, "100 nm")]
Strength = Annotated[float, UnitFloat("Pa", "GPa", 1e5, 1e11, "1 GPa")]
VolumePerCharge = Annotated[
    float, UnitFloat("m^3/A/s", "nm cm^2/uAh", 1e-12, 1e-8, "9 nm cm^2/uAh")
]


class InterphaseSection(Section):
    """A layer of reaction products on every surface where lithium touches the electrolyte.

    Off where the section is left out.
    """

    material: str | None = None
    """Electrolyte preset whose interphase supplies every value not given here; left out, that of
    the electrolyte's own preset."""

    kind: Literal["parabolic", "power", "current"] = "parabolic"
    """Growth by d delta/dt = 1/(2 delta/k_p + 1/k_r); as a power of the time of contact; or by a
    share of the plating current alone."""

    rate_constant: RateConstant | None = None
    """k_p at 298.15 K; left out, the layer does not passivate, and delta = k_r t."""

    reaction_rate: ReactionRate | None = None
    """k_r at 298.15 K, which limits a thin layer; left out, it starts as the root of time."""

    thickness_in_an_hour: GrownThickness | None = None
    """Thickness that a power of time gives in the first hour at 298.15 K."""

    exponent: Annotated[Number, Field(gt=0.0, le=1.0)] | None = None
    """Exponent m of the time of contact."""

    activation_energy: ActivationEnergy = 0.0
    """Activation energy of k_p and k_r, or of the thickness in an hour (Arrhenius)."""

    current_share: Annotated[Number, Field(ge=0.0, lt=1.0)] = 0.0
    """Part of the plating current that a layer which conducts electrons spends on its growth."""

    initial_thickness: LayerThickness = 0.0
    """On every surface at the start; crack faces that growth makes start bare."""

    conductivity: LayerConductivity
    """Conductivity of lithium ions in the layer at 298.15 K."""

    conductivity_activation_energy: ActivationEnergy = 0.0
    """Activation energy of that conductivity (Arrhenius)."""

    volume_per_charge: VolumePerCharge
    """Volume of the layer over the lithium that it takes, as charge."""

    expansion: Annotated[Number, Field(ge=0.0, le=3.0)] = 0.0
    """Volume of the layer over that of the electrolyte it is made of, less one; 0: no swelling."""

    youngs_modulus: Modulus = 30e9
    """Young's modulus of the layer, for the stress of its growth."""

    poisson_ratio: Annotated[Number, Field(ge=0.0, le=0.5)] = 0.3
    """Poisson's ratio of the layer."""

    yield_strength: Strength | None = None
    """Largest stress that the layer bears; left out, it stays elastic."""

    fracture_toughness: Toughness = 0.3e6
    """Mode I fracture toughness of the layer, for the stress of its growth."""

    breakaway: Flag = False
    """Whether the stress of its growth cracks the layer once G reaches G_c: what protects stays as
    thick as then, and growth is linear in time."""

    breakaway_cracks: Literal["filled", "dry"] = "filled"
    """Lithium in the cracks of that layer: only what protects resists; or none: all of it does."""

    loads_electrolyte: Flag = False
    """Whether the stress of its growth loads the electrolyte: on the planar interface, and along
    crack faces and walls of pores."""

    def growth(self, kelvin: float) -> AgeLaw | None:
        """The law of its growth at a temperature [K]; None where it grows by current alone."""
        return INTERPHASE_LAWS[self.kind].make(self, kelvin)

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str | None) -> str | None:
        if name is None:
            return None
        return check_name(name, "electrolyte", with_interphase())


@dataclass(frozen=True)
class InterphaseLaw:
    """A law of growth of an interphase: all that the configuration knows of it.

    Attributes:
        make: the law of a section at a temperature [K]; None where a layer grows by current alone.
        reads: keys that only some laws read, this one among them.
        problems: what is wrong with a section of this kind.
        is_activated: whether its numbers change with the temperature.
        protects: whether a section of this kind grows slower the thicker it is.
    """

    make: Callable[[InterphaseSection, float], AgeLaw | None]
    reads: tuple[str, ...] = ()
    problems: Callable[[InterphaseSection], Iterator[Finding]] = lambda layer: iter(())
    is_activated: bool = True
    protects: Callable[[InterphaseSection], bool] = lambda layer: True


_KEY = ("interface", "interphase")


def _parabolic(layer: InterphaseSection, kelvin: float) -> AgeLaw:
    rates, energy = (layer.rate_constant, layer.reaction_rate), layer.activation_energy
    return Parabolic(*(np.inf if r is None else rate_at(r, energy, kelvin) for r in rates))


def _has_a_rate(layer: InterphaseSection) -> Iterator[Finding]:
    if layer.rate_constant is None and layer.reaction_rate is None:
        message = "needs a rate_constant, a reaction_rate or both for kind: parabolic"
        remedy = "name a preset, such as `material: LPSCl`, or add `rate_constant: 0.2 nm^2/s`"
        yield Finding(_KEY, message, remedy)


def _power(layer: InterphaseSection, kelvin: float) -> AgeLaw:
    assert layer.thickness_in_an_hour is not None and layer.exponent is not None
    thickness = rate_at(layer.thickness_in_an_hour, layer.activation_energy, kelvin)
    return PowerOfTime(thickness, layer.exponent)


def _has_a_power(layer: InterphaseSection) -> Iterator[Finding]:
    for name, example in (("thickness_in_an_hour", "100 nm"), ("exponent", "0.5")):
        if getattr(layer, name) is None:
            yield Finding((*_KEY, name), "is missing for kind: power", f"add `{name}: {example}`")


def _has_a_share(layer: InterphaseSection) -> Iterator[Finding]:
    if layer.current_share == 0.0:
        message = "must be greater than 0 for kind: current, or the layer never grows"
        yield Finding((*_KEY, "current_share"), message, "add `current_share: 0.1`")


def _is_limited(layer: InterphaseSection) -> bool:
    return layer.rate_constant is not None


def _slows(layer: InterphaseSection) -> bool:
    return layer.exponent is not None and layer.exponent < 1.0


def breakaway_problems(layer: InterphaseSection) -> Iterator[Finding]:
    """What a layer lacks that is to crack by the stress of its growth."""
    if not layer.breakaway:
        return
    law, key = INTERPHASE_LAWS[layer.kind], (*_KEY, "breakaway")
    if not law.protects(layer):
        message = f"needs a layer that protects: this one of kind: {layer.kind} grows as it grew"
        yield Finding(key, message, "give a rate_constant or an exponent below 1, or delete it")
    if layer.expansion == 0.0:
        message = "needs the stress of the layer's growth, and the layer does not swell"
        yield Finding(key, message, "set interface.interphase.expansion above 0, or delete it")
    for name, example in (("youngs_modulus", "50 GPa"), ("fracture_toughness", "0.3 MPa m^0.5")):
        if name not in layer.model_fields_set:
            message = "is missing for breakaway: true"
            yield Finding((*_KEY, name), message, f"name a preset or add `{name}: {example}`")
    if layer.loads_electrolyte:
        message = "cannot be simulated with loads_electrolyte: true, the pull of a whole layer"
        yield Finding(key, message, "delete one of the two")


INTERPHASE_LAWS: Mapping[str, InterphaseLaw] = {
    "parabolic": InterphaseLaw(
        _parabolic, ("rate_constant", "reaction_rate"), _has_a_rate, protects=_is_limited
    ),
    "power": InterphaseLaw(
        _power, ("thickness_in_an_hour", "exponent"), _has_a_power, protects=_slows
    ),
    "current": InterphaseLaw(
        lambda layer, kelvin: None,
        problems=_has_a_share,
        is_activated=False,
        protects=lambda layer: False,
    ),
}
"""Kinds of `interface.interphase`; a new one is a row here, beside its law in `physics`."""
