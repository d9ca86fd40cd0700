"""What the anode is, as plain numbers: what is common to all kinds, and those without numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filasse.config.sections.anode import Anode

type FloatArray = npt.NDArray[np.float64]


class AnodeModel(Protocol):
    """Numbers of one kind of anode."""

    @property
    def kind(self) -> str:
        """As in the configuration."""

    def knots(self, spacing: float) -> tuple[float, ...]:
        """Places along the anode where its pressure is told [m]; none where it is even.

        Args:
            spacing: wanted between them [m].
        """

    def along(self, points: FloatArray) -> FloatArray:
        """Where points lie along the anode [m], shape (n, 2) -> (n,)."""


@dataclass(frozen=True)
class EvenAnode:
    """An anode with an even pressure; its other numbers are those of the configuration.

    Attributes:
        kind: as in the configuration.
        keys: section `anode` of the configuration, SI; None where there is no configuration.
    """

    kind: str = "reservoir"
    keys: Anode | None = None

    def knots(self, spacing: float) -> tuple[float, ...]:
        """None."""
        return ()

    def along(self, points: FloatArray) -> FloatArray:
        """Along x."""
        return points[:, 0]


RESERVOIR = EvenAnode()
"""Where no configuration says otherwise."""
