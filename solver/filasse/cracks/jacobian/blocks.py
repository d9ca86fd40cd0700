"""Named blocks of the coupled system: which equation, which unknown."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import Fill

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


class Equation(StrEnum):
    """Equations of a stage, in their order."""

    BALANCE = "balance"
    """Lithium balance of every film node, or p = p_mouth of a mouth that is held [m^2]."""
    CONTACT = "contact"
    """V(N) = V_min of every node whose crack faces touch [m^2]."""
    ELECTRIC = "electric"
    """Kinetics and conduction of every reactive node, the sum of currents, and the drive."""
    ISLAND = "island"
    """No net current into an island of cut-off lithium [A/m]."""


class Unknown(StrEnum):
    """Unknowns of a stage, in their order."""

    TRACTION = "traction"
    """Compression on the crack faces of every node that is not cavitated [Pa]."""
    LITHIUM = "lithium"
    """Lithium of every node that is not full [m^2]; its pressure where it is packed [Pa]."""
    ELECTRIC = "electric"
    """Current of every reactive node [A/m^2], the free constant, the counter potential [V]."""
    ISLAND = "island"
    """Potential of every island of cut-off lithium [V]."""


@dataclass(frozen=True)
class Layout:
    """Places of the equations and of the unknowns in a stage's residual and change."""

    equations: Mapping[Equation, slice]
    unknowns: Mapping[Unknown, slice]

    @property
    def size(self) -> int:
        """Number of equations, which is that of unknowns."""
        return int(self.equations[Equation.ISLAND].stop)

    @property
    def film(self) -> slice:
        """The films' part, of equations and of unknowns alike."""
        return slice(0, self.unknowns[Unknown.ELECTRIC].start)

    @property
    def electric(self) -> slice:
        """The electric part with the islands, of equations and of unknowns alike."""
        return slice(self.unknowns[Unknown.ELECTRIC].start, self.size)


@functools.lru_cache
def layout(
    nodes: int, touching: int, tractions: int, lithium: int, electric: int, islands: int
) -> Layout:
    """Lay out a system; the films' equations must be as many as their unknowns.

    Args:
        nodes: film nodes, each with a balance.
        touching: nodes whose crack faces touch.
        tractions: unknown tractions.
        lithium: unknown lithium volumes and pressures.
        electric: electric equations and unknowns.
        islands: islands of cut-off lithium.
    """
    equations = _slices(Equation, (nodes, touching, electric, islands))
    return Layout(equations, _slices(Unknown, (tractions, lithium, electric, islands)))


class BlockMatrix:
    """A dense matrix whose blocks are read and written by name."""

    def __init__(self, places: Layout) -> None:
        """Start from zero."""
        self.places = places
        self.values: FloatArray = np.zeros((places.size, places.size))

    def __getitem__(self, block: tuple[Equation, Unknown]) -> FloatArray:
        """A view of a block: what is written into it stands in the matrix."""
        equation, unknown = block
        return self.values[self.places.equations[equation], self.places.unknowns[unknown]]

    def __setitem__(self, block: tuple[Equation, Unknown], values: FloatArray) -> None:
        """Write a block."""
        self[block][...] = values

    def row(self, equation: Equation, index: int) -> FloatArray:
        """A view of one equation's derivatives by all unknowns."""
        rows = self.values[self.places.equations[equation]]
        return np.asarray(rows[index])


def _slices[Name: StrEnum](names: type[Name], counts: tuple[int, ...]) -> dict[Name, slice]:
    ends = np.cumsum(counts).tolist()
    starts = [0, *ends[:-1]]
    return {name: slice(a, b) for name, a, b in zip(names, starts, ends, strict=True)}


@dataclass(frozen=True)
class FreeUnknowns:
    """Which unknowns of the films are free at a filling.

    Attributes:
        tractions: nodes whose traction is unknown (all but cavitated ones).
        lithium: nodes whose lithium volume (cavitated, closed) or pressure (packed) is unknown.
        is_packed: which of those are packed.
    """

    tractions: IntArray
    lithium: IntArray
    is_packed: npt.NDArray[np.bool_]


def free_unknowns(fill: npt.NDArray[np.int8]) -> FreeUnknowns:
    """The unknowns of films whose nodes are filled so, shape (n,)."""
    inner = np.flatnonzero(fill != Fill.FULL)
    return FreeUnknowns(np.flatnonzero(fill != Fill.CAVITATED), inner, fill[inner] == Fill.PACKED)
