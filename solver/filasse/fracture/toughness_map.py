"""The material around the crack tips: the toughness in every direction, and the next interface."""

from __future__ import annotations

from dataclasses import dataclass, replace

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

OUTSIDE = 1e30
"""Fracture energy of what is no solid [J/m^2]: no direction for a kink."""


@dataclass(frozen=True)
class DirectionalToughness:
    """The material around one tip.

    Attributes:
        modulus: E' at the tip [Pa].
        energy: fracture energy averaged over a step in every candidate direction [J/m^2],
            shape (n_angles,).
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
        step: how far a tip looks [m].
        spread: half width of the strip that it would break through [m]; keeps filaments in the
            middle of thin grain boundaries.
    """
    return tuple(_around(materials, tip, step, spread) for tip in tips)


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
    materials: MaterialMap, tip: TipSite, step: float, spread: float
) -> DirectionalToughness:
    material = materials.material
    if materials.uniform:
        return _in_one_crystal(tip, material, int(material.classes[0]))
    here = materials.classes(tip.position + 1e-3 * step * heading(tip, np.zeros(1)))[0]
    if here < 0:
        here = material.classes[0]
    if (materials.classes(_fan(tip, ANGLES[COARSE], step, spread)) == here).all():
        return _in_one_crystal(tip, material, int(here))
    modulus, fan = float(material.modulus[here]), _fan(tip, ANGLES, step, spread)
    energies = materials.energies(fan).mean(axis=(1, 2))
    if material.axes is None:
        return DirectionalToughness(modulus, energies)
    along = materials.energies_along(fan, heading(tip, ANGLES)[:, None, None])
    return DirectionalToughness(modulus, along.mean(axis=(1, 2)), energies)


def _in_one_crystal(tip: TipSite, material: CellMaterial, only: int) -> DirectionalToughness:
    """The toughness around a tip that has one class of material around it."""
    even = uniform_toughness(float(material.modulus[only]), float(material.toughness[only]))
    if material.axes is None:
        return even
    classes = np.full(len(ANGLES), only)
    factors = material.direction_factors(classes, heading(tip, ANGLES))
    return replace(even, energy=even.energy * factors, material=even.energy)


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


def heading(tip: TipSite, angles: FloatArray) -> FloatArray:
    """Unit vectors at angles from straight ahead, positive to the left, shape (q, 2)."""
    cosine, sine = np.cos(angles), np.sin(angles)
    forward, left = tip.direction, np.array([-tip.direction[1], tip.direction[0]])
    return np.asarray(cosine[:, None] * forward + sine[:, None] * left, dtype=np.float64)
