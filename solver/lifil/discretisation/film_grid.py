"""The surface grid of the lithium films: one node per pair of lip vertices."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifil.discretisation.domain import Surfaces, Trace

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

STRAIGHT = 1e-6
"""A path counts as straight while it departs from its tangent by less than this part of it."""

_NO_NODES: IntArray = np.empty(0, dtype=np.int64)
_NO_ARC: FloatArray = np.empty(0)


@dataclass(frozen=True)
class TipSite:
    """A crack tip in a mesh.

    Attributes:
        name: name of the crack; buried cracks add ":start" or ":end".
        crack: index of the crack.
        node: film node at the tip.
        neighbour: film node next to the tip.
        position: [m], shape (2,).
        direction: unit tangent pointing out of the crack, shape (2,).
        radius: largest radius of an integration domain that meets only this crack's own last
            straight part [m].
    """

    name: str
    crack: int
    node: int
    neighbour: int
    position: FloatArray
    direction: FloatArray
    radius: float


@dataclass(frozen=True)
class FilmGrid:
    """Nodes and edges of all films.

    Attributes:
        plus: vertex on the left lip (looking along the path), shape (n,).
        minus: vertex on the right lip; the same at a tip, shape (n,).
        position: [m], shape (n, 2).
        arc: distance from the start of the path [m], shape (n,).
        crack: index of the crack, shape (n,).
        edges: pairs of nodes, shape (n_edges, 2).
        lengths: of the edges [m], shape (n_edges,).
        mouths: nodes at the anode, shape (n_mouths,).
        names: of the cracks.
        tips: all crack tips.
    """

    plus: IntArray
    minus: IntArray
    position: FloatArray
    arc: FloatArray
    crack: IntArray
    edges: IntArray
    lengths: FloatArray
    mouths: IntArray
    names: tuple[str, ...]
    tips: tuple[TipSite, ...]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.plus)

    def nodes_of(self, crack: int) -> IntArray:
        """Nodes of a crack, in order along its path."""
        return np.flatnonzero(self.crack == crack)


def film_grid(surfaces: Surfaces) -> FilmGrid:
    """Join the traces of all cracks in one grid."""
    traces = surfaces.traces
    counts = [len(trace.plus) for trace in traces]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    plus = np.concatenate([_NO_NODES, *(trace.plus for trace in traces)])
    minus = np.concatenate([_NO_NODES, *(trace.minus for trace in traces)])
    arc = np.concatenate([_NO_ARC, *(trace.arc for trace in traces)])
    position = surfaces.coordinates(plus)
    edges = [
        np.column_stack([np.arange(a, b - 1), np.arange(a + 1, b)])
        for a, b in itertools.pairwise(first)
    ]
    pairs = np.concatenate(edges) if edges else np.empty((0, 2), dtype=np.int64)
    return FilmGrid(
        plus=plus,
        minus=minus,
        position=position,
        arc=arc,
        crack=np.repeat(np.arange(len(traces)), counts),
        edges=pairs,
        lengths=np.abs(arc[pairs[:, 1]] - arc[pairs[:, 0]]),
        mouths=np.array(
            [a for a, t in zip(first, traces, strict=False) if t.mouth], dtype=np.int64
        ),
        names=tuple(trace.name for trace in traces),
        tips=tuple(_tips(surfaces, position, first)),
    )


def _tips(surfaces: Surfaces, position: FloatArray, first: IntArray) -> list[TipSite]:
    sites = []
    for crack, trace in enumerate(surfaces.traces):
        nodes = np.arange(first[crack], first[crack + 1])
        if not trace.mouth:
            sites.append(_site(surfaces, position, nodes[::-1], trace, crack, ":start"))
        sites.append(_site(surfaces, position, nodes, trace, crack, "" if trace.mouth else ":end"))
    return sites


def _site(
    surfaces: Surfaces, position: FloatArray, nodes: IntArray, trace: Trace, crack: int, end: str
) -> TipSite:
    tip, before = nodes[-1], nodes[-2]
    direction = position[tip] - position[before]
    direction = direction / np.linalg.norm(direction)
    ids = np.concatenate([trace.plus, trace.minus])
    straight = _straight_run(position[nodes], direction)
    own = np.isin(np.arange(len(trace.plus)), nodes[straight:] - nodes.min())
    own_ids = ids[np.concatenate([own, own])]
    return TipSite(
        name=trace.name + end,
        crack=crack,
        node=int(tip),
        neighbour=int(before),
        position=position[tip],
        direction=direction,
        radius=min(
            _clearance(surfaces, own_ids, position[tip]),
            float(np.linalg.norm(position[nodes[straight]] - position[tip])),
        ),
    )


def _straight_run(path: FloatArray, direction: FloatArray) -> int:
    """First index from which the path runs straight into its last point."""
    back = path - path[-1]
    across = np.abs(back[:, 0] * direction[1] - back[:, 1] * direction[0])
    bent = np.flatnonzero(across > STRAIGHT * np.linalg.norm(back, axis=1) + 1e-15)
    return int(bent[-1]) + 1 if len(bent) else 0


def _clearance(surfaces: Surfaces, own: IntArray, point: FloatArray) -> float:
    """Distance from a tip to the nearest boundary facet outside its own straight part [m]."""
    others = ~np.isin(surfaces.facets, own).all(axis=1)
    ends = surfaces.coordinates(surfaces.facets[others].ravel()).reshape(-1, 2, 2)
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    part = ((point - start) * along).sum(axis=1) / (along**2).sum(axis=1)
    nearest = start + np.clip(part, 0, 1)[:, None] * along
    return float(np.linalg.norm(nearest - point, axis=1).min())
