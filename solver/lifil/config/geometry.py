"""What the slab of solid electrolyte looks like before the first charge."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from lifil.config.base import Quantity, Section
from lifil.config.mesh_file import check_mesh_file

Length = Annotated[float, Quantity("m", "um", 1e-8, 0.1, "100 um")]
FlawLength = Annotated[float, Quantity("m", "um", 1e-9, 0.1, "10 um")]
Position = Annotated[float, Quantity("m", "um", 0.0, 0.1, "50 um")]
Angle = Annotated[float, Quantity("rad", "deg", -1.4835298642, 1.4835298642, "15 deg")]


class Flaw(Section):
    """A straight surface crack that opens at the lithium anode and is full of lithium."""

    name: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,40}$")
    """Name in the results; by default flaw1, flaw2, ..."""

    position: Position
    """Where the crack meets the anode, measured along the anode from the left side."""

    length: FlawLength
    """Length from mouth to tip."""

    angle: Angle = 0.0
    """Lean from the anode's normal; positive leans to the right (+x)."""


class Geometry(Section):
    """A rectangular slab: anode below (y = 0), counter electrode above (y = thickness)."""

    width: Length
    """Size along the electrodes."""

    thickness: Length
    """Distance from the lithium anode to the counter electrode."""

    flaws: tuple[Flaw, ...] = ()
    """Surface cracks present before charging; none is allowed."""

    mesh_file: Path | None = None
    """A Gmsh file (.msh), with its own flaws, to start from instead of building the mesh."""

    @field_validator("flaws", mode="after")
    @classmethod
    def _name_flaws(cls, flaws: tuple[Flaw, ...]) -> tuple[Flaw, ...]:
        """Give every flaw without a name its number."""
        return tuple(
            flaw if flaw.name else flaw.model_copy(update={"name": f"flaw{number}"})
            for number, flaw in enumerate(flaws, start=1)
        )

    @field_validator("mesh_file", mode="after")
    @classmethod
    def _check_mesh_file(cls, path: Path | None) -> Path | None:
        return None if path is None else check_mesh_file(path)
