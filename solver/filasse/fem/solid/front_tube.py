"""The tube around a crack front over which K is integrated: its cells, and places seen from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem.domain import Domain
from filasse.fem.planar.stress_intensity import PLATEAU
from filasse.fem.solid.crack_front import CrackFront, Projection
from filasse.fem.solid.curved_cells import cell_nodes
from filasse.physics.fracture import front_fields

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Around:
    """Quadrature points seen from the front, flattened, with the cut-off function.

    Attributes:
        seen: places and frames.
        radius: distance from the front [m], shape (n,).
        cutoff: q, its derivative by the radius and along t, shape (n,) each.
        stretch: growth of lengths along the front, h, shape (n,).
        speed: length per unit of the place along the front, shape (n,).
    """

    seen: Projection
    radius: FloatArray
    cutoff: tuple[FloatArray, FloatArray, FloatArray]
    stretch: FloatArray
    speed: FloatArray

    def at(self, some: npt.NDArray[np.bool_]) -> Around:
        """Some of the points, shape (n,)."""
        q, by_radius, along = (part[some] for part in self.cutoff)
        seen = Projection(*(part[some] for part in self.seen))
        radius, stretch, speed = self.radius[some], self.stretch[some], self.speed[some]
        return Around(seen, radius, (q, by_radius, along), stretch, speed)


def seen_from(front: CrackFront, size: float, points: FloatArray) -> Around:
    """Points seen from a front, with the cut-off function there.

    Args:
        front: the front.
        size: radius of the integration domains over the largest possible.
        points: [m], shape (..., 3).
    """
    seen = front.project(points.reshape(-1, 3))
    radius = np.hypot(seen.x[:, 0], seen.x[:, 1])
    outer = size * front.reach(seen.arc)
    q, by_radius, by_outer = front_fields.front_cutoff(radius, outer, PLATEAU)
    speed = np.linalg.norm(front.curve(seen.arc, 1), axis=1)
    along = by_outer * size * front.side * front.reach(seen.arc, 1) / speed
    stretch = 1 + seen.curvature * seen.x[:, 0]
    return Around(seen, radius, (q, by_radius, along), stretch, speed)


def cells_near(domain: Domain, cells: IntArray, front: CrackFront, size: float) -> IntArray:
    """Those of some cells that may meet the integration domains of a front."""
    from scipy.spatial import cKDTree

    nodes = cell_nodes(domain, cells)
    centre = nodes.mean(axis=1)
    radius = np.linalg.norm(nodes - centre[:, None], axis=2).max(axis=1, initial=0)
    samples = front.samples()
    distance, at = cKDTree(front.curve(samples)).query(centre)
    return np.asarray(cells[distance < size * front.reach(samples)[at] + radius])


def under_hats(domain: Domain, cells: IntArray, front: CrackFront, stations: IntArray) -> IntArray:
    """Those of some cells that may lie under the hats of some stations of a front."""
    nodes = cell_nodes(domain, cells)[:, :4]
    arc = front.project(nodes.reshape(-1, 3)).arc.reshape(len(cells), 4)
    span = np.abs(arc - arc[:, :1])
    span = np.minimum(span, front.length - span) if front.closed else span
    margin = front.half_width + span.max(axis=1, initial=0.0)
    nearest = np.min([front.distance(k, arc[:, 0]) for k in stations], axis=0)
    return np.asarray(cells[nearest <= margin])
