"""Random surface cracks."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from filasse_meshes.arrays import Floats
from filasse_meshes.data.spec import Crack
from filasse_meshes.meshing_error import MeshingError


@dataclass(frozen=True)
class FlawSpec:
    """How straight surface cracks are distributed.

    Attributes:
        number: of cracks.
        mean_length: [m].
        distribution: of the lengths.
        shape: standard deviation of ln(length) for "lognormal", modulus for "weibull".
        angle_spread: [rad], standard deviation of the angle from the anode's normal.
        spacing: [m], least distance between mouths, and to the sides.
    """

    number: int
    mean_length: float
    distribution: Literal["lognormal", "weibull"] = "lognormal"
    shape: float = 0.4
    angle_spread: float = 0.0
    spacing: float = 0.0


def make_flaws(width: float, spec: FlawSpec, seed: int) -> tuple[Crack, ...]:
    """Draw surface cracks `flaw1`, `flaw2`, ... from left to right.

    Args:
        width: [m], of the slab.
        spec: the distribution.
        seed: of the random numbers; the same seed gives the same flaws.

    Raises:
        MeshingError: the mouths do not fit side by side.
    """
    if spec.number < 0 or not (spec.mean_length > 0 and spec.shape > 0):
        raise MeshingError("Random flaws need a number >= 0, a positive mean length and shape.")
    random = np.random.default_rng(seed)
    mouths = _mouths(width, spec, random)
    lengths = _lengths(spec, random)
    angles = np.clip(random.normal(0.0, spec.angle_spread, spec.number), -1.2, 1.2)
    return tuple(
        Crack(f"flaw{i}", ((x, 0.0), (x + a * math.sin(t), a * math.cos(t))))
        for i, (x, a, t) in enumerate(
            zip(mouths.tolist(), lengths.tolist(), angles.tolist(), strict=True), start=1
        )
    )


def _mouths(width: float, spec: FlawSpec, random: np.random.Generator) -> Floats:
    """Uniform among all sets of mouths that keep the spacing."""
    free = width - (spec.number + 1) * spec.spacing
    if free <= 0:
        raise MeshingError(
            f"{spec.number} flaws {spec.spacing * 1e6:g} um apart do not fit on "
            f"{width * 1e6:g} um; use fewer, or a smaller spacing."
        )
    places = np.sort(random.uniform(0.0, free, spec.number))
    mouths: Floats = places + spec.spacing * np.arange(1, spec.number + 1)
    return mouths


def _lengths(spec: FlawSpec, random: np.random.Generator) -> Floats:
    if spec.distribution == "lognormal":
        drawn: Floats = random.lognormal(-(spec.shape**2) / 2, spec.shape, spec.number)
    else:
        drawn = random.weibull(spec.shape, spec.number) / math.gamma(1 + 1 / spec.shape)
    return spec.mean_length * drawn
