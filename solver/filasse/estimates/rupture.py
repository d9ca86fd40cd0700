"""Stress rupture: how long a flaw under constant load creeps before it is critical."""

from __future__ import annotations

import math

from filasse.config import Config
from filasse.constants import arrhenius
from filasse.estimates.weakest_flaw import weakest_flaw

SHORTEST = 1.0
"""Time [s] that stands for "at once": where K is at K_IC from the start."""


def rupture_time(length: float, ratio: float, speed: float, exponent: float) -> float:
    """Time from K to K_c of an edge crack under constant pressure, v = v0 (K/K_c)^n  [s].

    t = 2 a (1 - k^(n-2)) / [(n-2) v0 k^n],  k = K/K_c at the start, and K ~ sqrt(a).

    Args:
        length: a [m].
        ratio: k.
        speed: v0 [m/s].
        exponent: n.
    """
    if ratio <= 0:
        return math.inf
    if ratio >= 1:
        return 0.0
    log_ratio = math.log(ratio)
    if -exponent * log_ratio > 600:
        return math.inf
    rest = exponent - 2
    # (1 - k^(n-2))/(n-2), whose limit at n = 2 is -ln k
    part = -log_ratio if abs(rest) < 1e-9 else -math.expm1(rest * log_ratio) / rest
    return 2 * length * part / speed * math.exp(-exponent * log_ratio)


def time_to_rupture(config: Config, current: float) -> float | None:
    """The same for the longest flaw of a configuration under a current [s].

    Args:
        config: with a power law as `growth.law`.
        current: applied current density [A/m^2].

    Returns:
        Infinity below the law's threshold; None without a flaw or with another law.
    """
    law, weakest = config.growth.law, weakest_flaw(config)
    if weakest is None or law.kind != "power" or law.speed is None or law.exponent is None:
        return None
    ratio = weakest.ratio(current)
    if ratio < law.threshold:
        return math.inf
    thermal = law.speed * arrhenius(law.activation_energy, config.temperature)
    return max(SHORTEST, rupture_time(weakest.flaw.length, ratio, thermal, law.exponent))
