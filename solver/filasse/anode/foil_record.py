"""Columns of a foil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from filasse.anode.anode_output import AnodeRecord, FloatArray
from filasse.quantity import Quantity


@dataclass(frozen=True)
class FoilRecord(AnodeRecord):
    """State of a foil, SI."""

    thickness: Annotated[float, Quantity("um", "Mean thickness of the foil.", 1e6)]
    contact: Annotated[
        float, Quantity("1", "Part of the interface where lithium touches the electrolyte.")
    ]
    deepest_void: Annotated[
        float, Quantity("nm", "Largest gap between lithium and electrolyte.", 1e9)
    ]
    largest_pressure: Annotated[float, Quantity("MPa", "Largest contact pressure.", 1e-6)]
    mouth_pressure: Annotated[
        float, Quantity("MPa", "Largest pressure of the foil at a crack mouth.", 1e-6)
    ]
    lithium_balance: Annotated[
        float,
        Quantity(
            "1",
            "Relative error of the foil's lithium volume.",
            breach="the foil does not hold what was plated on it and squeezed into it",
        ),
    ]


@dataclass(frozen=True)
class FoilFields:
    """Fields of a foil in the files of fields, SI."""

    velocity: Annotated[FloatArray, Quantity("m/s", "Velocity of the lithium.", at="points")]
    pressure: Annotated[FloatArray, Quantity("Pa", "Mean pressure.", at="cells")]
    von_mises: Annotated[FloatArray, Quantity("Pa", "Largest equivalent stress.", at="cells")]
    creep_strain: Annotated[FloatArray, Quantity("1", "Mean creep strain so far.", at="cells")]
