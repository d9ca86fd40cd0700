"""Linear stability of a flat front on which lithium is plated through an electrolyte.

A wave of height A cos(k x) on the front, in the manner of Monroe and Newman (2004, 2005) but with
the kinetics of this program: only the pressure V_m p/F holds lithium back, and the ion has no
volume of its own. A crest is nearer to the counter electrode by A, where the potential is higher
by A i/kappa. It is held back by what pressing A into lithium and electrolyte takes, p = E* k A/2
(the full contact of a wavy surface without friction: Johnson 1985), and by its curvature:

    dA/dt = (V_m/F) [i/kappa - (V_m/F)(E* k/2 + gamma k^2)] A / [R + tanh(k L)/(kappa k)]

All of A counts as a height: so it is where the electrolyte is much softer than lithium. A stiff
electrolyte gives way only by the part E*/E' of what is plated; see `given_way`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

CONSTRAINT = (2 + math.pi) / math.sqrt(3)
"""Pressure at which a plane indentation flows, over the flow stress (Prandtl; von Mises)."""


@dataclass(frozen=True)
class FlatFront:
    """A flat front and what stands behind it.

    Attributes:
        current: density i > 0 [A/m^2].
        conductivity: kappa [S/m].
        thickness: L, to an equipotential counter electrode [m].
        resistance: R of charge transfer and films [ohm m^2].
        volume_per_charge: V_m/F [m^3/C].
        modulus: E* of lithium and electrolyte in contact [Pa].
        surface_energy: gamma [J/m^2].
    """

    current: float
    conductivity: float
    thickness: float
    resistance: float
    volume_per_charge: float
    modulus: float
    surface_energy: float = 0.0


def contact_modulus(first: float, second: float) -> float:
    """E* with 1/E* = 1/E'_1 + 1/E'_2 of two plane-strain moduli [Pa]."""
    return first * second / (first + second)


def given_way(electrolyte: float, lithium: float) -> float:
    """Part of the plated height by which the electrolyte gives way: E*/E'_electrolyte [-].

    Args:
        electrolyte: its plane-strain modulus [Pa].
        lithium: its plane-strain modulus [Pa].
    """
    return contact_modulus(electrolyte, lithium) / electrolyte


def critical_wavelength(front: FlatFront) -> float:
    """Wavelength above which waves grow [m].

    The root of  i/kappa = (V_m/F)(E* k/2 + gamma k^2); without surface energy
    lambda_c = pi E* V_m kappa/(F i).
    """
    half = front.modulus / 2
    drive = front.current / (front.conductivity * front.volume_per_charge)
    root = math.sqrt(half**2 + 4 * front.surface_energy * drive)
    return math.pi * (half + root) / drive


def critical_gradient(front: FlatFront, wavelength: float) -> float:
    """Gradient of the potential above which a wave grows: (V_m/F)(E* k/2 + gamma k^2)  [V/m].

    Args:
        front: its current and conductivity do not matter.
        wavelength: 2 pi/k [m].
    """
    k = 2 * math.pi / wavelength
    return front.volume_per_charge * (front.modulus * k / 2 + front.surface_energy * k**2)


def growth_rate(front: FlatFront, wavelength: FloatArray) -> FloatArray:
    """Rate (dA/dt)/A at which waves on elastic lithium and electrolyte grow [1/s].

    Args:
        front: the front.
        wavelength: [m], any shape.
    """
    rough, elastic = _rates(front, wavelength)
    return rough - elastic


def relaxing_growth_rate(
    front: FlatFront, wavelength: FloatArray, relaxation_time: float
) -> FloatArray:
    """Growth rate where the elastic pressure relaxes, like that of a Maxwell body [1/s].

    With E* tau s/(1 + tau s) in place of E*, s is the larger root of
    tau s^2 + [1 + (b - a) tau] s - a = 0: between a - b (tau infinite) and a (no modulus at all).
    Where a > 0 it is positive: what relaxes slows waves down and never stops them.

    Args:
        front: the front; E* is that of the moment.
        wavelength: [m], any shape.
        relaxation_time: tau [s].
    """
    a, b = _rates(front, wavelength)
    p = 1 + (b - a) * relaxation_time
    root = np.sqrt(p**2 + 4 * a * relaxation_time)
    with np.errstate(divide="ignore", invalid="ignore"):  # each form where it does not cancel
        small, large = 2 * a / (p + root), (root - p) / (2 * relaxation_time)
    return np.where(p > 0, small, large)


def held_height(front: FlatFront, pressure: float) -> float:
    """Height up to which a pressure holds a crest back: kappa V_m p/(F i)  [m].

    Where the electrolyte flows rather than lithium, its strength sets that pressure.

    Args:
        front: the front.
        pressure: p [Pa].
    """
    return front.conductivity * front.volume_per_charge * pressure / front.current


def pressed_height(pressure: FloatArray, wavelength: FloatArray, electrolyte: float) -> FloatArray:
    """Height to which a pressure presses a wave into an elastic electrolyte: p lambda/(pi E')  [m].

    From p = E' k A/2: lithium that bears no more than p flows sideways, and no wave gets higher.

    Args:
        pressure: p, `CONSTRAINT` times the flow stress of lithium [Pa], any shape.
        wavelength: [m], same shape.
        electrolyte: E', its plane-strain modulus [Pa].
    """
    return pressure * wavelength / (math.pi * electrolyte)


def _rates(front: FlatFront, wavelength: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What the field and curvature add to the growth rate, and what elasticity takes [1/s]."""
    k, c = 2 * np.pi / wavelength, front.volume_per_charge
    spread = np.tanh(k * front.thickness) / (front.conductivity * k)
    per_volt = c / (front.resistance + spread)
    curved = c * front.surface_energy * k**2
    rough = per_volt * (front.current / front.conductivity - curved)
    return rough, per_volt * c * front.modulus * k / 2
