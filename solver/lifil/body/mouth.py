"""Flow of a body's lithium into the mouth of a crack, finer than the body's mesh."""

from __future__ import annotations

import numpy as np

from lifil.body.mesh import FloatArray
from lifil.physics.creep import FlowLaw, flow_stress, strain_rate

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(12)

LEAST_SPEED = 1e-15
"""Speed in the mouth below which the law is continued linearly [m/s]."""


def entry_pressure(
    law: FlowLaw, flow: FloatArray, opening: FloatArray, spread: float
) -> tuple[FloatArray, FloatArray]:
    """Extra pressure in a mouth over that of the body at a distance, and its derivative.

    Radial flow of a half space out of a line, r from w/2 to the spread b, without friction on the
    electrolyte:  dp/dr = -(2/sqrt 3) sigma(rate)/r  with  rate = (2/sqrt 3) q/(pi r^2).

    Args:
        law: flow law of the body; its resistance is that at the start.
        flow: q out of the crack, into the body [m^2/s], any shape.
        opening: w of the mouth [m], same shape.
        spread: b [m]; no extra pressure if the mouth is as wide.

    Returns:
        Extra pressure [Pa], negative if the crack draws lithium, and its derivative [Pa s/m^2].
    """
    inner = np.clip(opening / 2, 1e-12, spread)
    size = np.maximum(np.abs(flow), LEAST_SPEED * inner)
    logs = np.log(spread / inner)[..., None]
    radius = inner[..., None] * np.exp(logs * (_POINTS + 1) / 2)
    rate = 2 / np.sqrt(3) * size[..., None] / (np.pi * radius**2)
    stress = flow_stress(law, rate)
    by_rate = 1 / strain_rate(law, stress, np.full_like(stress, law.resistance)).by_stress
    weights = 2 / np.sqrt(3) * _WEIGHTS * logs / 2
    value = np.sum(weights * stress, axis=-1)
    slope = np.sum(weights * by_rate * rate, axis=-1) / size
    small = np.abs(flow) < size
    slope = np.where(small, value / size, slope)
    return np.where(small, slope * flow, np.sign(flow) * value), slope
