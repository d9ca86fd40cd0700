"""Lithium on the crack surfaces of a new mesh, as its own pressures open them there.

A film that is too thick by w over a length l takes a further pressure of some E' w/l. Thicknesses
that are interpolated from one triangulation to the next are right to a percent or two; over an edge
of the front that is as much pressure as the film's own, or four times that where a front is held
up. Pressures are smooth, and their openings are those of the new mesh: so the pressures are taken
along, and the lithium is what they make room for, each crack's own volume to round-off.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import FilmState
from filasse.fem.crack_grid import FilmGrid
from filasse.remap.lithium_remap import StoredLithium, lithium_on
from filasse.remap.surface_remap import SurfaceProfile

type FloatArray = npt.NDArray[np.float64]

MOST = 1.5
"""Largest factor by which pressures are raised to keep a volume. A larger crack opens more, so that
they fall; where the opening is next to all aperture there is no such factor near 1."""


def pressed_lithium(system: CoupledSystem, film: FilmState, lithium: StoredLithium) -> FloatArray:
    """Distribute stored lithium over the nodes of a system, before any of it can flow [m^3], (n,).

    In the plane, and where lithium does not flow at all, it is where it was. In space nodes under
    pressure, and those of open mouths, hold what the pressures open, times one factor a crack that
    keeps its volume; the rest has the thickness that was there, at most the opening.

    Args:
        system: the coupled system of the new mesh.
        film: supplies what has nothing to do with the tractions.
        lithium: of all cracks and pores.
    """
    grid = system.response.grid
    volumes = lithium_on(grid, system.gap.areas, lithium)
    if not grid.in_space or system.model.flow == "immobile":
        return volumes
    shapes = _pressures(grid, lithium)
    cracks = np.flatnonzero((shapes > 0).any(axis=0))
    if not len(cracks):
        return volumes
    own = grid.crack[:, None] == cracks
    full = own & (shapes[:, cracks] > 0)
    full[system.open_mouths] = own[system.open_mouths]
    under = full.any(axis=1)
    unloaded, opened = system.room(film, np.zeros(grid.size)), system.gap.compliance @ shapes
    dry = own.any(axis=1) & ~under
    left = np.where(dry, np.minimum(volumes, unloaded + opened.sum(axis=1)), 0.0)
    held = np.array([lithium.profiles[crack].volume for crack in cracks])
    wanted = held - own.T @ left - full.T @ unloaded
    factors = np.linalg.solve(full.T @ opened[:, cracks], wanted)
    if np.any(factors <= 0) or np.any(factors > MOST):
        return volumes
    pressed = np.where(under, unloaded + opened[:, cracks] @ factors, left)
    return np.where(under | dry, pressed, volumes)


def _pressures(grid: FilmGrid, lithium: StoredLithium) -> FloatArray:
    """Pressures where they were, of one crack in every column [Pa], shape (n, n_cracks)."""
    shapes = np.zeros((grid.size, len(lithium.profiles)))
    for crack, profile in enumerate(lithium.profiles):
        assert isinstance(profile, SurfaceProfile)
        nodes = grid.nodes_of(crack)
        shapes[nodes, crack] = profile.pressures(grid.uv[nodes])
    for pore in grid.reservoirs:
        around = grid.edges[grid.edges[:, 1] == pore.node, 0]
        if len(around) and lithium.reservoirs.get(pore.name, 0.0) >= pore.volume:
            shapes[pore.node] = shapes[around].mean(axis=0)
    return shapes
