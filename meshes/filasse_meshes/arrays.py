"""Array types used throughout the package."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

MICROMETRE = 1e-6
"""Meshing is done in micrometres: CAD tolerances are absolute numbers."""
