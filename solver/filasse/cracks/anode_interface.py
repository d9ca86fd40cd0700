"""What the anode does to cracks and kinetics during a time step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Interface:
    """The planar interface and the mouths, held for a time step.

    Attributes:
        contact: part of every anode node that touches the lithium, shape (n_anode,).
        excess: contact pressure less the stack pressure there [Pa], shape (n_anode,).
        resistance: beside that of the kinetics there [ohm m^2], shape (n_anode,).
        loads: excess pressure at the knots of the condensed anode [Pa], shape (n_knots,).
        mouths: pressure of the anode round every mouth [Pa]; None: lithium in the mouths is at
            the stack pressure, whatever leaves them, shape (n_mouths,).
    """

    contact: FloatArray
    excess: FloatArray
    resistance: FloatArray
    loads: FloatArray
    mouths: FloatArray | None = None


def reservoir(response: Response, model: CellModel) -> Interface:
    """The interface with a reservoir of lithium at the stack pressure."""
    nodes = response.ionic.nodes
    x = nodes.position[nodes.anode, 0]
    nothing = np.zeros_like(x)
    return Interface(
        contact=nothing + 1.0,
        excess=nothing,
        resistance=model.extra_resistance(x, nothing + model.stack_pressure),
        loads=np.zeros(response.elastic.anode.size),
    )
