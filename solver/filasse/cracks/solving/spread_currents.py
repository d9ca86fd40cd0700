"""What the electrolyte makes of all nodes' currents, solved for once per geometry and segment.

With the flowing current i, the conductance g of the kinetics and the resistance R of the
electrolyte, what is linearised of the kinetics and the conduction is (1 + g R) i = w. The kinetics
change in every iteration, but by little, and R is smooth: with the conductances g_0 of an even
current, H = R (1 + g_0 R)^-1 gives nearly the solution, i = w - g H w, and GMRES the rest of it in
a few iterations. Single precision does, as Newton's method goes by residuals in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse as sp

from filasse.cracks.electrochemistry import ElectricSystem

type FloatArray = npt.NDArray[np.float64]
type SingleArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpreadCurrents:
    """R and H of an electric system: a function of it alone, not of what has been solved with it.

    Attributes:
        electric: the system.
    """

    electric: ElectricSystem

    @cached_property
    def resistance(self) -> SingleArray:
        """R [ohm m^2], shape (m, m)."""
        return self.electric.resistance.astype(np.float32)

    @cached_property
    def largest(self) -> FloatArray:
        """The largest term of every row of R [ohm m^2], shape (m,)."""
        return np.asarray(np.abs(self.resistance).max(axis=1), dtype=np.float64)

    @cached_property
    def answer(self) -> SingleArray:
        """H [ohm m^2], shape (m, m)."""
        matrix = self.resistance * self._even_conductance.astype(np.float32)
        matrix[np.diag_indices_from(matrix)] += 1.0
        found = scipy.linalg.solve(matrix, self.resistance, overwrite_a=True, check_finite=False)
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def into_faces(self) -> SingleArray:
        """H of the crack faces, shape (n_faces, m)."""
        return self.answer[self.electric.faces]

    @cached_property
    def onto_nodes(self) -> sp.csr_array:
        """Which faces belong to which film nodes, shape (n, n_faces)."""
        electric = self.electric
        count = len(electric.faces)
        places = electric.film, np.arange(count)
        return sp.csr_array((np.ones(count, np.float32), places), shape=(electric.n, count))

    @property
    def _even_conductance(self) -> FloatArray:
        """Conductances of the kinetics at one current density on all of an electrode, (m,).

        Where a voltage is held they are those at rest: H need only be near.
        """
        electric = self.electric
        counter, total = electric.is_counter, electric.drive.current or 0.0
        areas = electric.areas
        even = np.where(counter, -total / areas[counter].sum(), total / areas[~counter].sum())
        return np.asarray(1 / electric.series_slope(even), dtype=np.float64)


def times(matrix: SingleArray, vector: FloatArray) -> FloatArray:
    """A product in single precision, in a unit in which no number is too small."""
    unit = float(np.max(np.abs(vector), initial=0.0))
    if unit == 0.0 or not np.isfinite(unit):
        return np.full(len(matrix), unit)
    return unit * (matrix @ (vector / unit).astype(np.float32)).astype(np.float64)
