"""Other lengths for the advances that tips have just made: shorter ones, or longer ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filasse.cracks.crack_paths import SlabGeometry
from filasse.fem.crack_grid import FilmGrid
from filasse.fracture.propagation import Advance
from filasse.remap.detached import Detached
from filasse.remap.retreat import drawn_back, path_end, set_out
from filasse.simulation.crack_advance import stepped
from filasse.simulation.slab import UncrackedSlab


def advanced_by(
    uncracked: UncrackedSlab,
    cracks: SlabGeometry,
    grid: FilmGrid,
    detached: Detached,
    parts: Mapping[str, float],
    clearance: float,
) -> tuple[SlabGeometry, Detached]:
    """The geometry and the state with other parts of the advances that tips have just made.

    A tip that would meet something on the way that is added keeps the length that it has.

    Args:
        uncracked: the slab without cracks.
        cracks: with the advances.
        grid: the film grid of these.
        detached: the state just after the advances.
        parts: of them, by name of the tip; all of those that are not named.
        clearance: distance kept from sides and other cracks [m].
    """
    slab, possible = uncracked.with_cracks(cracks), dict(parts)
    for tip in set_out(grid, detached.history):
        more = possible.get(tip.name, 1.0) - 1
        if more <= 0:
            continue
        path, end = cracks.cracks[tip.crack], path_end(grid, tip)
        inner = path.points[-2] if end == -1 else path.points[1]
        way = np.subtract(path.points[end], inner)
        way *= more * detached.history.advanced[tip.name].length / np.linalg.norm(way)
        step = Advance(tip.name, tip.crack, end == 0, (float(way[0]), float(way[1])))
        done = stepped(slab, path.name, step, clearance)
        if done.met is None:
            slab = done.slab
        else:
            del possible[tip.name]
    return drawn_back(cracks, grid, detached, possible)
