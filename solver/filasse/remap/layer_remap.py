"""The interphase from one grid to the next: along the anode, crack faces and walls of pores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from filasse.fem.condensed import Response
from filasse.fem.condensed_conduction import ReactiveNodes
from filasse.fem.crack_grid import FilmGrid
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

ANODE = "anode"
FACES = {Surface.FACE_PLUS: "plus", Surface.FACE_MINUS: "minus"}
WALL = "wall-"


@dataclass(frozen=True)
class Strip:
    """The layer along one surface, free of any grid.

    Attributes:
        place: along it [m], ascending, shape (k,).
        thickness: [m], shape (k,).
        volume: of the layer per unit depth [m^2].
    """

    place: FloatArray
    thickness: FloatArray
    volume: float

    def on(self, places: FloatArray, areas: FloatArray, grows: bool) -> FloatArray:
        """Thickness at nodes [m], shape (n,): the same volume; nothing on new crack faces.

        Args:
            places: along the surface [m], shape (n,).
            areas: of the nodes per unit depth [m], shape (n,).
            grows: whether the surface can have got longer at its ends.
        """
        values = np.interp(places, self.place, self.thickness)
        if grows:
            slack = 1e-9 * float(np.ptp(self.place))
            old = (places >= self.place[0] - slack) & (places <= self.place[-1] + slack)
            values = np.where(old, values, 0.0)
        total = float(areas @ values)
        return np.asarray(values * (self.volume / total if total > 0 else 0.0), dtype=np.float64)


@dataclass(frozen=True)
class StoredLayer:
    """The layer of all surfaces, free of any grid.

    Attributes:
        strips: by surface: the anode, both faces of every crack by its number, pores by name.
    """

    strips: Mapping[str, Strip]

    def turned(self, crack: int, length: float) -> StoredLayer:
        """Return the layer where a crack's path of a length [m] is told from its other end.

        What was on the right of it is on the left then.
        """
        names = [f"{face}{crack}" for face in _NAMES]
        faces = {
            new: Strip(length - old.place[::-1], old.thickness[::-1], old.volume)
            for new, name in zip(names, names[::-1], strict=True)
            if (old := self.strips.get(name)) is not None
        }
        return StoredLayer({**self.strips, **faces})

    def shifted(self, shifts: FloatArray) -> StoredLayer:
        """Return the layer of cracks whose paths got longer at their starts [m]."""
        faces = {f"{face}{i}": float(shift) for i, shift in enumerate(shifts) for face in _NAMES}
        moved = {
            name: replace(strip, place=strip.place + faces[name]) if name in faces else strip
            for name, strip in self.strips.items()
        }
        return StoredLayer(moved)


def stored_layer(response: Response, thickness: FloatArray) -> StoredLayer | None:
    """Read the layer off the reactive nodes [m], shape (m,); None if there is none."""
    if not thickness.size:
        return None
    areas = response.ionic.areas
    strips = {}
    for part in _parts(response):
        order = np.argsort(part.place, kind="stable")
        own = part.nodes[order]
        volume = float(areas[own] @ thickness[own])
        place, values = part.place[order], thickness[own]
        if part.name.startswith(WALL):
            place, values = place[:1], np.array([volume / float(areas[own].sum())])
        strips[part.name] = Strip(place, values, volume)
    return StoredLayer(strips)


def layer_on(response: Response, layer: StoredLayer | None) -> FloatArray:
    """Thickness on the reactive nodes of a grid [m], shape (m,); none on what is new."""
    areas = response.ionic.areas
    thickness = np.zeros(len(areas))
    for part in _parts(response):
        strip = None if layer is None else layer.strips.get(part.name)
        if strip is not None:
            grows = not part.name.startswith((ANODE, WALL))
            place = _at_the_scale_of(strip, part) if part.name == ANODE else part.place
            thickness[part.nodes] = strip.on(place, areas[part.nodes], grows)
    return thickness


def along_anode(nodes: ReactiveNodes) -> FloatArray:
    """Distance of the anode's nodes from its left end, along all walls [m], shape (n_anode,).

    The sides of the mesh make one chain from mouth to mouth, and on from the other side of it.
    """
    position = nodes.position[nodes.anode]
    beside: list[list[int]] = [[] for _ in position]
    for one, other in nodes.anode_sides.tolist():
        beside[one].append(other)
        beside[other].append(one)
    ends = {node for node, others in enumerate(beside) if len(others) == 1}
    node, places, reached = int(position[:, 0].argmin()), np.zeros(len(position)), 0.0
    left = set(range(len(position))) - {node}
    while left:
        onward = [other for other in beside[node] if other in left]
        there = onward or sorted(ends & left) or sorted(left)
        ways = np.linalg.norm(position[there] - position[node], axis=1)
        node, reached = there[int(ways.argmin())], reached + float(ways.min())
        places[node] = reached
        left.discard(node)
    return places


def _at_the_scale_of(strip: Strip, part: _SurfaceNodes) -> FloatArray:
    """Places on the anode's whole contour, which chords of another mesh make a little longer."""
    scale = strip.place[-1] / part.place.max()
    return np.asarray(scale * part.place, dtype=np.float64)


class _SurfaceNodes(NamedTuple):
    """Reactive nodes of one surface, and where they are along it [m]."""

    name: str
    nodes: IntArray
    place: FloatArray


def _parts(response: Response) -> Iterator[_SurfaceNodes]:
    """All surfaces but the counter electrode; walls of pores have one thickness all over."""
    grid, nodes = response.grid, response.ionic.nodes
    yield _SurfaceNodes(ANODE, nodes.anode, along_anode(nodes))
    for surface, face in FACES.items():
        on_face = np.flatnonzero(nodes.surface == surface)
        for crack in range(len(grid.names)):
            own = on_face[grid.crack[nodes.film[on_face]] == crack]
            yield _SurfaceNodes(f"{face}{crack}", own, grid.arc[nodes.film[own]])
    yield from _walls(grid, nodes.film)


def _walls(grid: FilmGrid, film: IntArray) -> Iterator[_SurfaceNodes]:
    for pore in grid.reservoirs:
        own = np.flatnonzero(film == pore.node)
        yield _SurfaceNodes(f"{WALL}{pore.name}", own, np.zeros(len(own)))


_NAMES = tuple(FACES.values())
