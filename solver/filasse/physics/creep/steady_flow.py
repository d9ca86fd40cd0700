"""Steady flow of creeping lithium along a channel and out of a mouth, for any flow law.

Both are integrals of the law, taken by Gauss-Legendre quadrature. A law that knows them in closed
form says so by two methods (`ClosedForms`), which are used instead.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np

from filasse.physics.creep.flow_law import (
    MOST_ITERATIONS,
    FloatArray,
    FlowLaw,
    flow_stress,
    plastic_rate,
)

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
"""On (0, 1); the integrands are powers and smooth functions, which 32 points take to 1e-9."""


class ChannelRate(NamedTuple):
    """Flow along a channel and its derivatives, each of the shape of the width.

    Attributes:
        value: Q >= 0 [m^2/s].
        by_half: dQ/dh, h half the width [m/s].
        by_slope: dQ/dg, g the pressure gradient [m^3/(Pa s)].
    """

    value: FloatArray
    by_half: FloatArray
    by_slope: FloatArray


class MouthRate(NamedTuple):
    """Flow out of a mouth and its derivatives, each of the shape of the radius.

    Attributes:
        value: q >= 0 [m^2/s].
        by_excess: dq/dp [m^2/(Pa s)].
        by_inner: dq/dr [m/s].
    """

    value: FloatArray
    by_excess: FloatArray
    by_inner: FloatArray


@runtime_checkable
class ClosedForms(Protocol):
    """A law whose steady flows are known in closed form."""

    def channel_rate(self, half: FloatArray, slope: FloatArray) -> ChannelRate:
        """See `channel_rate`."""

    def mouth_rate(self, inner: FloatArray, spread: float, excess: FloatArray) -> MouthRate:
        """See `mouth_rate`."""


def channel_rate(law: FlowLaw, half: FloatArray, slope: FloatArray) -> ChannelRate:
    """Plastic flow between sticking walls, per unit depth, with the resistance of the law.

    The shear stress y g at the distance y from the middle makes the equivalent stress sqrt(3) y g,
    so that  Q = 2 sqrt(3) int_0^h y f(sqrt(3) y g/S) dy. As Q = (1/g^2) F(h g), its derivatives
    follow from f at the wall. Linear creep is left out.

    Args:
        law: the law.
        half: h >= 0, half the width [m], any shape.
        slope: g >= 0, the magnitude of the pressure gradient [Pa/m], same shape.
    """
    if isinstance(law, ClosedForms):
        return law.channel_rate(half, slope)
    places = half[..., None] * NODES
    rate = plastic_rate(
        law, np.sqrt(3) * places * slope[..., None], np.full_like(places, law.resistance)
    )
    wall = plastic_rate(law, np.sqrt(3) * half * slope, np.full_like(half, law.resistance)).value
    value = 2 * np.sqrt(3) * half * np.sum(WEIGHTS * places * rate.value, axis=-1)
    by_half = 2 * np.sqrt(3) * half * wall
    steepness = np.sum(WEIGHTS * places**2 * rate.by_stress, axis=-1)
    return ChannelRate(value, by_half, 6 * half * steepness)


def mouth_rate(law: FlowLaw, inner: FloatArray, spread: float, excess: FloatArray) -> MouthRate:
    """Radial flow of a half space out of a line, without friction on the electrolyte.

    From the radius r to the spread b  dp/dr = -(2/sqrt 3) sigma(rate)/r  with
    rate = (2/sqrt 3) q/(pi r^2)  (plane, radial flow); the integral over log r is solved for q by
    Newton's method on log q.

    Args:
        law: the law.
        inner: r > 0 [m], any shape, below the spread.
        spread: b, where the mesh of the anode takes over [m].
        excess: pressure at r over that at b >= 0 [Pa], same shape.
    """
    if isinstance(law, ClosedForms):
        return law.mouth_rate(inner, spread, excess)
    length = np.log(spread / inner)
    radius = inner[..., None] * np.exp(length[..., None] * NODES)
    flowing = excess > 0
    target = np.where(flowing, excess, law.resistance)
    per_flow = 2 / (np.sqrt(3) * np.pi * radius**2)
    stress = np.sqrt(3) * target / (2 * length)
    rate = plastic_rate(law, stress, np.full_like(stress, law.resistance)).value
    log_flow = np.log((rate + law.fluidity * stress) * np.sqrt(3) * np.pi * inner**2 / 2)
    for _ in range(MOST_ITERATIONS):
        pressure, by_log = _pressure(law, per_flow * np.exp(log_flow)[..., None], length)
        change = np.log(pressure / target) * pressure / by_log
        log_flow = log_flow - change
        if np.all(np.abs(change) <= 1e-13):
            break
    flow = np.exp(log_flow)
    pressure, by_log = _pressure(law, per_flow * flow[..., None], length)
    wall = flow_stress(law, 2 * flow / (np.sqrt(3) * np.pi * inner**2))
    by_excess = np.where(flowing, flow / by_log, 0.0)
    by_inner = by_excess * 2 / np.sqrt(3) * wall / inner
    return MouthRate(np.where(flowing, flow, 0.0), by_excess, by_inner)


def _pressure(law: FlowLaw, rate: FloatArray, length: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pressure drop at rates along the radius, and its derivative by the logarithm of the flow."""
    stress = flow_stress(law, rate)
    plastic = plastic_rate(law, stress, np.full_like(stress, law.resistance))
    by_log = rate / (plastic.by_stress + law.fluidity)
    scale = 2 / np.sqrt(3) * length
    return scale * (stress @ WEIGHTS), scale * (by_log @ WEIGHTS)
