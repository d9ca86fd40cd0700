"""Nodes that lack lithium start again from above, where that is no sign that they run full.

The balance of a node that is filled in part is convex, with a minimum where the current crowds at a
front. From above its solution Newton's method comes down to it; from below the minimum it leads to
less than no lithium: then the node is taken to be full at the end of the step. But it may also lack
what full nodes of its crack have taken, which an iterate has left with less than no pressure: they
let go, it becomes full, sucks in its turn, and the filling goes around in a circle.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import lacking
from filasse.cracks.state import Fill, FilmState


def from_above(system: CoupledSystem, film: FilmState) -> FilmState:
    """The iterate with nodes filled, without a pressure, where full ones have sucked them dry.

    Args:
        system: the coupled system.
        film: the latest iterate.
    """
    lets_go = (film.fill == Fill.FULL) & (film.traction < 0)
    lets_go[system.fixed_mouths] = False
    crack, volumes = system.response.grid.crack, system.volumes(film)
    sucked = (film.fill == Fill.CAVITATED) & lacking(system.gap, film)
    sucked &= np.isin(crack, crack[lets_go]) & (volumes > system.gap.closed)
    if not sucked.any():
        return film
    return replace(film, lithium=np.where(sucked, volumes, film.lithium))
