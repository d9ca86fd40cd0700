"""The material around the crack tips: the toughness in every direction, and the next interface."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import TipSite
from filasse.fem.planar.point_location import CellLocator
from filasse.parameters.cell_material import CellMaterial
from filasse.physics.fracture.growth_laws import TipConditions
from filasse.physics.fracture.kinks import LARGEST_ANGLE
from filasse.physics.fracture.toughness_laws import ToughnessLaw

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

ANGLES = np.linspace(-LARGEST_ANGLE, LARGEST_ANGLE, 401)
"""Candidate directions from straight ahead, half a degree apart [rad]."""

COARSE = slice(None, None, 4)
"""Some of the candidates, to see first whether a tip is near any other material."""

SAMPLES = 24
"""Points along each candidate at which the material is looked up."""

LOOK_FROM, LOOK_NEAR = 4.0, 8.0
"""Between these distances from a tip in a grain boundary lies what it breaks next, beyond its own
place, over a quarter of the boundary's width, as `spread` is. Where it looked as far as a step is
long, a junction ahead made the boundary tougher, the sooner the longer the step."""

NEAR_PART = 0.25
"""Without boundaries: how far it looks, over a step."""

BOUNDARY_FAN = 120
"""Candidates up to which weak neighbours are a grain boundary, which leads along its middle."""

SAME_BOUNDARY = 0.05
"""Of the range of energies: weak neighbours that differ by less are the same boundary."""

OUT_OF_IT = 1e-6
"""Of the same: candidates this near to its upper end have nothing of a boundary in them."""

PROBES = 240
"""Points at which the material along an advance is looked up."""

OUTSIDE = 1e30
"""Fracture energy of what is no solid [J/m^2]: no direction for a kink."""

SOLID = 1e-3 * OUTSIDE
"""Above any fracture energy of a solid, and below any mean with a place outside [J/m^2]."""


@dataclass(frozen=True)
class DirectionalToughness:
    """The material around one tip.

    Attributes:
        modulus: E' at the tip [Pa].
        energy: fracture energy in every candidate direction, the largest met on the way so far
            averaged over what is near [J/m^2], shape (n_angles,).
        material: the same without what the direction within a crystal does, which is smooth; None
            where that is nothing.
    """

    modulus: float
    energy: FloatArray
    material: FloatArray | None = None

    @property
    def jumps(self) -> FloatArray:
        """Fracture energy as far as it may jump between candidates [J/m^2], shape (n_angles,)."""
        return self.energy if self.material is None else self.material


class MaterialMap:
    """Materials by position: what the cells of a mesh are made of."""

    def __init__(self, corners: FloatArray, material: CellMaterial) -> None:
        """Sort the cells; nothing is looked up in a uniform slab.

        Args:
            corners: of the cells [m], shape (n_cells, 3, 2).
            material: of the cells.
        """
        self.material = material
        self.uniform = len(np.unique(material.classes)) == 1
        self._locator = CellLocator(corners)

    def classes(self, points: FloatArray) -> IntArray:
        """Material class at every point, -1 outside the solid; shape of `points` less the last."""
        cells = self._locator.find(points)
        return np.where(cells >= 0, self.material.classes[cells], -1)

    def energies(self, points: FloatArray) -> FloatArray:
        """Least fracture energy of every point, in whatever direction [J/m^2]."""
        return self._energies(self.classes(points))

    def energies_along(self, points: FloatArray, directions: FloatArray) -> FloatArray:
        """Fracture energy at every point of a crack that runs in a direction [J/m^2]."""
        classes = self.classes(points)
        return self._energies(classes) * self.material.direction_factors(classes, directions)

    def _energies(self, classes: IntArray) -> FloatArray:
        return np.where(classes >= 0, self.material.fracture_energy[classes], OUTSIDE)


def sample_toughness(
    materials: MaterialMap, tips: tuple[TipSite, ...], step: float, spread: float
) -> tuple[DirectionalToughness, ...]:
    """The toughness around every tip.

    Args:
        materials: what the slab is made of.
        tips: the crack tips.
        step: how far a tip looks for the middle of a boundary [m].
        spread: half width of the strip that it would break through [m]; keeps filaments in the
            middle of thin grain boundaries.
    """
    near = LOOK_NEAR * spread if spread > 0 else NEAR_PART * step
    return tuple(_around(materials, tip, max(step, near), near, spread) for tip in tips)


def toughened(
    tips: tuple[DirectionalToughness, ...], factor: float
) -> tuple[DirectionalToughness, ...]:
    """The same with K_c times a factor everywhere."""
    return tuple(replace(tip, energy=tip.energy * factor**2) for tip in tips)


def under_current(
    tips: tuple[DirectionalToughness, ...], law: ToughnessLaw, conditions: TipConditions
) -> tuple[DirectionalToughness, ...]:
    """The toughness around every tip while lithium is plated there."""
    return tuple(
        replace(tip, energy=law.energies(tip.energy, conditions, index))
        for index, tip in enumerate(tips)
    )


def uniform_toughness(modulus: float, toughness: float) -> DirectionalToughness:
    """The toughness around a tip in one material: E' [Pa] and K_c [Pa m^0.5]."""
    return DirectionalToughness(modulus, np.full(len(ANGLES), toughness**2 / modulus))


def _around(
    materials: MaterialMap, tip: TipSite, step: float, near: float, spread: float
) -> DirectionalToughness:
    material = materials.material
    if materials.uniform:
        return _in_one_crystal(tip, material, int(material.classes[0]))
    here = materials.classes(tip.position + 1e-3 * step * heading(tip, np.zeros(1)))[0]
    if here < 0:
        here = material.classes[0]
    if (materials.classes(_fan(tip, ANGLES[COARSE], step, spread)) == here).all():
        return _in_one_crystal(tip, material, int(here))
    modulus, fan = float(material.modulus[here]), _fan(tip, ANGLES, near, spread)
    first = round(SAMPLES * LOOK_FROM * spread / near)
    met = _met(materials.energies(fan), first)
    energies = met
    if spread > 0:
        far = _met(materials.energies(_fan(tip, ANGLES, step, spread)), first=0)
        energies = _along_middles(met, far)
    if material.axes is None:
        return DirectionalToughness(modulus, energies)
    along = materials.energies_along(fan, heading(tip, ANGLES)[:, None, None])
    return DirectionalToughness(modulus, _met(along, first) * energies / met, energies)


def _in_one_crystal(tip: TipSite, material: CellMaterial, only: int) -> DirectionalToughness:
    """The toughness around a tip that has one class of material around it."""
    even = uniform_toughness(float(material.modulus[only]), float(material.toughness[only]))
    if material.axes is None:
        return even
    classes = np.full(len(ANGLES), only)
    factors = material.direction_factors(classes, heading(tip, ANGLES))
    return replace(even, energy=even.energy * factors, material=even.energy)


def _met(energies: FloatArray, first: int) -> FloatArray:
    """Mean of the largest energy met so far in every direction, shape (n_angles,).

    A weaker place does not count before the tip is there: none would turn to it from afar.

    Args:
        energies: at the points of `_fan`.
        first: sample from which on they count.
    """
    largest = np.maximum.accumulate(energies, axis=1)
    return np.asarray(largest[:, first:].mean(axis=(1, 2)))


def _along_middles(energies: FloatArray, far: FloatArray) -> FloatArray:
    """The energies with every boundary in the direction of its middle only, shape (n_angles,).

    How far a direction may be from it and still lead along the boundary depends on how far a tip
    looks, and must not let it leave the middle.

    Args:
        energies: near the tip, shape (n_angles,).
        far: over a step, which tells the middle more sharply, shape (n_angles,).
    """
    low = float(energies.min())
    high = float(energies.max(where=energies < SOLID, initial=low))
    weak = energies < (low + high) / 2
    ends = np.flatnonzero(np.diff(np.concatenate([[False], weak, [False]]).astype(np.int8)))
    found = energies.copy()
    even = high - OUT_OF_IT * (high - low)
    for first, last in ends.reshape(-1, 2).tolist():
        left, right = _rim(energies[:first][::-1], even), _rim(energies[last:], even)
        zone = slice(first - left, last + right)
        if last - first > BOUNDARY_FAN:
            continue
        sides = energies[:first][::-1][left:][:1], energies[last:][right:][:1]
        ahead = far[first:last]
        flat = np.flatnonzero(ahead <= ahead.min() + SAME_BOUNDARY * (high - low))
        found[zone] = np.maximum(np.concatenate(sides).min(), found[zone])
        found[first + (flat[0] + flat[-1]) // 2] = float(energies[first:last].min())
    return found


def _rim(outwards: FloatArray, even: float) -> int:
    """How many candidates beside a boundary lead out of it so slowly that a part is still weak."""
    out = (outwards[:-1] >= even) | (np.diff(outwards) < 0)
    return int(np.argmax(out)) if out.any() else len(out)


def _fan(tip: TipSite, angles: FloatArray, step: float, spread: float) -> FloatArray:
    """Points of a strip along every direction [m], shape (n_angles, n_samples, 3, 2)."""
    along = heading(tip, angles)
    across = np.column_stack([-along[:, 1], along[:, 0]])
    reach = step * (np.arange(SAMPLES) + 0.5) / SAMPLES
    offsets = spread * np.array([-1.0, 0.0, 1.0])
    points = (
        tip.position
        + along[:, None, None] * reach[:, None, None]
        + across[:, None, None] * offsets[:, None]
    )
    return np.asarray(points, dtype=np.float64)


class Stop(NamedTuple):
    """Where a tip on a straight way stops next.

    Attributes:
        distance: to there [m].
        across: how long the way through a weaker layer is, in whose middle that is [m]; else 0.
    """

    distance: float
    across: float = 0.0


def next_stop(
    materials: MaterialMap, start: FloatArray, direction: FloatArray, far: float, spread: float
) -> Stop | None:
    """Where a tip on a straight way stops next; None if it does not.

    That is the middle of a weaker layer, and where what is tougher begins; in a grain boundary,
    where a tip at the edge would lie between two stiffnesses, it is as far before that as from its
    middle to its edge. A pore, or the end of the slab, is no interface.

    Args:
        materials: what the slab is made of.
        start: where the tip is [m], shape (2,).
        direction: of its way, a unit vector, shape (2,).
        far: how far to look [m].
        spread: a quarter of the width of grain boundaries [m]; 0 without any.
    """
    reach = (far + 4 * spread) * (np.arange(PROBES) + 0.5) / PROBES
    across = spread * np.array([-direction[1], direction[0]])
    lines = start + reach[:, None] * direction + np.array([[[0.0]], [[1.0]], [[-1.0]]]) * across
    energies = materials.energies_along(lines, direction)
    energies = energies[:, : int(np.cumprod((energies < SOLID).all(axis=0)).sum())]
    jumps, near = np.diff(energies), 1e-6 * energies[:, :-1]
    changes = np.flatnonzero(np.abs(jumps[0]) > near[0])
    ends = np.flatnonzero((jumps > near).any(axis=0))
    if len(changes) == 0 or jumps[0, changes[0]] > 0:
        first = float(reach[ends[0] : ends[0] + 2].mean()) if len(ends) else None
        return None if first is None else Stop(first - 2 * spread)
    enters = float(reach[changes[0] : changes[0] + 2].mean())
    if len(changes) == 1:
        return Stop(enters + 2 * spread)
    leaves = float(reach[changes[1] : changes[1] + 2].mean())
    return Stop((enters + leaves) / 2, leaves - enters)


def heading(tip: TipSite, angles: FloatArray) -> FloatArray:
    """Unit vectors at angles from straight ahead, positive to the left, shape (q, 2)."""
    cosine, sine = np.cos(angles), np.sin(angles)
    forward, left = tip.direction, np.array([-tip.direction[1], tip.direction[0]])
    return np.asarray(cosine[:, None] * forward + sine[:, None] * left, dtype=np.float64)
