"""Grains, pores and notches: what the slab is made of inside."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from filasse.config.reading.input_files import check_image, check_page, label_of_colour
from filasse.config.sections.flaws_section import FlawLength, Name, Position
from filasse.config.sections.section_base import Count, Flag, Number, Section, UnitFloat, numbered

GrainSize = Annotated[float, UnitFloat("m", "um", 1e-8, 1e-2, "10 um")]
PoreSize = Annotated[float, UnitFloat("m", "um", 1e-9, 1e-2, "2 um")]
PixelSize = Annotated[float, UnitFloat("m", "um", 1e-10, 1e-3, "0.1 um")]
Turn = Annotated[float, UnitFloat("rad", "deg", -math.pi, math.pi, "30 deg")]
Label = Annotated[int, BeforeValidator(label_of_colour)]
Seed = Annotated[Count, Field(ge=0, le=2**31)]
Spread = Annotated[Number, Field(ge=0.0, le=1.0)]
Aspect = Annotated[Number, Field(ge=1.0, le=20.0)]


class GrainsSection(Section):
    """A random polycrystal; a grain of size d has the area pi d^2 / 4, or the volume pi d^3 / 6."""

    mean_size: GrainSize
    """Mean grain size d."""

    spread: Spread = 0.35
    """Standard deviation of ln(d), for `laguerre`."""

    kind: Literal["laguerre", "voronoi"] = "laguerre"
    """`laguerre` meets a log-normal size distribution; `voronoi` takes what random seeds give."""

    relax: Annotated[Count, Field(ge=0, le=100)] = 0
    """Rounds of Lloyd relaxation, which make Voronoi grains alike and rounder."""

    @property
    def mean_area(self) -> float:
        """Mean area of a grain [m^2]; log-normal sizes have <d^2> = <d>^2 exp(spread^2)."""
        spread = self.spread if self.kind == "laguerre" else 0.0
        return math.pi / 4 * self.mean_size**2 * math.exp(spread**2)

    @property
    def mean_volume(self) -> float:
        """Mean volume of a grain in space [m^3]; <d^3> = <d>^3 exp(3 spread^2)."""
        spread = self.spread if self.kind == "laguerre" else 0.0
        return math.pi / 6 * self.mean_size**3 * math.exp(3 * spread**2)


class PoresSection(Section):
    """Random pores: a number of them, or a porosity."""

    number: Annotated[Count, Field(ge=0, le=10_000)] | None = None
    """How many."""

    porosity: Annotated[Number, Field(ge=0.0, le=0.4)] | None = None
    """Area fraction."""

    mean_size: PoreSize
    """Mean diameter of a circle of equal area."""

    spread: Spread = 0.2
    """Standard deviation of ln(diameter)."""

    aspect: Aspect = 1.0
    """Largest ratio of the axes; ratios are uniform between 1 and this."""

    site: Literal["anywhere", "boundary", "junction"] = "anywhere"
    """Where their centres lie: anywhere, on grain boundaries, or at triple points."""

    gap: Position = 0.0
    """Least distance between pores and to the sides; 0 takes a tenth of the mean size."""

    joined: Annotated[Count, Field(ge=0, le=100)] = 0
    """How many of those nearest to the anode are joined to it by a straight micro-crack."""

    @model_validator(mode="after")
    def _number_or_porosity(self) -> Self:
        if (self.number is None) == (self.porosity is None):
            raise _error("needs exactly one of number and porosity", "give one of the two")
        return self

    @property
    def mean_area(self) -> float:
        """Mean area of a pore [m^2]."""
        return math.pi / 4 * self.mean_size**2 * math.exp(self.spread**2)


class PlacedPoreSection(Section):
    """One elliptic pore at a given place; in a slab with a depth a sphere."""

    name: Name = ""
    """Name in the results; by default void1, void2, ..."""

    centre: tuple[Position, Position]
    """Where it is, [x, y]."""

    z: Position | None = None
    """Where along the depth of the slab it is; by default halfway."""

    size: PoreSize
    """Diameter of a circle of equal area, or of the sphere."""

    aspect: Aspect = 1.0
    """Ratio of the axes."""

    angle: Turn = 0.0
    """Of the longer axis, from the anode."""

    joined: Flag = False
    """Whether a straight micro-crack joins it to the anode."""

    @field_validator("centre", mode="before")
    @classmethod
    def _check_flat(cls, centre: Any) -> Any:
        if isinstance(centre, list | tuple) and len(centre) == 3:
            raise _error("has three coordinates, not x and y", "give the third as `z`")
        return centre

    @property
    def half_axes(self) -> tuple[float, float]:
        """Half of the longer and of the shorter axis [m]."""
        root = math.sqrt(self.aspect)
        return self.size / 2 * root, self.size / 2 / root


NOTCH_OUTLINES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "sharp": ((2.0, -1.0), (0.0, 1.0), (-2.0, -1.0)),
}
"""Shapes of notches with corners, counterclockwise, in half widths and depths from the middle of
the mouth. They run on below the anode, so that the mouth has the width that is wanted. A new shape
is a polyline here and its name in `Notch.shape`."""


class NotchSection(Section):
    """A pit in the anode side, full of lithium."""

    name: Name = ""
    """Name; by default notch1, notch2, ..."""

    position: Position
    """Where its middle lies along the anode."""

    width: FlawLength
    """Of its mouth."""

    depth: FlawLength
    """From the anode to its bottom."""

    shape: Literal["round", "sharp"] = "round"
    """Half an ellipse, or a triangle."""

    crack: FlawLength | None = None
    """Length of a crack at its bottom, full of lithium; none if left out."""

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Corners of its outline [m], counterclockwise; none if it is round."""
        x, half, depth = self.position, self.width / 2, self.depth
        outline = NOTCH_OUTLINES.get(self.shape, ())
        return tuple((x + half * across, depth * up) for across, up in outline)


class ImageSection(Section):
    """A segmented micrograph that gives grains, pores and regions, and the size of the slab."""

    file: Path
    """A .png or .tif; every grey value or colour is a label, the lower edge is the anode."""

    page: Annotated[Count, Field(ge=1, le=1_000_000)] | None = None
    """Page of a stack, the first is 1."""

    pixel_size: PixelSize
    """Width of a pixel."""

    phases: dict[Label, Name] = Field(default_factory=dict)
    """What labels are: grain, pore, boundary (lines that are shared out to the grains beside them),
    electrolyte or the name of a region; those not named are grains. A colour is "#rrggbb"."""

    smallest_feature: GrainSize | None = None
    """Narrower parts go to their neighbours; by default three pixels, or twice the width of the
    grain boundaries if that is more."""

    cut_pores: Literal["clip", "fill"] = "clip"
    """Pores cut by the left, right or upper side: `clip` ends them one smallest feature before it,
    `fill` fills them."""

    @field_validator("file")
    @classmethod
    def _check_file(cls, path: Path) -> Path:
        return check_image(path)

    @field_validator("page")
    @classmethod
    def _check_page(cls, page: int | None, info: ValidationInfo) -> int | None:
        file = info.data.get("file")
        return page if page is None or file is None else check_page(file, page)


class MicrostructureSection(Section):
    """Grains, pores and notches, drawn once; filaments leave them as they are."""

    seed: Seed = 1
    """Of the random numbers; the same seed gives the same microstructure."""

    grains: GrainsSection | None = None
    """Random grains; without them the electrolyte is a single crystal."""

    pores: PoresSection | None = None
    """Random pores."""

    placed_pores: tuple[PlacedPoreSection, ...] = ()
    """Pores at given places."""

    notches: tuple[NotchSection, ...] = ()
    """Pits in the anode side."""

    image: ImageSection | None = None
    """Take grains and pores from a labelled image instead."""

    @field_validator("placed_pores", mode="after")
    @classmethod
    def _name_pores(cls, pores: tuple[PlacedPoreSection, ...]) -> tuple[PlacedPoreSection, ...]:
        return numbered(pores, "void")

    @field_validator("notches", mode="after")
    @classmethod
    def _name_notches(cls, notches: tuple[NotchSection, ...]) -> tuple[NotchSection, ...]:
        return numbered(notches, "notch")

    @property
    def cracked(self) -> tuple[NotchSection, ...]:
        """Notches with a crack at their bottom."""
        return tuple(notch for notch in self.notches if notch.crack is not None)

    @property
    def joined(self) -> int:
        """Number of pores that a micro-crack joins to the anode."""
        drawn = self.pores.joined if self.pores is not None else 0
        return drawn + sum(pore.joined for pore in self.placed_pores)


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("pores", "{message}", {"message": message, "remedy": remedy})
