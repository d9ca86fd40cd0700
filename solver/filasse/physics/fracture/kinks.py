"""Where a crack turns: stress intensities at the tip of an infinitesimal kink.

k_1 = F11(m) K_I + F12(m) K_II and k_2 = F21(m) K_I + F22(m) K_II with m = angle/pi, universal
functions of the angle: M. Amestoy, J. B. Leblond, Int. J. Solids Struct. 29 (1992) 465, eqs 66-69.
"""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt
from numpy.polynomial import Polynomial

type FloatArray = npt.NDArray[np.float64]

LARGEST_ANGLE = np.deg2rad(100.0)
"""No crack turns further at once: under pure mode II it turns by 76 degrees."""

_F11 = Polynomial(
    [
        1, 0, -3 * pi**2 / 8, 0, pi**2 - 5 * pi**4 / 128, 0,
        pi**2 / 9 - 11 * pi**4 / 72 + 119 * pi**6 / 15360, 0,
        5.07790, 0, -2.88312, 0, -0.0925, 0, 2.996, 0, -4.059, 0, 1.63, 0, 4.1,
    ]
)  # fmt: skip
_F12 = Polynomial(
    [
        0, -3 * pi / 2, 0, 10 * pi / 3 + pi**3 / 16, 0,
        -2 * pi - 133 * pi**3 / 180 + 59 * pi**5 / 1280, 0,
        12.313906, 0, -7.32433, 0, 1.5793, 0, 4.0216, 0, -6.915, 0, 4.21, 0, 4.56,
    ]
)  # fmt: skip
_F21 = Polynomial(
    [
        0, pi / 2, 0, -4 * pi / 3 - pi**3 / 48, 0,
        -2 * pi / 3 + 13 * pi**3 / 30 - 59 * pi**5 / 3840, 0,
        -6.176023, 0, 4.44112, 0, -1.5340, 0, -2.0700, 0, 4.684, 0, -3.95, 0, -1.32,
    ]
)  # fmt: skip
_F22 = Polynomial(
    [
        1, 0, -4 - 3 * pi**2 / 8, 0, 8 / 3 + 29 * pi**2 / 18 - 5 * pi**4 / 128, 0,
        -32 / 15 - 4 * pi**2 / 9 - 1159 * pi**4 / 7200 + 119 * pi**6 / 15360, 0,
        10.58254, 0, -4.78511, 0, -1.8804, 0, 7.280, 0, -7.591, 0, 0.25, 0, 12.5,
    ]
)  # fmt: skip


def kink_functions(angle: FloatArray) -> FloatArray:
    """F_ij of a kink.

    Args:
        angle: from straight ahead, positive to the left [rad], shape (q,).

    Returns:
        Shape (2, 2, q).
    """
    m = np.asarray(angle) / pi
    return np.array([[_F11(m), _F12(m)], [_F21(m), _F22(m)]])


def kinked_intensities(intensities: FloatArray, angle: FloatArray) -> FloatArray:
    """k_1 and k_2 at the tip of an infinitesimal kink [Pa m^0.5].

    Args:
        intensities: K_I and K_II of the main crack, shape (..., 2).
        angle: of the kink [rad], shape (q,).

    Returns:
        Shape (..., 2, q).
    """
    kinked = np.einsum("ijq,...j->...iq", kink_functions(angle), intensities)
    return np.asarray(kinked, dtype=np.float64)


def hoop_stress_angle(k_i: float, k_ii: float) -> float:
    """Direction of the largest hoop stress [rad] (Erdogan and Sih 1963).

    tan(angle/2) = [K_I - sqrt(K_I^2 + 8 K_II^2)] / (4 K_II)
    """
    if abs(k_ii) <= 1e-14 * abs(k_i):
        return 0.0
    return float(2 * np.arctan((k_i - np.hypot(k_i, np.sqrt(8) * k_ii)) / (4 * k_ii)))
