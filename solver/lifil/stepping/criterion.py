"""When a tip grows: the equivalent stress intensity against the toughness."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lifil.stepping.state import FilmState
from lifil.stepping.system import CoupledSystem

type FloatArray = npt.NDArray[np.float64]


def stress_intensities(system: CoupledSystem, film: FilmState) -> FloatArray:
    """K_I and K_II of every tip [Pa m^0.5], shape (n_tips, 2)."""
    elastic = system.response.elastic
    loads = elastic.k_loads @ np.array(system.model.loads)
    return np.asarray(elastic.k_pressure @ film.traction + loads, dtype=np.float64)


def equivalent(intensities: FloatArray) -> FloatArray:
    """K of the same energy release rate straight ahead, sqrt(K_I^2 + K_II^2); 0 if K_I <= 0."""
    return np.where(intensities[:, 0] > 0, np.hypot(intensities[:, 0], intensities[:, 1]), 0.0)


def toughness_ratios(system: CoupledSystem, film: FilmState) -> FloatArray:
    """K_eq/K_c of every tip, shape (n_tips,)."""
    return equivalent(stress_intensities(system, film)) / system.model.toughness
