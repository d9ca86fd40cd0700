"""Linear equations of small alternating currents, and the impedance that they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg

type FloatArray = npt.NDArray[np.float64]
type ComplexArray = npt.NDArray[np.complex128]


@dataclass(frozen=True)
class Pencil:
    """G + i w H, with what an impedance asks of it.

    Attributes:
        steady: G, shape (n, n).
        lagging: H [s], shape (n, n).
        cycler: row of the cell's current, and column of the potential of the counter electrode.
        width: of the counter electrode [m].
    """

    steady: FloatArray
    lagging: FloatArray
    cycler: int
    width: float

    def impedance(self, angular_frequency: float) -> complex:
        """Potential of the counter electrode over the current density [ohm m^2].

        Args:
            angular_frequency: w [1/s].
        """
        matrix = self.steady + 1j * angular_frequency * self.lagging
        right = np.zeros(len(matrix), dtype=np.complex128)
        right[self.cycler] = -1.0  # the counter electrode gives up what the anode plates, 1 A/m
        return complex(_solved(matrix, right)[self.cycler] * self.width)


def _solved(matrix: ComplexArray, right: ComplexArray) -> ComplexArray:
    """Solve with unknowns of any unit: columns, then rows, are scaled to a largest entry of 1."""
    columns = _largest(matrix, axis=0)
    scaled = matrix / columns
    rows = _largest(scaled, axis=1)
    scaled /= rows[:, None]
    solution = scipy.linalg.solve(scaled, right / rows, overwrite_a=True, check_finite=False)
    return np.asarray(solution / columns, dtype=np.complex128)


def _largest(matrix: ComplexArray, axis: int) -> FloatArray:
    sizes = np.abs(matrix).max(axis=axis)
    return np.where(sizes > 0, sizes, 1.0)
