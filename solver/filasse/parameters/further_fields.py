"""Condensed fields of the electrolyte beside elasticity and ionic conduction: one row each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filasse.fem.condensed_field import FieldMaker
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.problem import Problem

FURTHER_FIELDS: dict[str, Callable[[CellMaterial, Problem], FieldMaker[Any]]] = {}
"""Made on every geometry that is condensed; what a field answers is `response.answers[name]`."""


def further_fields(material: CellMaterial, problem: Problem) -> dict[str, FieldMaker[Any]]:
    """Makers of the registered fields.

    Args:
        material: of the cells.
        problem: what is solved.
    """
    return {name: make(material, problem) for name, make in FURTHER_FIELDS.items()}
