"""Equivalent circuit of a state, from the exact limits of its response: nothing is fitted.

                               +-- R_transfer --+
    --- R_electrolyte --- R_layers ---|                |--- (films) ---
                               +---- C_arc -----+

Each resistance is the difference of two limits: current through conduction alone; with the layers
in series; with the charge transfer; with films that have had time to follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.optimize

from filasse.physics.double_layer import arc_capacitance
from filasse.spectroscopy.linearised import Linearised
from filasse.spectroscopy.pencil import Pencil

SLOWEST = 1e-12
"""Angular frequency that stands for a direct current [1/s]: a period of 200 000 years."""

DECADES, PER_DECADE = 4, 6
"""How far from the mean relaxation time the top of the arc is looked for, and how densely."""


@dataclass(frozen=True)
class Circuit:
    """Equivalent circuit of a cell, for an area of its cross-section.

    Attributes:
        electrolyte: resistance of conduction [ohm m^2].
        layers: of films, coatings and contact, in series with it [ohm m^2].
        charge_transfer: of both electrodes, the width of the arc [ohm m^2].
        films: what lithium adds that has time to flow in the cracks and to press back [ohm m^2];
            None where some of it never comes to rest.
        top: frequency of the arc's top [Hz]; None without an arc.
        capacitance: of the arc, 1/(2 pi top charge_transfer) [F/m^2]; None without an arc.
    """

    electrolyte: float
    layers: float
    charge_transfer: float
    films: float | None
    top: float | None
    capacitance: float | None

    @property
    def high_frequency(self) -> float:
        """R_0: where the spectrum meets the real axis at high frequencies [ohm m^2]."""
        return self.electrolyte + self.layers

    @property
    def low_frequency(self) -> float:
        """R_0 + R_ct: where the arc of the charge transfer ends [ohm m^2]."""
        return self.high_frequency + self.charge_transfer

    @property
    def direct(self) -> float | None:
        """Slope of the stationary voltage over the current density [ohm m^2], if there is one."""
        return None if self.films is None else self.low_frequency + self.films


def circuit_of(linearised: Linearised) -> Circuit:
    """The equivalent circuit of a state."""
    conduction = linearised.without_interfaces.impedance(0.0).real
    high = linearised.without_charge_transfer.impedance(0.0).real
    low = linearised.films_at_rest.impedance(0.0).real
    direct = linearised.whole.impedance(SLOWEST).real if linearised.is_steady else None
    times = linearised.relaxation_times
    top = _top(linearised.films_at_rest, times[times > 0].tolist())
    return Circuit(
        electrolyte=conduction,
        layers=high - conduction,
        charge_transfer=low - high,
        films=None if direct is None else direct - low,
        top=top,
        capacitance=None if top is None else arc_capacitance(low - high, top),
    )


def _top(pencil: Pencil, times: list[float]) -> float | None:
    """Frequency at which the reactance of the arc is largest [Hz]; of several arcs, the largest's.

    Args:
        pencil: without the films, whose arcs lie elsewhere.
        times: relaxation times of the nodes [s].
    """
    if not times:
        return None
    middle = -float(np.mean(np.log(times)))
    reach = DECADES * np.log(10)

    def height(log_frequency: float) -> float:
        return pencil.impedance(float(np.exp(log_frequency))).imag

    tried = np.linspace(middle - reach, middle + reach, 2 * DECADES * PER_DECADE + 1)
    best = int(np.argmin([height(place) for place in tried]))
    bounds = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]
    options = {"xatol": 1e-9}
    found = scipy.optimize.minimize_scalar(height, bounds=bounds, method="bounded", options=options)
    return float(np.exp(found.x) / (2 * np.pi))
