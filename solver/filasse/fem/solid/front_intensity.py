"""Stress intensities along crack fronts as linear functionals: nothing is ever solved for them.

The interaction integral over a piece of a tube around the front, for a virtual advance that is a
hat along it, gives the mean of K under this hat. It is linear in the displacement of the cells in
the tube and in the pressure on the faces: a sparse column and a dense row per station and mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.errors import FilasseError
from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.linear.direct_solver import sum_over_ranks
from filasse.fem.solid.crack_front import CrackFront, Projection
from filasse.fem.solid.curved_cells import (
    Quadrature,
    cell_nodes,
    facet_rules,
    facets_of,
    in_cells,
    on_facets,
)
from filasse.fem.stress_intensity import PLATEAU, TipFunctionals
from filasse.fem.tagged_mesh import Surface
from filasse.physics.elastic_constants import lame_parameters, plane_strain_modulus
from filasse.physics.fracture import front_fields
from filasse.physics.fracture.front_fields import MODES

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]

FRONT_DEGREE, DEGREE = 12, 8
"""Of the rules in cells with a vertex on the front, and in others and on faces: auxiliary fields
are as r^-1/2. An even strain, whose K is 0, gives at most .44 % of the K of a pressure on a penny
with edges of .2 R; 8 everywhere gives 1.3 %, 20 and 8 .43 %. Degree 4 has points on the front."""

CHUNK = 1024
"""Cells at once: enough for numpy, small against the machine's memory."""

FACES = (Surface.FACE_PLUS, Surface.FACE_MINUS)


@dataclass(frozen=True)
class _Around:
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


type _Tensors = Callable[[_Around, FloatArray], tuple[FloatArray, FloatArray]]


def front_functionals(
    domain: Domain,
    space: Any,
    material: dict[str, Any],
    grid: FilmGrid,
    fronts: Sequence[CrackFront],
    size: float,
) -> TipFunctionals:
    """Assemble the interaction integrals of all stations of all fronts; a collective call.

    Args:
        domain: the mesh.
        space: of the displacements.
        material: elastic constants as functions on the cells.
        grid: the film grid.
        fronts: where K is wanted.
        size: radius of the integration domains over the largest possible.
    """
    columns, pressures, moduli = [], [], []
    for front in fronts:
        constants = _constants(domain, material, front, size)
        work = _Front(domain, space, grid, front, size, *lame_parameters(*constants))
        columns.append(work.displacement())
        pressures.append(work.pressure())
        moduli.append(np.full(len(front.stations), plane_strain_modulus(*constants)))
    rows = space.dofmap.index_map.size_local * space.dofmap.index_map_bs
    pressure = np.concatenate([np.zeros((0, 3, grid.size)), *pressures])
    return TipFunctionals(
        displacement=sp.csc_array(sp.hstack([sp.csc_array((rows, 0)), *columns])),
        pressure=sum_over_ranks(domain.comm, pressure),
        residual=np.zeros(pressure.shape[:2]),
        modulus=np.concatenate([np.empty(0), *moduli]),
    )


class _Front:
    """The functionals of one front."""

    def __init__(
        self,
        domain: Domain,
        space: Any,
        grid: FilmGrid,
        front: CrackFront,
        size: float,
        lame: float,
        shear: float,
    ) -> None:
        self.domain, self.space, self.grid, self.front = domain, space, grid, front
        self.size, self.lame, self.shear = size, lame, shear
        poisson = lame / (2 * (lame + shear))
        arc = front.samples()
        speed = np.linalg.norm(front.curve(arc, 1), axis=1)
        self.widths = [
            float(np.trapezoid(front.advance(k, arc)[0] * speed, arc))
            for k in range(len(front.stations))
        ]
        self.scales = {mode: front_fields.energy_scale(mode, shear, poisson) for mode in MODES}
        self.slip = 2 * (1 - poisson) / shear  # of the faces in mode II, over sqrt(r/2pi)

    def displacement(self) -> sp.csc_array:
        """Columns over the owned displacements, three per station."""
        owned = len(forms.all_cells(self.domain))
        near = cells_near(self.domain, np.arange(owned), self.front, self.size)
        sums = _NodeSums(self.space.dofmap.list[near], len(self.front.stations))
        at_front = self._at_front(near)
        for some, degree in ((near[at_front], FRONT_DEGREE), (near[~at_front], DEGREE)):
            for cells in np.array_split(some, max(1, len(some) // CHUNK)):
                quadrature = in_cells(cell_nodes(self.domain, cells), degree)
                self._add(cells, quadrature, self._in_cells, sums)
        for cells, rule in self._near_facets():
            quadrature = on_facets(cell_nodes(self.domain, cells), rule)
            self._add(cells, quadrature, self._on_faces, sums)
        return self._owned(sums)

    def pressure(self) -> FloatArray:
        """K_I per pressure on the film nodes, of this rank's faces, shape (stations, 3, n)."""
        result = np.zeros((len(self.front.stations), 3, self.grid.size))
        node = _film_nodes(self.grid)
        for cells, rule in self._near_facets():
            quadrature = on_facets(cell_nodes(self.domain, cells), rule)
            around = self._around(quadrature.points)
            steep = around.cutoff[0] / np.sqrt(2 * np.pi * around.radius)
            weights = quadrature.weights * steep.reshape(quadrature.weights.shape)
            geometry = self.domain.mesh.geometry
            corners = geometry.dofmaps[0][cells][:, rule.corners]
            film = node[geometry.input_global_indices[corners]]
            for station, inside, hat, _ in self._hats(around, len(cells)):
                values = (weights[inside] * hat) @ rule.barycentric
                np.add.at(result[station, 0], film[inside], values)
        return result

    def _add(
        self, cells: IntArray, quadrature: Quadrature, tensors: _Tensors, sums: _NodeSums
    ) -> None:
        """Add the integrals of (l A + l' B) : grad u over cells, or their facets."""
        if not len(cells):
            return
        around = self._around(quadrature.points)
        first, second = tensors(around, quadrature.weights)
        count = len(cells)
        slopes = quadrature.gradients.transpose(0, 2, 1, 3).reshape(count, 10, -1)
        nodes = self.space.dofmap.list[cells]
        for station, inside, hat, slope in self._hats(around, count):
            work = hat[..., None] * first[inside] + slope[..., None] * second[inside]
            sums.add(station, nodes[inside], slopes[inside] @ work.reshape(len(inside), -1, 9))

    def _in_cells(self, around: _Around, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Tensors of the interaction integral, of all modes."""
        seen, stretch = around.seen, around.stretch
        angle = np.arctan2(seen.x[:, 1], seen.x[:, 0])
        turn = seen.curvature / stretch
        pairs = []
        for mode in MODES:
            field = front_fields.auxiliary_field(
                mode, seen.x, seen.curvature, self.lame, self.shear
            )
            pair = front_fields.interaction_tensors(
                field, around.cutoff, angle, turn, stretch, self.lame, self.shear
            )
            pairs.append([self.scales[mode] * tensor for tensor in pair])
        first, second = (
            self._arranged(around, weights, tensors) for tensors in zip(*pairs, strict=True)
        )
        return first, second

    def _on_faces(self, around: _Around, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the faces add in mode II, whose auxiliary stress s_bb the curvature brings about."""
        root = np.sqrt(around.radius / (2 * np.pi))
        turn = around.seen.curvature / around.stretch
        none = np.zeros((len(root), 3, 3))
        sliding = none.copy()
        sliding[:, 1, 0] = around.cutoff[0] * self.lame * turn * self.slip * root  # of u_b,n
        sliding *= self.scales[2]
        return (
            self._arranged(around, weights, (none, sliding, none)),
            np.zeros((*weights.shape, 27)),
        )

    def _arranged(
        self, around: _Around, weights: FloatArray, tensors: Sequence[FloatArray]
    ) -> FloatArray:
        """Weighted tensors T_ij of all modes in global axes, by j, i and mode: (c, q, 27)."""
        frame = around.seen.frame
        back = frame.transpose(0, 2, 1)
        turned = [(back @ tensor @ frame).transpose(0, 2, 1) for tensor in tensors]
        arranged = np.stack(turned, axis=-1).reshape(*weights.shape, 27)
        return np.asarray(weights[..., None] * arranged, dtype=np.float64)

    def _hats(
        self, around: _Around, cells: int
    ) -> Iterator[tuple[int, IntArray, FloatArray, FloatArray]]:
        """Stations with the cells under their hats, and the hats and slopes there."""
        arc, speed = around.seen.arc.reshape(cells, -1), around.speed.reshape(cells, -1)
        active = (around.cutoff[0] > 0).reshape(cells, -1)
        for station, width in enumerate(self.widths):
            under = self.front.distance(station, arc) < self.front.half_width
            inside = np.flatnonzero((active & under).any(axis=1))
            if len(inside):
                hat, slope = self.front.advance(station, arc[inside])
                yield station, inside, hat / width, slope / speed[inside] / width

    def _at_front(self, cells: IntArray) -> npt.NDArray[np.bool_]:
        """Whether cells have a vertex on the front."""
        geometry = self.domain.mesh.geometry
        corners = geometry.input_global_indices[geometry.dofmaps[0][cells][:, :4]]
        return np.asarray(np.isin(corners, self.grid.plus[self.front.nodes]).any(axis=1))

    def _around(self, points: FloatArray) -> _Around:
        seen = self.front.project(points.reshape(-1, 3))
        radius = np.hypot(seen.x[:, 0], seen.x[:, 1])
        outer = self.size * self.front.reach(seen.arc)
        q, by_radius, by_outer = front_fields.cutoff(radius, outer, PLATEAU)
        speed = np.linalg.norm(self.front.curve(seen.arc, 1), axis=1)
        along = by_outer * self.size * self.front.side * self.front.reach(seen.arc, 1) / speed
        stretch = 1 + seen.curvature * seen.x[:, 0]
        return _Around(seen, radius, (q, by_radius, along), stretch, speed)

    def _near_facets(self) -> Iterator[tuple[IntArray, Any]]:
        """Cells of the faces near the front, by their local facet, with its rule."""
        pairs = np.concatenate([facets_of(self.domain, surface) for surface in FACES])
        for local, rule in enumerate(facet_rules(DEGREE)):
            cells = cells_near(self.domain, pairs[pairs[:, 1] == local, 0], self.front, self.size)
            if len(cells):
                yield cells, rule

    def _owned(self, sums: _NodeSums) -> sp.csc_array:
        """Owned rows of the columns, what other ranks' cells have of them added."""
        index_map = self.space.dofmap.index_map
        owned, ghosts = 3 * index_map.size_local, 3 * index_map.num_ghosts
        columns = sums.columns(owned + ghosts)
        if self.domain.comm.size == 1:
            return columns
        import dolfinx

        vector = dolfinx.fem.Function(self.space).x
        parts = []
        for column in range(columns.shape[1]):
            vector.array[:] = columns[:, [column]].toarray()[:, 0]
            vector.scatter_reverse(dolfinx.la.InsertMode.add)
            parts.append(sp.csc_array(vector.array[:owned, None]))
        return sp.csc_array(sp.hstack(parts))


class _NodeSums:
    """Sums over the nodes of some cells, for every station: by component and mode."""

    def __init__(self, nodes: IntArray, stations: int) -> None:
        self.nodes = np.unique(nodes)
        self.values = np.zeros((stations, len(self.nodes), 9))

    def add(self, station: int, nodes: IntArray, values: FloatArray) -> None:
        """Add values of the nodes of cells, shapes (c, 10) and (c, 10, 9)."""
        at = np.searchsorted(self.nodes, nodes).ravel()
        shape = (len(self.nodes), len(at))
        gather = sp.csr_array((np.ones(len(at)), (at, np.arange(len(at)))), shape=shape)
        self.values[station] += gather @ values.reshape(-1, 9)

    def columns(self, rows: int) -> sp.csc_array:
        """One column over the local displacements per station and mode."""
        stations, count, _ = self.values.shape
        dense = self.values.reshape(stations, count, 3, 3).transpose(1, 2, 0, 3)
        compact = sp.coo_array(dense.reshape(3 * count, 3 * stations))
        at = (3 * self.nodes[:, None] + np.arange(3)).ravel()[compact.row]
        shape = (rows, 3 * stations)
        return sp.csc_array((compact.data, (at, compact.col)), shape=shape)


def cells_near(domain: Domain, cells: IntArray, front: CrackFront, size: float) -> IntArray:
    """Those of some cells that may meet the integration domains of a front."""
    from scipy.spatial import cKDTree

    nodes = cell_nodes(domain, cells)
    centre = nodes.mean(axis=1)
    radius = np.linalg.norm(nodes - centre[:, None], axis=2).max(axis=1, initial=0)
    samples = front.samples()
    distance, at = cKDTree(front.curve(samples)).query(centre)
    return np.asarray(cells[distance < size * front.reach(samples)[at] + radius])


def _film_nodes(grid: FilmGrid) -> IntArray:
    """Film node of every vertex of the mesher on a crack face, -1 elsewhere."""
    nodes = np.full(int(max(grid.plus.max(), grid.minus.max())) + 1, -1)
    nodes[grid.plus] = nodes[grid.minus] = np.arange(len(grid.plus))
    return nodes


def _constants(
    domain: Domain, material: dict[str, Any], front: CrackFront, size: float
) -> tuple[float, float]:
    """Young's modulus and Poisson's ratio around a front, on every rank.

    Raises:
        FilasseError: the material is not the same all around the front.
    """
    near = cells_near(domain, forms.all_cells(domain), front, size)
    mine = {(material["young"].x.array[c], material["poisson"].x.array[c]) for c in near}
    pairs = set().union(*domain.comm.allgather(mine))
    if len(pairs) != 1:
        raise FilasseError(
            f"The front of crack {front.name!r} runs through {len(pairs)} materials: in three "
            "dimensions stress intensities are known only within one."
        )
    young, poisson = pairs.pop()
    return float(young), float(poisson)
