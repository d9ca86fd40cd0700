"""What an interphase does in one stage, as the equations of the stage see it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.filling import Saturation

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LayerStage:
    """What the layer does in a stage, at one iterate; nodes are the m reactive ones.

    Attributes:
        filled: filled part of every film node, with its derivatives.
        contact: part of every node that lithium touches, shape (m,).
        gain: thickness that a node in full contact gains [m], shape (m,).
        charge_by_current: charge that a node takes by its current density [s], shape (m,).
        thickness: at the end of the stage [m], shape (m,).
        resistance: of the layer [ohm m^2], shape (m,).
        resistance_by_contact: its derivative by the contact [ohm m^2], shape (m,).
        resistance_by_current: by the current density [ohm m^4/A], shape (m,).
        taken_if_full: lithium that full film nodes would give up [m^2], shape (n,).
    """

    filled: Saturation
    contact: FloatArray
    gain: FloatArray
    charge_by_current: FloatArray
    thickness: FloatArray
    resistance: FloatArray
    resistance_by_contact: FloatArray
    resistance_by_current: FloatArray
    taken_if_full: FloatArray

    @property
    def taken(self) -> FloatArray:
        """Lithium that film nodes give up [m^2], shape (n,)."""
        return self.filled.value * self.taken_if_full
