"""What the anode is, as plain numbers: what is common to all kinds, and those without numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filasse.config.sections.anode_section import AnodeSection
from filasse.lithium_body.rigid_outline import Outline, straight
from filasse.physics.creep.flow_law import FlowLaw
from filasse.physics.voids import Vacancies

type FloatArray = npt.NDArray[np.float64]


class AnodeModel(Protocol):
    """Numbers of one kind of anode."""

    @property
    def kind(self) -> str:
        """As in the configuration."""

    @property
    def stays_even(self) -> bool:
        """Whether contact and pressure are the same everywhere, at any time."""

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
    keys: AnodeSection | None = None

    @property
    def stays_even(self) -> bool:
        """As the row of its kind says."""
        return self.keys is None or self.keys.about.stays_even

    def knots(self, spacing: float) -> tuple[float, ...]:
        """None."""
        return ()

    def along(self, points: FloatArray) -> FloatArray:
        """Along x."""
        return points[:, 0]


@dataclass(frozen=True)
class OwnAnode(EvenAnode):
    """An anode of a user's own, at the stack pressure everywhere.

    Attributes:
        made_by: its class.
    """

    made_by: type[Any] = object

    @property
    def stays_even(self) -> bool:
        """Never taken to be so: only its class knows how it changes."""
        return False


RESERVOIR = EvenAnode()
"""Where no configuration says otherwise."""

FLAT = straight(1.0)
"""An outline without notches, of any length: what matters is that it is flat."""


@dataclass(frozen=True)
class SoluteModel:
    """An impurity that collects on the interface.

    Attributes:
        fraction: its volume over that of the lithium that held it [-].
        height: of what it makes on the interface [m].
    """

    fraction: float
    height: float


@dataclass(frozen=True)
class DepletionModel(EvenAnode):
    """A reservoir that loses contact.

    Attributes:
        solute: that collects on the interface; None without one.
        vacancies: that stripping leaves; None where lithium follows without any.
        law: of the creep that closes voids, at the present temperature.
        outline: of the interface at the start.
        cell: along the interface, in which contact is told apart [m].
    """

    solute: SoluteModel | None = None
    vacancies: Vacancies | None = None
    law: FlowLaw | None = None
    outline: Outline = FLAT
    cell: float = 0.0
