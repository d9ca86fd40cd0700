"""What lies between the anode's lithium and the electrolyte along the planar interface.

The electric equations ask an `InterfaceCover` where current flows and what of it plates: nothing
lies there (`BareInterface`), or a coating (`filasse.cracks.layers.spreading.SpreadingCoating`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.physics.kinetics import Kinetics, reversed_gently

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type Parts = Callable[[], FloatArray]


class InterfaceCover(Protocol):
    """How the current J out of the electrolyte becomes the current J_m into the lithium."""

    @property
    def anode(self) -> IntArray:
        """Which of the m reactive nodes are the interface's, shape (n_anode,)."""

    @property
    def resistance(self) -> float:
        """R_c across [ohm m^2]."""

    @property
    def is_coating(self) -> bool:
        """Whether it keeps lithium off the electrolyte, and J_m depends on J elsewhere."""

    def conducting(self, contact: FloatArray) -> FloatArray:
        """Part of every node through which J flows, shape (n_anode,).

        Args:
            contact: part of it that lithium touches, shape (n_anode,).
        """

    def plated(self, current: FloatArray, flowing: FloatArray) -> FloatArray:
        """J_m at the nodes of the interface [A/m^2], shape (n_anode,).

        Args:
            current: J there [A/m^2], shape (n_anode,).
            flowing: through all reactive nodes, filled parts included [A/m^2], shape (m,).
        """

    def at_lithium(
        self, current: FloatArray, flowing: FloatArray, contact: FloatArray
    ) -> FloatArray:
        """Current density where lithium touches, for the kinetics [A/m^2], shape (m,).

        Args:
            current: J of all reactive nodes [A/m^2], shape (m,).
            flowing: as for `plated`.
            contact: as for `conducting`.
        """

    def add_slopes(
        self, matrix: FloatArray, slope: FloatArray, contact: FloatArray, active: FloatArray
    ) -> None:
        """Put the derivatives of the kinetics' equations in the place of -slope on the diagonal.

        Args:
            matrix: derivatives by the currents J, changed in place, shape (>= m, >= m).
            slope: of the kinetics' law by its current [ohm m^2], shape (m,).
            contact: as for `conducting`.
            active: part of every reactive node through which current flows, shape (m,).
        """

    def add_slopes_by_part(
        self,
        matrix: FloatArray,
        slope: FloatArray,
        contact: FloatArray,
        flowing_by_part: sp.csr_array,
    ) -> None:
        """The same by the filled parts of k film nodes.

        Args:
            matrix: derivatives by these parts, changed in place, shape (>= m, k).
            slope: as for `add_slopes`.
            contact: as for `conducting`.
            flowing_by_part: derivative of the currents that flow [A/m^2], shape (m, k).
        """

    def moved(
        self,
        kinetics: Kinetics,
        contact: FloatArray,
        active: Parts,
        current: FloatArray,
        change: FloatArray,
    ) -> FloatArray:
        """J of the next iterate [A/m^2], shape (n_anode,).

        Args:
            kinetics: of the interface.
            contact: as for `conducting`.
            active: gives the part of every reactive node through which current flows, shape (m,).
            current: of the iterate [A/m^2], shape (m,).
            change: that the Newton step asks for [A/m^2], shape (m,).
        """


@dataclass(frozen=True)
class BareInterface:
    """Nothing between lithium and electrolyte: what leaves the one enters the other there.

    Attributes:
        anode: see `InterfaceCover.anode`.
    """

    anode: IntArray
    resistance: ClassVar[float] = 0.0
    is_coating: ClassVar[bool] = False

    def conducting(self, contact: FloatArray) -> FloatArray:
        """Where lithium touches, shape (n_anode,)."""
        return contact

    def plated(self, current: FloatArray, flowing: FloatArray) -> FloatArray:
        """What flows there [A/m^2], shape (n_anode,)."""
        return flowing[self.anode]

    def at_lithium(
        self, current: FloatArray, flowing: FloatArray, contact: FloatArray
    ) -> FloatArray:
        """J everywhere [A/m^2], shape (m,)."""
        return current

    def add_slopes(
        self, matrix: FloatArray, slope: FloatArray, contact: FloatArray, active: FloatArray
    ) -> None:
        """Leave the diagonal, which is right: the kinetics see J."""

    def add_slopes_by_part(
        self,
        matrix: FloatArray,
        slope: FloatArray,
        contact: FloatArray,
        flowing_by_part: sp.csr_array,
    ) -> None:
        """Add nothing: currents elsewhere change nothing here but by conduction."""

    def moved(
        self,
        kinetics: Kinetics,
        contact: FloatArray,
        active: Parts,
        current: FloatArray,
        change: FloatArray,
    ) -> FloatArray:
        """J of the next iterate [A/m^2], shape (n_anode,)."""
        return reversed_gently(kinetics, current[self.anode], change[self.anode])
