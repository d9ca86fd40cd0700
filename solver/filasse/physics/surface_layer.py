"""What forms between lithium and electrolyte: its resistance, its growth, what that costs."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


@runtime_checkable
class SurfaceLayer(Protocol):
    """A layer that grows on every surface where lithium touches the electrolyte: an interphase.

    Its state is a thickness [m]; all laws are pure functions of it, of any shape.
    """

    def resistance(self, thickness: FloatArray) -> FloatArray:
        """Area resistance in series with the kinetics [ohm m^2]."""

    def added_resistance(self, thickness: FloatArray, growth: FloatArray) -> FloatArray:
        """Derivative of the resistance by the thickness, times a growth [ohm m^2].

        Args:
            thickness: at which [m].
            growth: [m].
        """

    def grown(self, thickness: FloatArray, time: FloatArray | float) -> FloatArray:
        """Thickness after a time of contact with lithium [m].

        Args:
            thickness: at its start [m].
            time: of contact [s].
        """

    def continued(self, first: FloatArray, second: FloatArray, part: float) -> FloatArray:
        """Thickness to which growth from a first to a second one leads on [m].

        Args:
            first: thickness [m].
            second: a later one [m].
            part: time since the first over that between the two.
        """

    def growth_rate(self, thickness: FloatArray) -> FloatArray:
        """Rate of the thickness in contact with lithium [m/s]."""

    def swelling(self, thickness: FloatArray) -> FloatArray:
        """How far the layer grows towards the lithium [m]."""

    def charge_consumed(self, growth: FloatArray) -> FloatArray:
        """Lithium that a growth of the thickness [m] takes, as charge per area [C/m^2]."""

    def growth_by_current(self, charge: FloatArray) -> FloatArray:
        """Thickness that a plated charge per area [C/m^2] adds [m]: that lithium is not plated."""
