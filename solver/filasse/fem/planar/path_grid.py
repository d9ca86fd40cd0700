"""The film grid of cracks in the plane: their paths, tips, and the pores that they open into."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from filasse.fem.crack_grid import FilmGrid, PoreReservoir, TipSite
from filasse.fem.tagged_mesh import SurfaceData, TaggedTrace

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

STRAIGHT = 1e-6
"""A path counts as straight while it departs from its tangent by less than this part of it."""

_NO_NODES: IntArray = np.empty(0, dtype=np.int64)
_NO_ARC: FloatArray = np.empty(0)


def film_grid(surfaces: SurfaceData, every_pore: bool = False) -> FilmGrid:
    """Join the traces of all cracks, and the pores that they open into, in one grid.

    Args:
        surfaces: of the mesh.
        every_pore: take pores that no crack opens into along: lithium may be plated in them.
    """
    traces = surfaces.traces
    counts = [len(trace.plus) for trace in traces]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    plus = np.concatenate([_NO_NODES, *(trace.plus for trace in traces)])
    minus = np.concatenate([_NO_NODES, *(trace.minus for trace in traces)])
    reservoirs = _reservoirs(surfaces, len(plus), every_pore)
    position = surfaces.coordinates(plus)
    centres = [surfaces.coordinates(pore.wall).mean(axis=0) for pore in reservoirs]
    arc = np.concatenate([_NO_ARC, *(trace.arc for trace in traces)])
    along = _edges_along(first)
    into = _edges_into(traces, first, reservoirs)
    pairs = np.concatenate([along, into])
    ends = np.where(np.isin(into[:, 0], first[:-1]), into[:, 0] + 1, into[:, 0] - 1)
    lengths = np.abs(arc[pairs[: len(along), 1]] - arc[pairs[: len(along), 0]])
    share = np.full((len(pairs), 2), 0.5)
    share[len(along) :] = [1.0, 0.0]
    return FilmGrid(
        plus=plus,
        minus=minus,
        position=np.concatenate([position, np.reshape(centres, (-1, 2))]),
        arc=np.concatenate([arc, np.zeros(len(reservoirs))]),
        crack=np.concatenate(
            [np.repeat(np.arange(len(traces)), counts), np.full(len(reservoirs), -1)]
        ),
        edges=pairs,
        lengths=np.concatenate([lengths, np.abs(arc[ends] - arc[into[:, 0]]) / 2]),
        share=share,
        mouths=np.array(
            [a for a, t in zip(first, traces, strict=False) if t.mouth], dtype=np.int64
        ),
        names=tuple(trace.name for trace in traces),
        tips=tuple(_tips(surfaces, position, first)),
        reservoirs=reservoirs,
    )


def _reservoirs(surfaces: SurfaceData, first: int, all_of_them: bool) -> tuple[PoreReservoir, ...]:
    """The pores that any crack opens into, or all pores, in order."""
    met = {name for t in surfaces.traces for name in (t.from_pore, t.into_pore) if name}
    pores = [pore for pore in surfaces.pores if all_of_them or pore.name in met]
    return tuple(
        PoreReservoir(
            pore.name, first + index, np.unique(pore.facets), _area(surfaces, pore.facets)
        )
        for index, pore in enumerate(pores)
    )


def _area(surfaces: SurfaceData, facets: IntArray) -> float:
    """Area within closed facets [m^2]."""
    ends = surfaces.coordinates(facets.ravel()).reshape(-1, 2, 2)
    start, stop = ends[:, 0], ends[:, 1]
    return abs(float((start[:, 0] * stop[:, 1] - start[:, 1] * stop[:, 0]).sum())) / 2


def _edges_along(first: IntArray) -> IntArray:
    pairs = [
        np.column_stack([np.arange(a, b - 1), np.arange(a + 1, b)])
        for a, b in itertools.pairwise(first)
    ]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *pairs])


def _edges_into(
    traces: tuple[TaggedTrace, ...], first: IntArray, reservoirs: tuple[PoreReservoir, ...]
) -> IntArray:
    """Edges from the open ends of cracks to the reservoirs."""
    node_of = {pore.name: pore.node for pore in reservoirs}
    pairs = []
    for crack, trace in enumerate(traces):
        if trace.from_pore is not None:
            pairs.append((first[crack], node_of[trace.from_pore]))
        if trace.into_pore is not None:
            pairs.append((first[crack + 1] - 1, node_of[trace.into_pore]))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _tips(surfaces: SurfaceData, position: FloatArray, first: IntArray) -> list[TipSite]:
    sites = []
    for crack, trace in enumerate(surfaces.traces):
        nodes = np.arange(first[crack], first[crack + 1])
        both = trace.plus[0] == trace.minus[0] and trace.plus[-1] == trace.minus[-1]
        if trace.plus[0] == trace.minus[0]:
            end = ":start" if both else ""
            sites.append(_site(surfaces, position, nodes[::-1], trace, crack, end))
        if trace.plus[-1] == trace.minus[-1]:
            sites.append(_site(surfaces, position, nodes, trace, crack, ":end" if both else ""))
    return sites


def _site(
    surfaces: SurfaceData,
    position: FloatArray,
    nodes: IntArray,
    trace: TaggedTrace,
    crack: int,
    end: str,
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


def _clearance(surfaces: SurfaceData, own: IntArray, point: FloatArray) -> float:
    """Distance from a tip to the nearest boundary facet outside its own straight part [m]."""
    others = ~np.isin(surfaces.facets, own).all(axis=1)
    ends = surfaces.coordinates(surfaces.facets[others].ravel()).reshape(-1, 2, 2)
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]
    part = ((point - start) * along).sum(axis=1) / (along**2).sum(axis=1)
    nearest = start + np.clip(part, 0, 1)[:, None] * along
    return float(np.linalg.norm(nearest - point, axis=1).min())
