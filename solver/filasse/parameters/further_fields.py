"""Condensed fields of the electrolyte beside elasticity and ionic conduction: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.condensed import Response
from filasse.fem.condensed_field import FieldMaker
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.problem import Problem
from filasse.quantity import Quantity

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FurtherField:
    """A field that is condensed on every geometry, and written with those of the slab.

    Attributes:
        quantity: its unit, which is that of SI, and what it is.
        make: how it is made of the cells' material and of what is solved.
        loads: the values of its loads in a state, from what the fields answer and the current
            densities that flow out of the electrolyte [A/m^2], shape (m,).
    """

    quantity: Quantity
    make: Callable[[CellMaterial, Problem], FieldMaker[Any]]
    loads: Callable[[Response, FloatArray], FloatArray]


FURTHER_FIELDS: dict[str, FurtherField] = {}
"""By the name in files of fields; what a field answers is `response.answers[name]`."""


def further_fields(material: CellMaterial, problem: Problem) -> dict[str, FieldMaker[Any]]:
    """Makers of the registered fields.

    Args:
        material: of the cells.
        problem: what is solved.
    """
    return {name: row.make(material, problem) for name, row in FURTHER_FIELDS.items()}
