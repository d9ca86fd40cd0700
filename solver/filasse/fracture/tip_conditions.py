"""Current and overpotential at crack tips, averaged over the last part of the crack faces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.physics.fracture.growth_laws import TipConditions
from filasse.physics.kinetics import charge_transfer_overpotential

type FloatArray = npt.NDArray[np.float64]


def tip_conditions(
    system: CoupledSystem, film: FilmState, length: float, temperature: float
) -> TipConditions:
    """What acts at the tips of a state.

    Where a face is empty of lithium neither current nor overpotential counts.

    Args:
        system: the coupled system.
        film: its films.
        length: of the part of the faces that is averaged over, from the tip [m].
        temperature: [K].
    """
    grid, values = system.response.grid, shown_at_nodes(system, film)
    means = (np.array([_mean(grid, tip, v, length) for tip in grid.tips]) for v in values.T)
    return TipConditions(temperature, *means)


def shown_at_nodes(system: CoupledSystem, film: FilmState) -> FloatArray:
    """Current density and overpotential of film nodes [A/m^2, V], NaN without faces, (n, 2)."""
    electric = system.electric
    active = system.active_part(film)
    faces = electric.face_sum(np.ones(electric.m))
    eta = charge_transfer_overpotential(system.model.anode, film.current)
    with np.errstate(divide="ignore", invalid="ignore"):  # nodes without faces do not count
        current, potential = (electric.face_sum(v) / faces for v in (film.current, eta))
    shown = [np.where(faces > 0, active * values, np.nan) for values in (current, potential)]
    return np.stack(shown, axis=-1)


def _mean(grid: FilmGrid, tip: TipSite, values: FloatArray, length: float) -> float:
    """Mean over the last part of a crack, of values that are linear between its nodes."""
    nodes = grid.nodes_of(tip.crack)
    nodes = nodes[np.isfinite(values[nodes])]
    distance = np.abs(grid.arc[nodes] - grid.arc[tip.node])
    order = np.argsort(distance)
    places, at = distance[order], values[nodes[order]]
    end = min(length, float(places[-1]))
    inner = places[(places > 0) & (places < end)]
    points = np.concatenate([[0.0], inner, [end]])
    return float(np.trapezoid(np.interp(points, places, at), points) / end)
