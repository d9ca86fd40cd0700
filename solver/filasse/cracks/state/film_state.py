"""The state of the lithium films on the grid of one geometry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


NO_LAYER: FloatArray = np.empty(0)
"""Of a run without an interphase."""


class Fill(IntEnum):
    """How lithium fills a film node."""

    CAVITATED = 0
    """Partly filled: no pressure."""
    FULL = 1
    """Full: the lithium carries a pressure."""
    CLOSED = 2
    """The crack faces touch: their contact carries the traction, the lithium none."""
    PACKED = 3
    """The crack faces touch, and lithium fills what stays between them: both carry the traction."""


@dataclass(frozen=True)
class FilmState:
    """Fields on the film grid and on the reactive nodes of one geometry.

    Attributes:
        lithium: volume of lithium in every film node per unit depth [m^2], shape (n,).
        traction: compression on the crack faces, of lithium or of contact [Pa], shape (n,).
        fill: `Fill` of every node, shape (n,).
        current: current density of every reactive node, positive out of the electrolyte
            [A/m^2], shape (m,); on a partly filled node it flows through the filled part only.
        offset: free constant phi_0 of the ionic potential [V].
        counter: potential of the counter electrode's metal, less its equilibrium [V].
        packed: pressure of the lithium in packed nodes [Pa], zero elsewhere, shape (n,).
        cut_off: whether a node has lost its electronic path to the anode, as it was at the start
            of the time step, shape (n,).
        island_potential: of the metal in cut-off nodes against the anode's [V], the same all over
            an island, zero elsewhere, shape (n,).
        layer: thickness of the interphase on every reactive node [m], shape (m,); of an iterate
            that at the start of its stage. `NO_LAYER` without one.
        swelling: volume by which layers narrow every opening [m^2], shape (n,); `NO_LAYER` where
            they do not swell.
        metal: whether a node held lithium that conducts electrons at the start of the time step,
            shape (n,); empty without leakage, where nothing depends on it.
    """

    lithium: FloatArray
    traction: FloatArray
    fill: npt.NDArray[np.int8]
    current: FloatArray
    offset: float
    counter: float
    packed: FloatArray
    cut_off: npt.NDArray[np.bool_]
    island_potential: FloatArray
    layer: FloatArray = field(default_factory=lambda: NO_LAYER)
    swelling: FloatArray = field(default_factory=lambda: NO_LAYER)
    metal: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    @property
    def pressure(self) -> FloatArray:
        """Pressure of the lithium [Pa], shape (n,)."""
        return np.where(self.fill == Fill.FULL, self.traction, self.packed)

    def with_electric(self, other: FilmState) -> FilmState:
        """Return this state with the currents and potentials of another."""
        return replace(
            self,
            current=other.current,
            offset=other.offset,
            counter=other.counter,
            island_potential=other.island_potential,
        )

    def with_layer(self, layer: FloatArray, swelling: FloatArray) -> FilmState:
        """Return this state with other layers."""
        return replace(self, layer=layer, swelling=swelling)

    def with_current(self, current: FloatArray) -> FilmState:
        """Return this state with other current densities."""
        return replace(self, current=current)
