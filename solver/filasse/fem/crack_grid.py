"""The surface grid of the lithium films: one node per pair of face vertices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.tagged_mesh import Mirror

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type BoolArray = npt.NDArray[np.bool_]


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
class PoreReservoir:
    """A pore that a crack opens into: one pressure, and lithium plates on its wall.

    Attributes:
        name: of the pore.
        node: film node, one of the last.
        wall: vertices on its wall, shape (k,).
        volume: of the undeformed pore per unit depth [m^2]; in space [m^3].
    """

    name: str
    node: int
    wall: IntArray
    volume: float


@dataclass(frozen=True)
class FilmGrid:
    """Nodes and edges of all films; the n_faces nodes on cracks come first, then reservoirs.

    Attributes:
        plus: vertex on the left face (looking along the path), shape (n_faces,).
        minus: vertex on the right face; the same at a tip or front, shape (n_faces,).
        position: [m], shape (n, dim).
        arc: distance from the start of the path [m]; zero for reservoirs and in space, shape (n,).
        crack: index of the crack, -1 for reservoirs, shape (n,).
        edges: pairs of nodes, shape (n_edges, 2); an edge to a reservoir starts on the crack.
        lengths: of the edges [m], shape (n_edges,).
        share: part of each of its two nodes in the opening of an edge, shape (n_edges, 2).
        mouths: nodes at the anode, shape (n_mouths,).
        names: of the cracks.
        tips: all crack tips.
        reservoirs: pores with lithium.
        triangles: nodes of the crack surfaces' triangles in space, shape (n_triangles, 3).
        fronts: of cracks in space.
        uv: places in the unrolled planes of cracks in space [m], shape (n, 2).
        cut: nodes on planes of symmetry across cracks, where u = 0 or v = 0, shape (n_cut,).
        mirrors: planes of symmetry; none for a body that is meshed whole.
        one_faced: cracks in a plane of symmetry: one face is meshed, and `minus` is `plus`.
        entrances: in space, lengths of rims that edges to reservoirs lead through [m]: these edges
            are the last, shape (n_entrances,).
        more_plus: further vertices on left faces, and their nodes, where cracks branch, (k, 2).
        more_minus: the same on right faces.
    """

    plus: IntArray
    minus: IntArray
    position: FloatArray
    arc: FloatArray
    crack: IntArray
    edges: IntArray
    lengths: FloatArray
    share: FloatArray
    mouths: IntArray
    names: tuple[str, ...]
    tips: tuple[TipSite, ...]
    reservoirs: tuple[PoreReservoir, ...]
    triangles: IntArray = field(default_factory=lambda: np.empty((0, 3), dtype=np.int64))
    fronts: tuple[CrackFront, ...] = ()
    uv: FloatArray = field(default_factory=lambda: np.empty((0, 2)))
    cut: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    mirrors: tuple[Mirror, ...] = ()
    one_faced: tuple[int, ...] = ()
    entrances: FloatArray = field(default_factory=lambda: np.empty(0))
    more_plus: IntArray = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    more_minus: IntArray = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.crack)

    @property
    def in_space(self) -> bool:
        """Whether cracks are surfaces."""
        return len(self.triangles) > 0

    @property
    def images(self) -> int:
        """How many times what is meshed is there: with its image in a plane of symmetry twice.

        Areas, volumes and currents of nodes are those of the whole body.
        """
        return 1 << len(self.mirrors)

    @property
    def on_one_face(self) -> BoolArray:
        """Whether nodes lie on cracks of which one face is meshed, shape (n,)."""
        return np.asarray(np.isin(self.crack, self.one_faced), dtype=np.bool_)

    @property
    def film_images(self) -> IntArray:
        """How many times every triangle's film is there: once for two bodies with a face each."""
        one_face = self.on_one_face[self.triangles[:, 0]]
        return np.where(one_face, self.images // 2, self.images)

    @property
    def growing_names(self) -> tuple[str, ...]:
        """Names of what moves as one below its toughness: all tips, or all fronts."""
        return (*(tip.name for tip in self.tips), *(front.name for front in self.fronts))

    @property
    def site_count(self) -> int:
        """Number of tips, or of stations on all fronts: where K is known."""
        return len(self.tips) + sum(len(front.stations) for front in self.fronts)

    @property
    def plus_groups(self) -> list[IntArray]:
        """Vertices on the left face of every node on a crack."""
        return _grouped([self.plus], self.more_plus)

    @property
    def face_groups(self) -> list[IntArray]:
        """Vertices on both faces of every node on a crack, each once."""
        both = _grouped([self.plus, self.minus], np.concatenate([self.more_plus, self.more_minus]))
        return [np.unique(group) for group in both]

    def triangles_of(self, crack: int) -> IntArray:
        """Triangles of a crack in space, by numbers among its own nodes, shape (t, 3)."""
        own = self.triangles[self.crack[self.triangles[:, 0]] == crack]
        return np.asarray(np.searchsorted(self.nodes_of(crack), own), dtype=np.int64)

    def places(self, nodes: IntArray) -> FloatArray:
        """Places of nodes on their cracks, which growth only adds to [m].

        Returns:
            Arc lengths, shape (k,), or (u, v) of cracks in space, shape (k, 2).
        """
        return self.uv[nodes] if self.in_space else self.arc[nodes]

    def nodes_of(self, crack: int) -> IntArray:
        """Nodes of a crack, in order along its path."""
        return np.flatnonzero(self.crack == crack)

    @cached_property
    def tip_ways(self) -> FloatArray:
        """Length of the crack of every tip along its path [m], shape (n_tips,)."""
        return np.array([np.ptp(self.arc[self.nodes_of(tip.crack)]) for tip in self.tips])

    @cached_property
    def is_mouth(self) -> BoolArray:
        """Whether nodes are at the anode, shape (n,)."""
        mouth = np.zeros(self.size, dtype=np.bool_)
        mouth[self.mouths] = True
        return mouth

    def reached(self, open_edges: BoolArray, start: BoolArray) -> BoolArray:
        """Nodes joined to one of the starting nodes along open edges, shape (n,)."""
        first, second = self.edges[open_edges].T
        graph = sp.coo_array((np.ones(len(first)), (first, second)), shape=(self.size,) * 2)
        _, label = connected_components(graph, directed=False)
        return np.asarray(np.isin(label, label[start]), dtype=np.bool_)

    @cached_property
    def never_joined(self) -> BoolArray:
        """Nodes of cracks without a mouth, and of all that is joined to them, shape (n,)."""
        every = np.ones(len(self.edges), dtype=np.bool_)
        return np.asarray(~self.reached(every, self.is_mouth), dtype=np.bool_)


def _grouped(vertices: Sequence[IntArray], more: IntArray) -> list[IntArray]:
    """Vertices of every node: one of each array, and further ones with their nodes."""
    groups = [*np.column_stack(vertices)]
    for vertex, node in more.tolist():
        groups[node] = np.append(groups[node], vertex)
    return groups
