"""The double layer beside the charge transfer: what an interface does to alternating currents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]
type ComplexArray = npt.NDArray[np.complex128]


def relaxation_time(charge_transfer: FloatArray, capacitance: FloatArray) -> FloatArray:
    """Time in which the double layer discharges through the charge transfer, R_ct C [s].

    Args:
        charge_transfer: R_ct [ohm m^2], any shape.
        capacitance: C [F/m^2], same shape.
    """
    return charge_transfer * capacitance


def interface_impedance(
    series: FloatArray | float,
    charge_transfer: FloatArray | float,
    capacitance: FloatArray | float,
    frequency: FloatArray,
) -> ComplexArray:
    """Impedance of an interface,  Z = R_s + R_ct/(1 + 2 pi i f R_ct C)  [ohm m^2].

    The circuit of Randles without diffusion: the metal has no concentration to run out of. Its
    curve in the complex plane is a semicircle from R_s + R_ct to R_s, with its top at
    2 pi f = 1/(R_ct C) (J. E. B. Randles, Discuss. Faraday Soc. 1, 11 (1947)).

    Args:
        series: R_s of film, layer and contact [ohm m^2].
        charge_transfer: R_ct [ohm m^2].
        capacitance: C of the double layer [F/m^2].
        frequency: f [Hz], any shape.
    """
    lag = 2j * np.pi * frequency * charge_transfer * capacitance
    return np.asarray(series + charge_transfer / (1 + lag), dtype=np.complex128)


def arc_capacitance(resistance: float, top: float) -> float:
    """Capacitance of a semicircle, C = 1/(2 pi f R)  [F/m^2].

    Args:
        resistance: its width R [ohm m^2].
        top: frequency f of its top [Hz].
    """
    return 1 / (2 * np.pi * top * resistance)
