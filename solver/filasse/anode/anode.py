"""The anode as the solver knows it: one `*_anode` module per kind, found by `anode_kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy.typing as npt

from filasse.anode.anode_output import AnodeRecord, BodyFields
from filasse.cracks.anode_interface import AnodeState, Interface
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Solution
from filasse.cracks.state import State
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel

type Stages = Sequence[tuple[float, Solution]]
"""Weight [s] and solution of every stage of a step."""


class Anode[S: AnodeState](Protocol):
    """One kind of anode against one geometry. Made often: what is costly waits for its first use.

    Within a time step cracks and kinetics see the anode as it was at its start (`interface`);
    after the step it follows.
    """

    kind: ClassVar[str]
    """As in the configuration."""

    def __init__(
        self, response: Response, model: CellModel, check: Callable[[], None] = ...
    ) -> None:
        """Set up.

        Args:
            response: of the geometry.
            model: of the cell.
            check: called every second or so by what takes long; may raise to end it.
        """

    def start(self) -> S:
        """The anode at the start of a run."""

    def interface(self, anode: S) -> Interface:
        """What it does to the electrolyte's nodes and the mouths."""

    def follow(self, system: CoupledSystem, before: State, stages: Stages) -> S:
        """The anode after a step of the films; the very same object if nothing has changed.

        Args:
            system: under which the step was solved.
            before: the state at its start.
            stages: weight [s] and solution of every stage of the step.

        Raises:
            ConvergenceError: it cannot follow; a shorter step may do.
        """

    def record(self, system: CoupledSystem, state: State) -> AnodeRecord:
        """Columns of series.csv, and what has happened."""

    def snapshot(self, anode: S) -> tuple[BodyFields, ...]:
        """Fields of its bodies, for viewers."""

    @staticmethod
    def restored(arrays: Mapping[str, npt.NDArray[Any]]) -> S:
        """The state whose arrays a checkpoint holds."""

    def close(self) -> None:
        """Free what it holds."""
