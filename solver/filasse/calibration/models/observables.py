"""What can be measured and computed: names, units, and which model gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from filasse.config.sections.section_base import UnitFloat

type Source = Literal["estimate", "series", "outcome", "impedance", "spectrum"]
"""Closed form; column of series.csv; number of a run; its equivalent circuit; its spectrum."""


class Observable(NamedTuple):
    """Something that is measured.

    Attributes:
        sources: what gives it, at most one for estimates and one for runs.
        unit: SI unit.
        shown: unit that people use.
        meaning: one sentence.
    """

    sources: tuple[Source, ...]
    unit: str
    shown: str
    meaning: str

    def source(self, model: str) -> Source | None:
        """What gives it in a model, `run` or `estimate`; None if nothing does."""
        wanted = [s for s in self.sources if (s == "estimate") == (model == "estimate")]
        return wanted[0] if wanted else None

    @property
    def axis(self) -> tuple[str, str] | None:
        """Name and SI unit of what it is measured against in runs; None for single numbers."""
        if "series" in self.sources:
            return "time", "s"
        return ("frequency", "Hz") if "spectrum" in self.sources else None


_OHM, _OHM_CM2 = "ohm m^2", "ohm cm^2"
_AMPERE, _MA_CM2 = "A/m^2", "mA/cm^2"

OBSERVABLES: Mapping[str, Observable] = {
    "contact_resistance": Observable(
        ("estimate",), _OHM, _OHM_CM2, "Area resistance of film, contact and layers at the anode."
    ),
    "contact_power_law": Observable(
        ("estimate",),
        _OHM,
        _OHM_CM2,
        "Area resistance R (p/p_ref)^-m + R_film of a contact under the stack pressure p.",
    ),
    "interface_resistance": Observable(
        ("estimate",), _OHM, _OHM_CM2, "Charge transfer, film, contact and layers at the anode."
    ),
    "cell_resistance": Observable(
        ("estimate",), _OHM, _OHM_CM2, "Both electrodes and the electrolyte, for small currents."
    ),
    "critical_current": Observable(
        ("estimate",), _AMPERE, _MA_CM2, "Current density at which the longest flaw is critical."
    ),
    "intensity_ratio": Observable(
        ("estimate",), "1", "1", "K_eq/K_IC of the longest flaw at the strongest current."
    ),
    "time_to_rupture": Observable(
        ("estimate",), "s", "h", "Time in which the longest flaw comes to K_IC by `growth.law`."
    ),
    "voltage": Observable(("series",), "V", "mV", "Cell voltage against time."),
    "current_density": Observable(("series",), _AMPERE, _MA_CM2, "Current density against time."),
    "crack_length": Observable(("series",), "m", "um", "Length of the longest crack, over time."),
    "time_to_short": Observable(
        ("outcome",), "s", "h", "Time of the short circuit; without one, the stop time."
    ),
    "time_to_growth": Observable(
        ("outcome",), "s", "h", "Time of the first advance; without one, the stop time."
    ),
    "current_at_growth": Observable(
        ("outcome",), _AMPERE, _MA_CM2, "Current density at the first advance, as in a ramp."
    ),
    "current_at_short": Observable(
        ("outcome",), _AMPERE, _MA_CM2, "Current density at the short circuit, as in a ramp."
    ),
    "final_voltage": Observable(("outcome",), "V", "mV", "Cell voltage at the end."),
    "final_length": Observable(("outcome",), "m", "um", "Length of the longest crack at the end."),
    "high_frequency_resistance": Observable(
        ("impedance",), _OHM, _OHM_CM2, "R_0 of the impedance at the end of the run."
    ),
    "charge_transfer_resistance": Observable(
        ("impedance",), _OHM, _OHM_CM2, "Width of the arc of the impedance at the end of the run."
    ),
    "impedance_real": Observable(
        ("spectrum",), _OHM, _OHM_CM2, "Real part of the impedance at the end, over frequency."
    ),
    "impedance_imaginary": Observable(
        ("spectrum",), _OHM, _OHM_CM2, "Minus the imaginary part of the impedance at the end."
    ),
}

CONSTANTS: Mapping[str, tuple[UnitFloat | None, float]] = {
    "contact.resistance": (UnitFloat(_OHM, _OHM_CM2, 1e-8, 1e4, "100 ohm cm^2"), 1e-2),
    "contact.pressure": (UnitFloat("Pa", "MPa", 1e3, 1e10, "10 MPa"), 1e7),
    "contact.exponent": (None, 1.0),
}
"""What observables need that is in no configuration: its quantity (None: a number), default."""
