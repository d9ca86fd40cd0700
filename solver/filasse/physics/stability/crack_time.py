"""How soon a crack at the anode fills, and crosses, if all that is plated in it stays there.

An edge crack is filled by the current that a conducting slit of its length draws, 2 i a, whatever
the Wagner number, and grows at K = K_IC: then its volume, c K_IC a^(3/2)/E', must be plated, which
gives da/dt = 0.6708 (i V_m/F) E' sqrt(a)/K_IC.

A half-penny draws what half a conducting disc along the field does, 4 i R^2, and holds, as half a
penny in a whole space, V = (4 sqrt(pi)/3) K_IC R^(5/2)/E' at K = K_IC. So dV/dt = 4 i (V_m/F) R^2
gives dR/dt = C sqrt(R) with 4/(5/2 * 4 sqrt(pi)/3) = 6/(5 sqrt(pi)) = 0.677 in place of 0.6708.
"""

from __future__ import annotations

import math

EDGE_SPEED = 0.6708
"""Factor of the speed of an edge crack in a half plane."""

PENNY_SPEED = 0.677
"""Factor of the speed of a half-penny in a half space: 6/(5 sqrt(pi))."""


def crack_speed_factor(
    current: float,
    modulus: float,
    toughness: float,
    volume_per_charge: float,
    shape: float = EDGE_SPEED,
) -> float:
    """C of da/dt = C sqrt(a)  [m^0.5/s].

    Args:
        current: density i [A/m^2].
        modulus: E' [Pa].
        toughness: K_IC [Pa m^0.5].
        volume_per_charge: V_m/F [m^3/C].
        shape: `EDGE_SPEED` or `PENNY_SPEED` [-].
    """
    return shape * current * volume_per_charge * modulus / toughness


def filling_time(length: float, speed_factor: float) -> float:
    """Time in which a crack that is empty at first comes to K = K_IC: (2/3) sqrt(a)/C  [s].

    Args:
        length: a [m].
        speed_factor: C of `crack_speed_factor` [m^0.5/s].
    """
    return 2 / 3 * math.sqrt(length) / speed_factor


def penny_filling_time(radius: float, speed_factor: float) -> float:
    """Time in which a half-penny that is empty at first comes to K = K_IC: (2/5) sqrt(R)/C  [s].

    It holds V ~ R^(5/2) at K_IC and grows by dV/dt = (5/2) (V/R) dR/dt, which fills it at rest.

    Args:
        radius: R [m].
        speed_factor: C of `crack_speed_factor` with `PENNY_SPEED` [m^0.5/s].
    """
    return 2 / 5 * math.sqrt(radius) / speed_factor


def crossing_time(length: float, end: float, speed_factor: float) -> float:
    """Time in which a crack grows from one length to another: 2 (sqrt(b) - sqrt(a))/C  [s].

    Args:
        length: a [m].
        end: b [m].
        speed_factor: C [m^0.5/s].
    """
    return 2 * (math.sqrt(end) - math.sqrt(length)) / speed_factor
