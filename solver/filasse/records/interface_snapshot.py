"""The planar interface as a field: where lithium touches it, and what current flows there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt

from filasse.quantity import Quantity

if TYPE_CHECKING:
    from filasse.cracks.coupled_system import CoupledSystem
    from filasse.cracks.state import FilmState

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class InterfaceSnapshot:
    """The interface at one time, from left to right; the same on every rank.

    Attributes:
        points: nodes [m], shape (k, 2); a mouth has two at one place.
    """

    points: FloatArray
    contact: Annotated[FloatArray, Quantity("1", "Part that lithium touches.", at="points")]
    plating_current: Annotated[
        FloatArray,
        Quantity("A/m^2", "Current into the lithium, positive when plating.", at="points"),
    ]
    interphase: Annotated[
        FloatArray | None, Quantity("m", "Thickness of the interphase, if any.", at="points")
    ] = None


def interface_snapshot(system: CoupledSystem, film: FilmState) -> InterfaceSnapshot | None:
    """The interface of a state; None where it is even, and stays so."""
    from filasse.cracks.conservation import into_anode  # readers need no finite elements

    model, electric, nodes = system.model, system.electric, system.response.ionic.nodes
    is_even = model.uneven is None and model.coating is None
    if is_even and model.anode_model.stays_even:
        return None
    position = nodes.position[nodes.anode]
    order = np.argsort(position[:, 0], kind="stable")
    current = into_anode(system, film) / electric.areas[nodes.anode]
    layer = None if system.layers is None else film.layer[nodes.anode][order]
    contact = system.interface.contact[order]
    return InterfaceSnapshot(position[order], contact, current[order], layer)
