"""Crack growth: when, how fast, and at what cost; every kind of law stands here once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from filasse.config.sections.electrolyte_section import ActivationEnergy
from filasse.config.sections.numerics_section import Size
from filasse.config.sections.section_base import Count, Flag, Number, Section, UnitFloat
from filasse.physics.fracture import growth_laws, toughness_laws

Speed = Annotated[float, UnitFloat("m/s", "um/s", 1e-15, 1e4, "1 um/s")]
Exponent = Annotated[Number, Field(gt=0.0, le=500.0)]
Part = Annotated[Number, Field(ge=0.0, lt=1.0)]
PlatingCurrent = Annotated[float, UnitFloat("A/m^2", "mA/cm^2", 1e-6, 1e8, "1 mA/cm^2")]
SurfaceCharge = Annotated[float, UnitFloat("A s/m^2", "A s/m^2", 1e-6, 1e6, "20 A s/m^2")]
ReductionPotential = Annotated[float, UnitFloat("V", "V", 0.0, 5.0, "0.05 V")]


@dataclass(frozen=True)
class LawKind[Law]:
    """A kind of law: a row of a section's table, all that the configuration knows of it.

    Attributes:
        make: the law of a section of this kind.
        reads: keys that only some kinds read, this one among them.
        needs: those of them that have no default, with an example.
    """

    make: Callable[[Any], Law]
    reads: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)


class GrowthLawSection(Section):
    """Law of crack growth, and its numbers."""

    kind: Literal["griffith", "power", "exponential"] = "griffith"
    """Not at all below K_IC; or subcritically, v = v0 (K/K_c)^n or v = v0 exp[n (K/K_c - 1)]."""

    speed: Speed | None = None
    """Speed v0 at K = K_IC and 298.15 K; nothing was measured for LLZO or LPSCl so far."""

    exponent: Exponent | None = None
    """Exponent n: 20 to 30 are typical of oxides and glasses."""

    threshold: Part = 0.0
    """K/K_IC below which nothing moves."""

    largest_speed: Speed = 1e3
    """Speed that no tip exceeds, above K_IC either; cracks branch rather than pass some 1 km/s."""

    activation_energy: ActivationEnergy = 0.0
    """Activation energy of the speed (Arrhenius)."""

    current_exponent: Annotated[Number, Field(ge=0.0, le=10.0)] = 0.0
    """Exponent m of a factor (i/i0)^m of the plating current density at the tip; not measured."""

    reference_current_density: PlatingCurrent = 10.0
    """Current density i0 at which that factor is 1."""

    @property
    def law(self) -> growth_laws.GrowthLaw:
        """The law that the section describes."""
        return GROWTH_LAWS[self.kind].make(self)


class ToughnessLawSection(Section):
    """How the toughness of the electrolyte falls while lithium is plated at a tip."""

    kind: Literal["constant", "current", "reduction"] = "constant"
    """Not at all; with the plating current density (empirical); by what reduction pays for."""

    least: Part = 0.25
    """Part of K_IC that stays at least: a quarter, as Fincher saw at his highest currents."""

    current_density: PlatingCurrent | None = None
    """Current density i_c at the tip at which half of the fall has happened; not measured."""

    exponent: Exponent | None = None
    """Exponent m of i/i_c; not measured."""

    charge: SurfaceCharge | None = None
    """Charge q_A that reduction spends on new area; not measured."""

    reduction_potential: ReductionPotential = 0.05
    """Potential against lithium below which the electrolyte is reduced: 0.05 V for LLZO."""

    @property
    def law(self) -> toughness_laws.ToughnessLaw:
        """The law that the section describes."""
        return TOUGHNESS_LAWS[self.kind].make(self)


class GrowthSection(Section):
    """Crack growth."""

    law: GrowthLawSection = GrowthLawSection()
    """When and how fast a crack grows below its toughness."""

    toughness: ToughnessLawSection = ToughnessLawSection()
    """How the toughness falls while lithium is plated at a tip."""

    current_length: Size = 1e-6
    """Length of the crack faces, from the tip, whose plating current acts there."""

    step: Size
    """Length that a critical tip advances at a time; from rest by less in cross-sections."""

    method: Literal["one_step", "two_step"] = "two_step"
    """How time passes in an advance: BDF2 as seen from tips, or, of first order, implicit Euler."""

    short_circuit_distance: Size
    """Distance of a tip from the counter electrode that counts as a short circuit."""

    criterion: Literal["max_energy", "hoop_stress", "local_symmetry"] = "max_energy"
    """Where tips turn: most energy released for its cost, largest hoop stress, or no shear."""

    join: Flag = False
    """Whether a tip that reaches another crack or the anode joins it, and the run goes on without
    the piece that comes loose; otherwise a crack holds it up, and the anode ends the run."""

    branching: Annotated[Number, Field(ge=0.0, le=0.2)] = 0.0
    """A tip grows in several directions at once where G/G_c of kinks apart from each other is
    within this part of the largest, as at triple junctions of grains; 0 for never."""

    micro_flaw: Size
    """Length of the crack that starts again from the wall of a pore."""

    tolerance: Annotated[Number, Field(ge=1e-12, le=1e-2)] = 1e-6
    """How exactly a time step lands on K = K_IC, as |K/K_IC - 1|."""

    max_steps: Annotated[Count, Field(ge=0, le=1_000_000)] = 10_000
    """The run stops after so many growth steps, with 0 as the first crack would grow; those of a
    run that it starts from (`--from`) count, too."""

    max_depth: Size | None = None
    """The run stops once a crack is this far from the anode; it goes on to the short circuit by
    default."""


def _subcritical(law: GrowthLawSection) -> growth_laws.Subcritical:
    assert law.speed is not None and law.exponent is not None
    return growth_laws.Subcritical(
        speed=law.speed,
        exponent=law.exponent,
        is_exponential=law.kind == "exponential",
        threshold=law.threshold,
        largest_speed=law.largest_speed,
        activation_energy=law.activation_energy,
        current_exponent=law.current_exponent,
        reference_current=law.reference_current_density,
    )


def _falling(law: ToughnessLawSection) -> toughness_laws.FallsWithCurrent:
    assert law.current_density is not None and law.exponent is not None
    return toughness_laws.FallsWithCurrent(law.least, law.current_density, law.exponent)


def _paid(law: ToughnessLawSection) -> toughness_laws.PaidByReduction:
    assert law.charge is not None
    return toughness_laws.PaidByReduction(law.least, law.charge, law.reduction_potential)


_CREEPS = LawKind[growth_laws.GrowthLaw](
    _subcritical,
    (
        *("speed", "exponent", "threshold", "activation_energy"),
        *("current_exponent", "reference_current_density"),
    ),
    {"speed": "1 um/s", "exponent": "20"},
)

GROWTH_LAWS: Mapping[str, LawKind[growth_laws.GrowthLaw]] = {
    "griffith": LawKind(lambda law: growth_laws.Griffith()),
    "power": _CREEPS,
    "exponential": _CREEPS,
}
"""Kinds of `growth.law`; a new one is a row here, beside its law."""

TOUGHNESS_LAWS: Mapping[str, LawKind[toughness_laws.ToughnessLaw]] = {
    "constant": LawKind(lambda law: toughness_laws.Constant()),
    "current": LawKind(
        _falling,
        ("least", "current_density", "exponent"),
        {"current_density": "1 mA/cm^2", "exponent": "1"},
    ),
    "reduction": LawKind(
        _paid, ("least", "charge", "reduction_potential"), {"charge": "20 A s/m^2"}
    ),
}
"""Kinds of `growth.toughness`; a new one is a row here, beside its law."""
