"""What a verification case is: a function that measures one number against a known one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Measured:
    """A number and what it should be.

    Attributes:
        value: what the simulator gives.
        reference: what the closed form says.
        error: departure of the first from the second, relative unless the note says otherwise.
        tolerance: largest error that passes.
        note: unit of the numbers, how they were found, where the reference is from.
    """

    value: float
    reference: float
    error: float
    tolerance: float
    note: str

    @property
    def passed(self) -> bool:
        """Whether the error is within the tolerance; not so for NaN."""
        return self.error <= self.tolerance


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        row: of the list of closed forms: F fracture, E electrochemistry, L lithium, G growth.
        quantity: what is measured.
        measure: does it.
        is_open: whether the tolerance is known to be missed; the table shows by how much.
        is_long: whether it takes half a minute or more of computing: no test measures it, only
            `make bench` and the page.
    """

    row: str
    quantity: str
    measure: Callable[[], Measured]
    is_open: bool = False
    is_long: bool = False

    @property
    def key(self) -> str:
        """Unique short text."""
        return f"{self.row} {self.quantity}"


CASES: list[Case] = []
"""All cases, in the order of their modules."""


def case(
    row: str, quantity: str, *, is_open: bool = False, is_long: bool = False
) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Add a function to the table.

    Args:
        row: row of the list of closed forms.
        quantity: what the function measures.
        is_open: whether its tolerance is known to be missed.
        is_long: whether it takes half a minute or more of computing.
    """

    def add(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        CASES.append(Case(row, quantity, measure, is_open, is_long))
        return measure

    return add


def relative(value: float, reference: float, tolerance: float, note: str) -> Measured:
    """Compare a number with a reference that is not zero."""
    error = abs(float(value) / reference - 1)
    return Measured(float(value), float(reference), error, tolerance, note)


def bounded(value: float, tolerance: float, note: str) -> Measured:
    """Compare a number that should be zero: the error is its magnitude."""
    return Measured(float(value), 0.0, abs(float(value)), tolerance, note)


def profile(
    values: npt.NDArray[np.float64],
    references: npt.NDArray[np.float64],
    tolerance: float,
    note: str,
) -> Measured:
    """Compare a profile: the largest departure over the largest reference."""
    scale = np.abs(references).max()
    departure = np.abs(values - references)
    worst = int(np.argmax(departure))
    error = float(departure[worst] / scale)
    return Measured(float(values[worst]), float(references[worst]), error, tolerance, note)
