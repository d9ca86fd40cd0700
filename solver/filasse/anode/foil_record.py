"""Columns of a foil."""

from __future__ import annotations

from dataclasses import dataclass

from filasse.measures import measured


@dataclass(frozen=True)
class FoilRecord:
    """State of a foil.

    Attributes:
        thickness: Mean thickness of the foil [m].
        contact: Part of the interface where lithium touches the electrolyte [-].
        deepest_void: Largest gap between lithium and electrolyte [m].
        largest_pressure: Largest contact pressure [Pa].
        mouth_pressure: Largest pressure of the foil at a crack mouth [Pa].
        lithium_balance: Relative error of the foil's lithium volume [-].
    """

    thickness: float = measured("um", 1e6)
    contact: float = measured("1")
    deepest_void: float = measured("nm", 1e9)
    largest_pressure: float = measured("MPa", 1e-6)
    mouth_pressure: float = measured("MPa", 1e-6)
    lithium_balance: float = measured(
        "1", breach="the foil does not hold what was plated on it and squeezed into it"
    )
