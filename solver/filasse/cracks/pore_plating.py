"""What leaking electrons do in a state: their current, and the pores that they plate in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.leakage import COUNTER
from filasse.cracks.state import FilmState

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]


def electronic_current(system: CoupledSystem, film: FilmState) -> float:
    """Electronic current that leaves the counter electrode through the electrolyte [A/m]."""
    if system.leakage is None:
        return 0.0
    own = film, system.islands(film), system.voltage(film)
    return -float(system.leakage.currents(*own)[COUNTER])


def pore_overpotentials(system: CoupledSystem, film: FilmState) -> FloatArray:
    """What drives plating on the wall of every pore, were it empty [V], shape (n_pores,)."""
    assert system.leakage is not None
    electric = system.electric
    flowing = electric.active(system.active_part(film)) * film.current
    ionic = system.leakage.wall_means(film.offset - electric.resistance @ flowing)
    own = film, system.islands(film), system.voltage(film)
    released = system.model.volume_per_charge * system.model.stack_pressure
    return ionic - system.leakage.wall_potentials(*own) + released


def plating_pores(system: CoupledSystem, film: FilmState, starting: bool) -> BoolArray:
    """Pores with some lithium, and those in which plating begins, shape (n,).

    Args:
        system: the coupled system.
        film: the films.
        starting: whether plating may begin: from a seed, whose surface holds it back.
    """
    pores = [pore.node for pore in system.response.grid.reservoirs]
    plating = np.zeros(system.n, dtype=np.bool_)
    plating[pores] = film.lithium[pores] > 0
    if starting and system.model.leakage is not None:
        begins = pore_overpotentials(system, film) > system.model.leakage.barrier
        plating[pores] |= begins & (film.lithium[pores] <= 0)
    return plating
