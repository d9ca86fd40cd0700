"""All kinds of anode, by their name in the configuration (`anode.kind`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.anode.depleting_anode import DepletingAnode
from filasse.anode.foil_anode import FoilAnode
from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.cracks.anode_interface import AnodeState
from filasse.fem.condensed import Response
from filasse.lithium_body.body_integrator import go_on
from filasse.parameters.cell_model import CellModel

# A kind takes its own state only: what `start` or `restored` of the same kind has given.
KINDS: dict[str, type[Anode[Any]]] = {
    "reservoir": ReservoirAnode,
    "foil": FoilAnode,
    "depleting": DepletingAnode,
}


def anode_of(response: Response, model: CellModel, check: Callable[[], None] = go_on) -> Anode[Any]:
    """The anode of a cell against a geometry; see `Anode`."""
    return KINDS[model.anode_model.kind](response, model, check)


def restored_anode(kind: str, arrays: Mapping[str, npt.NDArray[Any]]) -> AnodeState:
    """The state of an anode whose arrays a checkpoint holds."""
    state: AnodeState = KINDS[kind].restored(arrays)
    return state
