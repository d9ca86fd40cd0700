"""What all linear fields of the electrolyte that are condensed onto its surfaces have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.linear.replication import Helping

type FloatArray = npt.NDArray[np.float64]


class CondensedField[Answer](Protocol):
    """A field on one mesh, assembled and factorised once; one module each beside this one.

    Every method is a collective call, but that a rank of a team (each of which holds the whole
    mesh) calls `condense` alone, unless the field's columns are dealt out to them all.
    """

    @property
    def is_dealt(self) -> bool:
        """On a team: whether all ranks condense it together."""

    def prepare(self) -> None:
        """Compile what condensing needs: on a team of ranks, one of them condenses alone."""

    def assist(self, grid: FilmGrid) -> Sequence[Helping]:
        """On a team: what some ranks make of this field before it is condensed."""

    def condense(self, grid: FilmGrid) -> Answer:
        """Solve for every load of the film grid; small dense operators, the same on every rank."""

    def field(self, values: FloatArray) -> Any:
        """The field under given values of the loads of `condense`: a dolfinx function."""

    def close(self) -> None:
        """Free PETSc's memory."""


class FieldMaker[Answer](Protocol):
    """Makes a field on a mesh; a collective call."""

    def __call__(self, domain: Domain, task: int) -> CondensedField[Answer]:
        """The field; its number tells which rank of a team solves for it (`replication.solved`)."""
