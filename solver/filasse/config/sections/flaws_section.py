"""Surface cracks that are there before the first charge: one by one, or drawn at random."""

import math
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from filasse.config.sections.section_base import Count, Number, Section, UnitFloat

type Point = tuple[float, float]

FlawLength = Annotated[float, UnitFloat("m", "um", 1e-9, 0.1, "10 um")]
Position = Annotated[float, UnitFloat("m", "um", 0.0, 0.1, "50 um")]
Lean = Annotated[float, UnitFloat("rad", "deg", -1.5707963268, 1.5707963268, "15 deg")]
Turn = Annotated[float, UnitFloat("rad", "deg", -3.1415926536, 3.1415926536, "30 deg")]
Spread = Annotated[float, UnitFloat("rad", "deg", 0.0, 1.0471975512, "10 deg")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")]


class FlawSection(Section):
    """A surface crack that opens at the lithium anode and is full of lithium."""

    name: Name = ""
    """Name in the results; by default flaw1, flaw2, ..."""

    path: tuple[tuple[Position, Position], ...] = ()
    """Corners [x, y] of a kinked crack from mouth to tip, in place of position, length, angle."""

    position: Position = Field(default=None, validate_default=True)
    """Where the crack meets the anode, from the left side; needed unless there is a path."""

    length: FlawLength = Field(default=None, validate_default=True)
    """Length from mouth to tip; needed unless there is a path."""

    height: Position | None = None
    """Distance of the middle of a buried crack from the anode, in a slab with a depth: an ellipse
    with the half axes `length`, away from the anode, and `half_width`. Without it the crack opens
    at the anode."""

    angle: Lean = Field(default=None, validate_default=True)
    """Lean from the anode's normal, by default 0 deg; positive leans to the right (+x)."""

    half_width: FlawLength | None = None
    """Half the length of the mouth, in a slab with a depth; by default the length: a half-penny."""

    z: Position | None = None
    """Where along the depth of the slab the middle of the mouth lies; by default halfway."""

    azimuth: Turn = 0.0
    """Turn of the crack about the anode's normal: at 0 deg its mouth runs along the depth, at
    90 deg along the width."""

    pore: Name | None = None
    """Name of a placed pore that the crack has grown around, in a slab with a depth: it opens into
    the pore, which lithium fills."""

    @field_validator("path")
    @classmethod
    def _check_path(cls, path: tuple[Point, ...]) -> tuple[Point, ...]:
        if len(path) == 1 or any(start == end for start, end in pairwise(path)):
            raise _error("needs two different corners or more", "write `[[x, y], [x, y]]`")
        if path and (path[0][1] != 0.0 or min(y for _, y in path[1:]) <= 0.0):
            raise _error("must start at the anode, y = 0, and leave it", "correct the corners")
        if len(path) > 2 and not _is_simple(path):
            raise _error("crosses or touches itself", "correct the corners")
        return path

    @field_validator("position", "length", "angle", mode="before")
    @classmethod
    def _follow_path(cls, value: Any, info: ValidationInfo) -> Any:
        """Take what is not given from the path."""
        path = info.data.get("path", _ANY_PATH)  # any, if the path is wrong and reported already
        if value is not None:
            return value
        if path:
            return f"{_measure(path)[str(info.field_name)]!r} {_UNITS[str(info.field_name)]}"
        if info.field_name == "angle":
            return 0.0
        raise PydanticKnownError("missing")

    @field_validator("angle", mode="after")
    @classmethod
    def _check_lean(cls, angle: float, info: ValidationInfo) -> float:
        """A buried crack may lie level."""
        if info.data.get("height") is None and abs(angle) > _STEEPEST:
            raise _error("is outside the sensible range -85 deg to 85 deg", "check the value")
        return angle

    @model_validator(mode="after")
    def _path_or_numbers(self) -> Self:
        if not self.path:
            return self
        for key, value in _measure(self.path).items():
            if not math.isclose(getattr(self, key), value, rel_tol=1e-12, abs_tol=1e-15):
                raise _error(f"has a path beside another {key}", f"delete `path` or `{key}`")
        return self

    @property
    def half_mouth(self) -> float:
        """Half the length of the mouth in a slab with a depth [m]."""
        return self.length if self.half_width is None else self.half_width

    @property
    def radius(self) -> float:
        """The smaller half axis of the crack in a slab with a depth [m]."""
        return min(self.length, self.half_mouth)

    @property
    def points(self) -> tuple[Point, ...]:
        """Corners (x, y) from mouth to tip [m]."""
        if self.path:
            return self.path
        across, up = self.length * math.sin(self.angle), self.length * math.cos(self.angle)
        if self.height is None:
            return (self.position, 0.0), (self.position + across, up)
        x, y = self.position, self.height
        return (x - across, y - up), (x + across, y + up)


class AnodeCrack(NamedTuple):
    """A crack that meets the anode, wherever it is given.

    Attributes:
        name: of it.
        points: corners (x, y) from mouth to tip [m].
    """

    name: str
    points: tuple[Point, ...]

    @property
    def position(self) -> float:
        """Where it meets the anode [m]."""
        return self.points[0][0]

    @property
    def length(self) -> float:
        """From mouth to tip [m]."""
        return _measure(self.points)["length"]

    @property
    def angle(self) -> float:
        """Lean of the tip from the anode's normal [rad]."""
        return _measure(self.points)["angle"]


class RandomFlawsSection(Section):
    """Straight surface cracks drawn at random."""

    number: Annotated[Count, Field(ge=1, le=500)]
    """How many."""

    mean_length: FlawLength
    """Mean of their lengths."""

    distribution: Literal["lognormal", "weibull"] = "lognormal"
    """Distribution of the lengths."""

    shape: Annotated[Number, Field(gt=0.0, le=50.0)] = 0.4
    """Standard deviation of ln(length) for `lognormal`, modulus for `weibull`."""

    angle_spread: Spread = 0.0
    """Standard deviation of the angle from the anode's normal."""

    seed: Annotated[Count, Field(ge=0, le=2**31)] = 1
    """Of the random numbers; the same seed gives the same flaws."""

    spacing: Position = 0.0
    """Least distance between mouths and to the sides; 0 takes a quarter of the mean distance."""


def _is_simple(path: tuple[Point, ...]) -> bool:
    from shapely import LineString  # costs a moment: only for kinked cracks

    return bool(LineString(path).is_simple)


_ANY_PATH: tuple[Point, ...] = ((1e-6, 0.0), (1e-6, 1e-6))
_STEEPEST = 1.4835298642  # [rad] 85 degrees, the largest lean that `angle` takes
_UNITS = {"position": "m", "length": "m", "angle": "rad"}


def _measure(path: tuple[Point, ...]) -> dict[str, float]:
    """Position, length and angle of a path."""
    (x, y), (u, v) = path[0], path[-1]
    length = sum(math.dist(start, end) for start, end in pairwise(path))
    angle = min(max(math.atan2(u - x, v - y), -_STEEPEST), _STEEPEST)
    return {"position": x, "length": length, "angle": angle}


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("flaw", "{message}", {"message": message, "remedy": remedy})
