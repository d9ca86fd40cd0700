"""How the slab is held: rollers, and pins against what rigid motion is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import Domain, Surface

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Support:
    """How the slab is held, and the unit loads that act on it.

    Attributes:
        rollers: surfaces that slide on a rigid plane.
        loads: surfaces of each unit pressure, one tuple a load.
        knots: places along the anode of the knots of further pressures, piecewise linear between
            them [m], ascending; none by default.
        along: where points lie along the anode: [m], shape (n, 2) -> (n,); x by default.
    """

    rollers: tuple[Surface, ...]
    loads: tuple[tuple[Surface, ...], ...]
    knots: tuple[float, ...] = ()
    along: Callable[[FloatArray], FloatArray] = itemgetter((slice(None), 0))


def fixed_dofs(domain: Domain, space: Any, rollers: tuple[Surface, ...]) -> npt.NDArray[np.int32]:
    """Degrees of freedom held by rollers, and by pins against what rigid motion is left."""
    import dolfinx

    normal = {Surface.LEFT: 0, Surface.RIGHT: 0, Surface.ANODE: 1, Surface.COUNTER: 1}
    held = [
        2 * dolfinx.fem.locate_dofs_topological(space, 1, domain.facets[s]) + normal[s]
        for s in rollers
    ]
    components = {normal[s] for s in rollers}
    held += [_corner_dof(domain, space, *pin) for pin in _pins(components)]
    return np.unique(np.concatenate(held)).astype(np.int32)


def _pins(held: set[int]) -> list[tuple[int, int]]:
    """Corners (0 top left, 1 top right) and components to pin: loads are in balance."""
    if held == {0, 1}:
        return []
    if held == {1}:
        return [(0, 0)]
    if held == {0}:
        return [(0, 1)]
    return [(0, 0), (0, 1), (1, 1)]


def _corner_dof(domain: Domain, space: Any, corner: int, component: int) -> npt.NDArray[np.int32]:
    """The degree of freedom of a component at a top corner, on the ranks that see it."""
    import dolfinx

    x = domain.surfaces.vertices
    target = np.array([x[:, 0].min() if corner == 0 else x[:, 0].max(), x[:, 1].max()])
    size = np.ptp(x, axis=0).max()

    def at_corner(points: FloatArray) -> npt.NDArray[np.bool_]:
        return np.asarray(np.linalg.norm(points[:2].T - target, axis=1) < 1e-9 * size)

    dofs = dolfinx.fem.locate_dofs_geometrical(space, at_corner)
    return np.asarray(2 * dofs + component, dtype=np.int32)
