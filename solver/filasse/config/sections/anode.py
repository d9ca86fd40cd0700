"""The lithium electrode below the slab."""

from typing import Annotated, Literal

from pydantic import Field

from filasse.config.sections.base import Quantity, Section
from filasse.config.sections.loading import Pressure

Thickness = Annotated[float, Quantity("m", "um", 1e-7, 1e-2, "20 um")]
Length = Annotated[float, Quantity("m", "um", 1e-9, 1e-3, "1 um")]

MOUTH_PER_THICKNESS = 1 / 10
"""Default of `anode.mouth_size`: small against the foil, so that flow into a mouth is local."""


class Void(Section):
    """A gap between foil and electrolyte that is there from the start."""

    position: Length
    """Where its middle lies along the anode."""

    width: Length
    """Along the anode."""

    depth: Length
    """In the middle; the gap closes towards its rims as a parabola."""


class Anode(Section):
    """The lithium electrode at y = 0: a reservoir, or a foil that creeps and forms voids."""

    kind: Literal["reservoir", "foil"] = "reservoir"
    """A reservoir is at the stack pressure everywhere and always in contact; a foil is a body of
    elasto-viscoplastic lithium under the stack pressure."""

    thickness: Thickness = 20e-6
    """Thickness of the foil at the start."""

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

    voids: tuple[Void, ...] = ()
    """Gaps between the foil and the electrolyte at the start."""

    friction: Literal["sticks", "slides"] = "sticks"
    """Whether lithium in contact can slide along the electrolyte."""

    @property
    def spread(self) -> float:
        """Half width of the surface that takes up the lithium of a crack mouth [m]."""
        return self.mouth_size or MOUTH_PER_THICKNESS * self.thickness


class Constriction(Section):
    """Rough contact of lithium with the electrolyte: its resistance falls with the pressure."""

    spot_radius: Length
    """Radius of the contact spots."""

    hardness: Annotated[float, Quantity("Pa", "MPa", 1e5, 1e9, "5 MPa"), Field(gt=0)] = 5e6
    """Hardness of lithium, the pressure in the spots."""
