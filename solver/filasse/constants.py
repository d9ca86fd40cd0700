"""Physical constants (CODATA 2018, exact) and the Arrhenius law."""

from __future__ import annotations

import math

FARADAY = 96485.33212
"""Faraday constant [C/mol]."""

GAS_CONSTANT = 8.314462618
"""Molar gas constant [J/(mol K)]."""

REFERENCE_TEMPERATURE = 298.15
"""Temperature at which thermally activated parameters are given [K]."""


def arrhenius(activation_energy: float, temperature: float) -> float:
    """Return a rate relative to the one at 298.15 K: exp[-Q/R (1/T - 1/298.15)].

    Args:
        activation_energy: Q [J/mol].
        temperature: T [K].
    """
    inverse = 1 / temperature - 1 / REFERENCE_TEMPERATURE
    return math.exp(-activation_energy / GAS_CONSTANT * inverse)
