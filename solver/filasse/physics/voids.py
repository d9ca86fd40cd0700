"""Voids between lithium and electrolyte: vacancies that stripping leaves, and creep that closes.

Stripping a current i leaves vacancies at the rate i V_m/F. The part lambda of them vanishes as the
lithium follows; the others diffuse into lithium of a thickness L, at whose far side they are in
equilibrium, and those that cannot open voids. Voids are half cylinders of radius r at a distance
2b of each other, which creep under the stack pressure closes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.constants import FARADAY
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.creep.steady_flow import mouth_rate

type FloatArray = npt.NDArray[np.float64]

SMALLEST, LARGEST = 1e-9, 1 - 1e-9
"""Radius of a void over half their distance: below the first there is none."""

MOST_ITERATIONS = 100
"""Of Newton's method for the radius of a void; some ten are usual."""


@dataclass(frozen=True)
class Vacancies:
    """What becomes of the vacancies that stripping leaves.

    Attributes:
        self_diffusivity: D of lithium, that of vacancies times their equilibrium part [m^2/s].
        equilibrium: part of the lattice sites that is empty in equilibrium [-].
        supersaturation: S, part at which voids open over that in equilibrium [-].
        annihilated: lambda, part that vanishes at the interface itself [-].
        depth: L of the lithium behind the interface [m].
        spacing: 2b between voids [m].
    """

    self_diffusivity: float
    equilibrium: float
    supersaturation: float
    annihilated: float
    depth: float
    spacing: float

    @property
    def excess(self) -> float:
        """Part of the sites beyond equilibrium at which voids open [-]."""
        return (self.supersaturation - 1) * self.equilibrium

    @property
    def diffusivity(self) -> float:
        """Of vacancies [m^2/s]."""
        return self.self_diffusivity / self.equilibrium


def vacancy_limit(vacancies: Vacancies, molar_volume: float) -> float:
    """Current that diffusion keeps up with for ever: F D (S - 1)/[(1 - lambda) V_m L]  [A/m^2].

    T. Krauskopf, H. Hartmann, W. G. Zeier, J. Janek, ACS Appl. Mater. Interfaces 11, 14463 (2019)
    have lambda = 0; Shishvan et al. (2023) argue for lambda = 1, where no current makes voids.
    """
    left = 1 - vacancies.annihilated
    flux = vacancies.self_diffusivity * (vacancies.supersaturation - 1) / vacancies.depth
    return FARADAY * flux / (left * molar_volume) if left > 0 else np.inf


def time_to_void(vacancies: Vacancies, molar_volume: float, current: float) -> float:
    """Time until voids open at a constant current, before vacancies have come through [s].

    t = pi D_v [(S - 1) x_eq F/(2 (1 - lambda) i V_m)]^2: constant flux into a half space (J.
    Crank, The Mathematics of Diffusion, 2nd ed., 1975, section 3.2).
    """
    flux = (1 - vacancies.annihilated) * current * molar_volume / FARADAY
    return np.pi * vacancies.diffusivity * (vacancies.excess / (2 * flux)) ** 2


def closing_rate(law: FlowLaw, spacing: float, size: FloatArray, pressure: float) -> FloatArray:
    """Lithium that creep brings into voids per area of the interface [m/s].

    A half cylinder of radius r in one of radius b closes as lithium flows into a mouth:
    `filasse.physics.creep.steady_flow.mouth_rate`. As r nears b there is no end to it.

    Args:
        law: of creep.
        spacing: 2b between voids [m].
        size: r/b [-], any shape.
        pressure: of the stack [Pa].
    """
    return _closing(law, spacing, size, pressure)[0]


def _closing(
    law: FlowLaw, spacing: float, size: FloatArray, pressure: float
) -> tuple[FloatArray, FloatArray]:
    """The rate of closing [m/s], and its derivative by the size [m/s]."""
    half = spacing / 2
    inner = half * np.clip(size, SMALLEST, LARGEST)
    rate = mouth_rate(law, inner, half, np.full_like(inner, pressure))
    is_void = size > SMALLEST
    return np.where(is_void, rate.value / spacing, 0.0), np.where(is_void, rate.by_inner / 2, 0.0)


def void_volume(spacing: float, size: FloatArray) -> FloatArray:
    """Volume of voids per area of the interface [m]: pi r^2/2 in every 2b."""
    return np.pi * spacing / 8 * size**2


def grown_voids(
    law: FlowLaw, spacing: float, size: FloatArray, supply: FloatArray, pressure: float, step: float
) -> FloatArray:
    """Sizes r/b of voids after a step, by implicit Euler.

    The logarithm of volume and closing is nearly linear in that of r/(b - r), both for small voids
    and for large ones: Newton's method in these needs a few iterations.

    Args:
        law: of creep.
        spacing: 2b between voids [m].
        size: before, shape (k,).
        supply: volume of vacancies that come to them per area [m/s], negative where they go, (k,).
        pressure: of the stack [Pa].
        step: [s].
    """
    held = void_volume(spacing, size) + step * supply
    after, scale = np.zeros_like(size), np.pi * spacing / 8
    there = np.flatnonzero(held > scale * SMALLEST**2)
    x = np.clip(np.sqrt(held[there] / scale), SMALLEST, 0.9)
    for _ in range(MOST_ITERATIONS if len(there) else 0):
        closing, slope = _closing(law, spacing, x, pressure)
        taken = scale * x**2 + step * closing
        by_log = (2 * scale * x + step * slope) / taken * x * (1 - x)
        change = np.log(taken / held[there]) / by_log
        odds = np.log(x / (1 - x)) - change
        x = np.clip(1 / (1 + np.exp(-odds)), SMALLEST, LARGEST)
        if np.all(np.abs(change) <= 1e-10):
            break
    after[there] = np.where(x > 2 * SMALLEST, x, 0.0)
    return after


def critical_stripping_current(
    vacancies: Vacancies, molar_volume: float, law: FlowLaw, pressure: float, size: float
) -> float:
    """Current at which voids stay at a size r/b: diffusion and creep keep up together [A/m^2]."""
    left = 1 - vacancies.annihilated
    closing = float(closing_rate(law, vacancies.spacing, np.array([size]), pressure)[0])
    by_creep = FARADAY * closing / (left * molar_volume) if left > 0 else np.inf
    return vacancy_limit(vacancies, molar_volume) + by_creep


def solute_part(
    fraction: float, height: float, molar_volume: float, charge: FloatArray
) -> FloatArray:
    """Part of the interface that solute covers: b = c V_m q/(F h)  [-].

    Args:
        fraction: c, volume of solute over that of lithium [-].
        height: h of what it makes at the interface [m].
        molar_volume: of lithium [m^3/mol].
        charge: q stripped per area [C/m^2].
    """
    return fraction * molar_volume * charge / (FARADAY * height)
