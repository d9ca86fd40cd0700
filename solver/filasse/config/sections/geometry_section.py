"""What the slab of solid electrolyte looks like before the first charge."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from filasse.config.reading.input_files import check_mesh_file, unit_as_length
from filasse.config.reading.mesh_summary import MshSummary, msh_summary
from filasse.config.sections.flaws_section import (
    AnodeCrack,
    FlawSection,
    Point,
    Position,
    RandomFlawsSection,
)
from filasse.config.sections.microstructure_section import (
    MicrostructureSection,
    PlacedPoreSection,
)
from filasse.config.sections.section_base import Section, UnitFloat, numbered
from filasse_meshes.data.tags import ELECTROLYTE, GRAIN_BOUNDARY, GRAIN_PREFIX

Length = Annotated[float, UnitFloat("m", "um", 1e-8, 0.1, "100 um")]
MeshUnit = Annotated[float, UnitFloat("m", "um", 1e-10, 1.0, "um"), BeforeValidator(unit_as_length)]
RegionName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]

RESERVED = (ELECTROLYTE, GRAIN_BOUNDARY)
"""Names of regions that the mesher gives."""


class RegionSection(Section):
    """A part of the slab with properties of its own: a horizontal layer, or a polygon."""

    name: RegionName
    """Its properties are in `electrolyte.regions` under this name."""

    bottom: Position | None = None
    """Lower side of a layer; by default the anode."""

    top: Position | None = None
    """Upper side of a layer; by default the counter electrode."""

    polygon: tuple[tuple[Position, Position], ...] = ()
    """Corners [x, y] in order."""

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if name in RESERVED:
            raise _error("is a reserved name", "choose another")
        return name

    @model_validator(mode="after")
    def _layer_or_polygon(self) -> Self:
        layer = self.bottom is not None or self.top is not None
        if layer == bool(self.polygon):
            raise _error("needs bottom and top, or a polygon", "give one of the two")
        if self.polygon and len(self.polygon) < 3:
            raise _error("has fewer than three corners", "add corners to the polygon")
        if self.bottom is not None and self.top is not None and self.bottom >= self.top:
            raise _error("has its bottom above its top", "exchange the two")
        return self

    def corners(self, width: float, thickness: float) -> tuple[Point, ...]:
        """Corners in a slab of this size [m]."""
        if self.polygon:
            return self.polygon
        low = 0.0 if self.bottom is None else self.bottom
        high = thickness if self.top is None else self.top
        return (0.0, low), (width, low), (width, high), (0.0, high)


SYMMETRY_AXES = {"none": (), "x": (0,), "z": (2,), "xz": (0, 2)}
"""Axes across which the planes of symmetry of a slab with a depth lie, by `symmetry`."""


class GeometrySection(Section):
    """A rectangular slab: anode below (y = 0), counter electrode above (y = thickness)."""

    width: Length
    """Size along the electrodes."""

    thickness: Length
    """Distance from the lithium anode to the counter electrode."""

    depth: Length | None = None
    """Size along the electrodes, across the width: makes the slab three-dimensional. Without it
    the slab is a cross-section in plane strain."""

    symmetry: Literal["none", "x", "z", "xz"] = "none"
    """Axes across whose middle planes a slab with a depth is symmetric: with `z` the half above
    z = depth/2 is simulated, with `x` that beyond x = width/2, with `xz` the quarter beyond both.
    All results are of the whole."""

    flaws: tuple[FlawSection, ...] = ()
    """Surface cracks present before charging; none is allowed."""

    random_flaws: RandomFlawsSection | None = None
    """More surface cracks, drawn at random."""

    microstructure: MicrostructureSection | None = None
    """Grains, pores and notches."""

    regions: tuple[RegionSection, ...] = ()
    """Parts with properties of their own; where two overlap the later one wins."""

    mesh_unit: MeshUnit | None = None
    """Unit of length of the mesh file, for instance `um`; by default metres."""

    mesh_file: Path | None = None
    """A Gmsh file (.msh), with its own flaws, to start from instead of building the mesh. The size
    of the slab follows from it; a file of tetrahedra has a depth."""

    @field_validator("flaws", mode="after")
    @classmethod
    def _name_flaws(cls, flaws: tuple[FlawSection, ...]) -> tuple[FlawSection, ...]:
        """Give every flaw without a name its number."""
        return numbered(flaws, "flaw")

    @field_validator("mesh_file", mode="after")
    @classmethod
    def _check_mesh_file(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None:
            return None
        known = "mesh_unit" in info.data  # or it is wrong, and told already
        return check_mesh_file(path, info.data.get("mesh_unit"), unit_is_known=known)

    @property
    def electrode_area(self) -> float:
        """Area of an electrode [m^2]; per unit depth, which is the width [m], without a depth."""
        return self.width if self.depth is None else self.width * self.depth

    @property
    def mirrors(self) -> tuple[int, ...]:
        """Axes across which planes of symmetry lie: 0 (x) and 2 (z), or one of them, or none."""
        return SYMMETRY_AXES[self.symmetry]

    def z_of(self, flaw: FlawSection) -> float:
        """Where along the depth the middle of a flaw's mouth lies [m]; 0 without a depth."""
        return (self.depth or 0.0) / 2 if flaw.z is None else flaw.z

    def middle_of(self, pore: PlacedPoreSection) -> tuple[float, float, float]:
        """Centre of a placed pore in a slab with a depth [m]."""
        x, y = pore.centre
        return x, y, (self.depth or 0.0) / 2 if pore.z is None else pore.z

    @property
    def files(self) -> dict[str, Path]:
        """The files that give the slab, by the keys that name them."""
        image = None if self.inside.image is None else self.inside.image.file
        named = {"geometry.mesh_file": self.mesh_file, "geometry.microstructure.image.file": image}
        return {key: path for key, path in named.items() if path is not None}

    @property
    def inside(self) -> MicrostructureSection:
        """The microstructure, empty if there is none."""
        return self.microstructure or MicrostructureSection()

    @property
    def mesh_content(self) -> MshSummary | None:
        """What the mesh file holds; None without one that can be read."""
        try:
            return None if self.mesh_file is None else msh_summary(self.mesh_file)
        except ValueError:  # replaced or deleted since it was checked
            return None

    @property
    def first_flaws(self) -> tuple[FlawSection, ...]:
        """The flaws, or ellipses as long and as wide as the cracks of a file of tetrahedra."""
        shapes = {} if (mesh_content := self.mesh_content) is None else mesh_content.shapes
        if not shapes:
            return self.flaws
        one = self.mesh_unit or 1.0
        return tuple(
            FlawSection.model_construct(
                name=name,
                position=shape.middle[0] * one,
                height=shape.middle[1] * one if shape.closed else None,
                z=shape.middle[2] * one,
                length=shape.length * one,
                half_width=shape.half_width * one,
                angle=shape.lean,
                azimuth=shape.azimuth,
            )
            for name, shape in shapes.items()
        )

    @property
    def surface_cracks(self) -> tuple[AnodeCrack, ...]:
        """Cracks at the anode that are known beforehand: the flaws, or those of the mesh file."""
        if (mesh_content := self.mesh_content) is None or mesh_content.is_body:
            return tuple(AnodeCrack(flaw.name, flaw.points) for flaw in self.first_flaws)
        one = self.mesh_unit or 1.0
        return tuple(
            AnodeCrack(name, tuple((x * one, y * one) for x, y in path))
            for name, path in mesh_content.cracks.items()
        )

    @property
    def has_inside(self) -> bool:
        """Whether grains, pores or regions lie in the way of a crack."""
        mesh_content = self.mesh_content
        pores = mesh_content is not None and any(
            name.startswith("pore:") for name in mesh_content.curves
        )
        drawn = pores or (mesh_content is not None and len(set(mesh_content.areas)) > 1)
        grains = self.grain_size is not None or self.inside.image is not None
        return grains or drawn or bool(self.pore_count or self.regions)

    @property
    def flaw_count(self) -> int:
        """Number of cracks at the start, those of pores and notches included."""
        drawn = self.random_flaws.number if self.random_flaws is not None else 0
        return len(self.surface_cracks) + drawn + self.inside.joined + len(self.inside.cracked)

    @property
    def flaw_lengths(self) -> tuple[float, ...]:
        """Lengths of the flaws, notches included [m]; random ones count with their mean."""
        drawn = self.random_flaws
        means = () if drawn is None else (drawn.mean_length,) * drawn.number
        notches = (notch.depth + (notch.crack or 0.0) for notch in self.inside.cracked)
        return (*(crack.length for crack in self.surface_cracks), *means, *notches)

    @property
    def grain_size(self) -> float | None:
        """Mean grain size [m], if it is known before the grains are drawn."""
        grains = self.inside.grains
        return None if grains is None else grains.mean_size

    @property
    def grain_count(self) -> int:
        """Number of random grains."""
        grains, section = self.inside.grains, self.width * self.thickness
        if grains is None:
            return 0
        if self.depth is None:
            return round(section / grains.mean_area)
        return round(section * self.depth / grains.mean_volume)

    @property
    def crystals(self) -> int | None:
        """Number of crystals: the grains, or one without any; None where only the mesher knows."""
        if self.inside.image is not None:
            return None
        areas = () if self.mesh_content is None else self.mesh_content.areas
        drawn = sum(name.startswith(GRAIN_PREFIX) for name in set(areas))
        return max(drawn, self.grain_count, 1)

    @property
    def pore_sizes(self) -> tuple[float, ...]:
        """Sizes of the placed pores and mean size of the random ones [m]."""
        drawn = self.inside.pores
        means = () if drawn is None else (drawn.mean_size,)
        return (*(pore.size for pore in self.inside.placed_pores), *means)

    @property
    def pore_count(self) -> int:
        """Number of pores, about that if a porosity is given."""
        pores, placed = self.inside.pores, len(self.inside.placed_pores)
        if pores is None:
            return placed
        if pores.number is not None:
            return placed + pores.number
        area = (pores.porosity or 0.0) * self.width * self.thickness
        return placed + max(round(area / pores.mean_area), 1 if area > 0 else 0)


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("region", "{message}", {"message": message, "remedy": remedy})
