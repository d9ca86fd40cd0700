"""A reservoir of lithium: always in contact, at the stack pressure, without an end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy.typing as npt

from filasse.anode.anode import Stages
from filasse.anode.anode_output import NOTHING_TOLD, BodyFields, NothingTold
from filasse.cracks.anode_interface import UNCHANGING, Interface, Unchanging, even_interface
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel


class ReservoirAnode:
    """The anode without a state."""

    kind: ClassVar[str] = "reservoir"

    def __init__(
        self, response: Response, model: CellModel, check: Callable[[], None] | None = None
    ) -> None:
        """Set up; nothing here takes long enough to be checked."""
        self.response, self.model = response, model

    def start(self) -> Unchanging:
        """No state."""
        return UNCHANGING

    def interface(self, anode: Unchanging) -> Interface:
        """Contact everywhere, at the stack pressure."""
        return even_interface(self.response, self.model)

    def follow(self, system: CoupledSystem, before: State, stages: Stages) -> Unchanging:
        """Nothing changes."""
        return UNCHANGING

    def record(self, system: CoupledSystem, state: State) -> NothingTold:
        """No columns."""
        return NOTHING_TOLD

    def snapshot(self, anode: Unchanging) -> tuple[BodyFields, ...]:
        """No body."""
        return ()

    @staticmethod
    def restored(arrays: Mapping[str, npt.NDArray[Any]]) -> Unchanging:
        """No state."""
        return UNCHANGING

    def close(self) -> None:
        """Nothing is held."""
