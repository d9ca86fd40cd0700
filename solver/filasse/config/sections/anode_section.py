"""The lithium electrode below the slab; every kind of anode is a row of `ANODE_KINDS`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.electrolyte_section import ActivationEnergy
from filasse.config.sections.loading_section import Pressure
from filasse.config.sections.section_base import Number, Section, UnitFloat

Thickness = Annotated[float, UnitFloat("m", "um", 1e-7, 1e-2, "20 um")]
Length = Annotated[float, UnitFloat("m", "um", 1e-9, 1e-3, "1 um")]

MOUTH_PER_THICKNESS = 1 / 10
"""Default of `anode.mouth_size`: small against the foil, so that flow into a mouth is local."""


class VoidSection(Section):
    """A gap between foil and electrolyte that is there from the start."""

    position: Length
    """Where its middle lies along the anode."""

    width: Length
    """Along the anode."""

    depth: Length
    """In the middle; the gap closes towards its rims as a parabola."""


class SoluteSection(Section):
    """What lithium leaves on the interface as it is stripped: an impurity that collects there."""

    fraction: Annotated[Number, Field(gt=0.0, lt=1.0)]
    """Volume of the impurity over that of the lithium that held it."""

    height: Annotated[float, UnitFloat("m", "nm", 1e-10, 1e-5, "50 nm")]
    """Of what it makes on the interface: the part that it covers is its volume over this height."""


class VacanciesSection(Section):
    """Vacancies that stripping leaves: they diffuse into the lithium, or make voids."""

    self_diffusivity: Annotated[float, UnitFloat("m^2/s", "cm^2/s", 0.0, 1e-6, "6e-11 cm^2/s")] = (
        5.69e-15
    )
    """Self-diffusivity of lithium at 298.15 K: that of vacancies times `equilibrium`."""

    activation_energy: ActivationEnergy = 53e3
    """Activation energy of it (Arrhenius)."""

    equilibrium: Annotated[Number, Field(gt=0.0, lt=0.1)] = 1e-5
    """Part of the lattice sites that is empty in equilibrium."""

    supersaturation: Annotated[Number, Field(gt=1.0, le=1e4)] = 1.5
    """Part of empty sites at the interface, over that in equilibrium, at which voids open."""

    annihilated: Annotated[Number, Field(ge=0.0, lt=1.0)] = 0.0
    """Part of the vacancies that vanishes at the interface itself, as the lithium follows."""

    void_spacing: Annotated[float, UnitFloat("m", "um", 1e-8, 1e-3, "10 um")] = 10e-6
    """Distance between the middles of voids, half cylinders on the interface."""


@dataclass(frozen=True)
class AnodeKind:
    """A kind of anode: all that is asked about it outside `filasse.anode`.

    What is left out holds for an anode that is at the stack pressure everywhere, at y = 0, beside
    a bare electrolyte in a cross-section.

    Attributes:
        reads: keys of the section that not every kind reads, with the error where the user would
            believe in what is not there; empty where a note suffices.
        is_body: a body below the slab, with a pressure of its own: it must be pressed on, and
            takes no mouths and no pieces that were not there from the start.
        stays_even: whether contact and pressure are the same everywhere, at any time.
        with_interphase: whether an interphase may grow on the electrolyte.
        in_space: whether the slab may have a depth.
        gives_way: whether a user's own anode may take its place.
        creeps: whether the creep law of lithium is used, of the section and `lithium.flow`.
        diffuses: whether diffusional creep is.
        problems: what is wrong with a section of this kind.
        described: in a report; by its name if this is empty.
        left_out: what of it no closed form knows.
        stands_still: what of it an impedance spectrum takes as fixed.
    """

    reads: Mapping[str, str] = field(default_factory=dict)
    is_body: bool = False
    stays_even: bool = False
    with_interphase: bool = False
    in_space: bool = False
    gives_way: bool = False
    creeps: Callable[["AnodeSection", str], bool] = lambda anode, flow: False
    diffuses: Callable[["AnodeSection"], bool] = lambda anode: False
    problems: Callable[["AnodeSection"], Iterator[Finding]] = lambda anode: iter(())
    described: str = ""
    left_out: str = ""
    stands_still: str = ""

    @property
    def ends_without_contact(self) -> bool:
        """Whether a run ends as too little of the lithium touches."""
        return "least_contact" in self.reads


class AnodeSection(Section):
    """The lithium electrode at y = 0: a reservoir, a foil that creeps, one that loses contact."""

    kind: Literal["reservoir", "foil", "depleting"] = "reservoir"
    """A reservoir is at the stack pressure everywhere and always in contact; a foil is a body of
    elasto-viscoplastic lithium under the stack pressure; a depleting one is at the stack pressure
    and loses contact as it is stripped."""

    thickness: Thickness = 20e-6
    """Thickness of the foil at the start, or of the lithium that vacancies diffuse through."""

    solute: SoluteSection | None = None
    """Impurity that collects on the interface of a depleting anode; left out, there is none."""

    vacancies: VacanciesSection | None = None
    """Vacancies and voids of a depleting anode; left out, lithium follows without any."""

    least_contact: Annotated[Number, Field(ge=1e-4, lt=1.0)] = 0.05
    """Part of the interface that still touches at which a run ends as `contact_lost`."""

    law: Literal["power_law", "anand_narayan", "perfectly_plastic"] = "power_law"
    """How the foil flows: as `lithium.creep`, with hardening, or hardly depending on the rate."""

    cell_size: Length | None = None
    """Largest cell of the foil; left out, the larger of a fourth of its thickness and a fortieth of
    the width."""

    mouth_size: Length | None = None
    """Half width of the surface that takes up the lithium of a crack mouth; left out, a tenth of
    the thickness."""

    roughness: Length = 20e-9
    """Gap at which the last asperities lose contact with the electrolyte."""

    adhesion: Pressure = 0.0
    """Tension that the interface bears before it opens."""

    voids: tuple[VoidSection, ...] = ()
    """Gaps between the foil and the electrolyte at the start."""

    friction: Literal["sticks", "slides"] = "sticks"
    """Whether lithium in contact can slide along the electrolyte."""

    @property
    def about(self) -> AnodeKind:
        """What its kind is."""
        return ANODE_KINDS[self.kind]

    @property
    def ending_contact(self) -> float:
        """Part of the interface that touches at which a run ends; zero where it does not."""
        return self.least_contact if self.about.ends_without_contact else 0.0

    @property
    def spread(self) -> float:
        """Half width of the surface that takes up the lithium of a crack mouth [m]."""
        return self.mouth_size or MOUTH_PER_THICKNESS * self.thickness


def _depletes(anode: AnodeSection) -> Iterator[Finding]:
    if anode.solute is None and anode.vacancies is None:
        message = "loses no contact without a solute or vacancies"
        remedy = "add `anode.vacancies: {}`, or `anode.solute`, or choose a reservoir"
        yield Finding(("anode", "kind"), message, remedy)
    vacancies = anode.vacancies
    if vacancies is not None and vacancies.void_spacing > 2 * anode.thickness:
        message = f"is more than twice the lithium is thick, {um(anode.thickness)}"
        remedy = "voids cannot be larger than the lithium: reduce it, or set anode.thickness"
        yield Finding(("anode", "vacancies", "void_spacing"), message, remedy)


_NO_DEPLETION = "needs a depleting anode: a {value} has none"

ANODE_KINDS: Mapping[str, AnodeKind] = {
    "reservoir": AnodeKind(
        stays_even=True,
        with_interphase=True,
        in_space=True,
        gives_way=True,
        described="a reservoir of lithium at the stack pressure",
    ),
    "foil": AnodeKind(
        reads={
            **dict.fromkeys(("law", "cell_size", "mouth_size", "roughness", "adhesion"), ""),
            "friction": "",
            "voids": "need a foil, whose surface they lie on, not anode.kind: {value}",
        },
        is_body=True,
        with_interphase=True,
        creeps=lambda anode, flow: anode.law == "power_law" or flow == "mobile",
        diffuses=lambda anode: anode.law == "power_law",
        stands_still="the foil stays as it is: its contact and pressure do not follow the current",
    ),
    "depleting": AnodeKind(
        reads={"solute": _NO_DEPLETION, "vacancies": _NO_DEPLETION, "least_contact": ""},
        with_interphase=True,
        creeps=lambda anode, flow: anode.vacancies is not None,
        problems=_depletes,
        left_out="the loss of contact (anode.kind: depleting)",
        stands_still="the anode stays as it is: its contact does not follow the current",
    ),
}
"""Kinds of `anode.kind`; a new one is a row here, beside its module in `filasse.anode`."""


class ConstrictionSection(Section):
    """Rough contact of lithium with the electrolyte: its resistance falls with the pressure."""

    spot_radius: Length
    """Radius of the contact spots."""

    hardness: Annotated[float, UnitFloat("Pa", "MPa", 1e5, 1e9, "5 MPa"), Field(gt=0)] = 5e6
    """Hardness of lithium, the pressure in the spots."""
