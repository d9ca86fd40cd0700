"""What the anode does to cracks and kinetics during a time step: also the pressure at the mouths.

The anode sets `Interface.mouths`: a reservoir the stack pressure (`even_interface`), a foil that
of its own lithium there (`filasse.anode.foil_anode`). `CoupledSystem` holds the films' mouths at
it, or lets lithium creep out of them against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

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
        mouths: pressure of the anode's lithium around every mouth [Pa], shape (n_mouths,).
        holds_mouths: whether the lithium in the mouths is at that pressure, whatever leaves them;
            otherwise it creeps out of them against that pressure.
        activity: exchange current density over that of the interface, shape (n_anode,); None
            where it is even.
    """

    contact: FloatArray
    excess: FloatArray
    resistance: FloatArray
    loads: FloatArray
    mouths: FloatArray
    holds_mouths: bool = False
    activity: FloatArray | None = None


class AnodeState(Protocol):
    """The anode at one time; a state that did not change is the same object."""

    @property
    def kind(self) -> str:
        """Of the anode, as in the configuration."""

    @property
    def lithium(self) -> float:
        """Volume that it holds, per unit depth [m^2]; zero where nobody counts."""

    @property
    def settles(self) -> bool:
        """Whether it can no longer end the run where nothing that is observed changes."""

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """All of it, by name, for a checkpoint."""


@dataclass(frozen=True)
class Unchanging:
    """The state of an anode that has none."""

    kind: ClassVar[str] = "reservoir"
    lithium: ClassVar[float] = 0.0
    settles: ClassVar[bool] = True

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Nothing."""
        return {}

    def __reduce__(self) -> str:
        """Stay the only one when sent to other ranks."""
        return "UNCHANGING"


UNCHANGING = Unchanging()
"""The only one of its kind, so that it is told from others by identity."""


def even_interface(response: Response, model: CellModel) -> Interface:
    """Contact but for spots, at the stack pressure, also in the mouths."""
    nodes = response.ionic.nodes
    position = nodes.position[nodes.anode]
    x = position[:, 0]
    nothing, uneven = np.zeros_like(x), model.uneven
    return Interface(
        contact=nothing + 1.0 if uneven is None else uneven.contact(position),
        excess=nothing,
        resistance=model.extra_resistance(x, nothing + model.stack_pressure),
        loads=np.zeros(response.elastic.anode.size),
        mouths=np.full(len(response.grid.mouths), model.stack_pressure),
        holds_mouths=True,
        activity=None if uneven is None else uneven.activity(x),
    )
