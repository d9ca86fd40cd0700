"""Stress intensities along crack fronts as linear functionals: nothing is ever solved for them.

The interaction integral over a piece of a tube around the front, for a virtual advance that is a
hat along it, gives the mean of K under this hat. It is linear in the displacement of the cells in
the tube and in the pressure on the faces: a sparse column and a dense row per station and mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid
from filasse.fem.domain import Domain
from filasse.fem.linear.assembled import sum_over_ranks
from filasse.fem.planar.stress_intensity import TipFunctionals
from filasse.fem.solid.crack_front import CrackFront
from filasse.fem.solid.curved_cells import (
    Quadrature,
    cell_nodes,
    facet_rules,
    facets_of,
    in_cells,
    on_facets,
)
from filasse.fem.solid.front_solid import FrontSolid, PointSolid, constants_along
from filasse.fem.solid.front_tube import Around, cells_near, seen_from, under_hats
from filasse.fem.solid.node_sums import NodeSums, in_station_order, owned_columns
from filasse.physics.elastic_constants import lame_parameters, plane_strain_modulus
from filasse.physics.fracture import front_fields
from filasse.physics.fracture.front_fields import MODES
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.integer[Any]]

FRONT_DEGREE, DEGREE = 12, 8
"""Of the rules in cells with a vertex on the front, and in others and on faces: auxiliary fields
are as r^-1/2. An even strain, whose K is 0, gives at most .44 % of the K of a pressure on a penny
with edges of .2 R; 8 everywhere gives 1.3 %, 20 and 8 .43 %. Degree 4 has points on the front."""

AHEAD = 1e-4
"""Of the distance from the front: step of differences of the auxiliary strain, exact to 1e-8."""

CHUNK = 256
"""Cells at once: enough for numpy, small against the machine's caches; along the front few hats."""

FACES = (Surface.FACE_PLUS, Surface.FACE_MINUS)


type _Tensors = Callable[[Around, FloatArray], tuple[FloatArray, FloatArray]]


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
        constants = constants_along(domain, material, front, size)
        kinds, kind = np.unique(constants, axis=0, return_inverse=True)
        found, pressure, order = [], np.zeros((len(kind), 3, grid.size)), []
        for number, pair in enumerate(kinds.tolist()):
            stations = np.flatnonzero(kind.ravel() == number)
            solid = FrontSolid(*lame_parameters(*pair), material)
            work = _FrontFunctionals(domain, space, grid, front, size, solid, stations)
            found.append(work.displacement())
            pressure[stations] = work.pressure()
            order.append(stations)
        columns.append(in_station_order(found, np.concatenate(order)))
        pressures.append(pressure)
        moduli.append(np.array([plane_strain_modulus(*pair) for pair in constants]))
    rows = space.dofmap.index_map.size_local * space.dofmap.index_map_bs
    pressure = np.concatenate([np.zeros((0, 3, grid.size)), *pressures])
    return TipFunctionals(
        displacement=sp.csc_array(sp.hstack([sp.csc_array((rows, 0)), *columns])),
        pressure=sum_over_ranks(domain.comm, pressure),
        residual=np.zeros(pressure.shape[:2]),
        modulus=np.concatenate([np.empty(0), *moduli]),
    )


class _FrontFunctionals:
    """The functionals of the stations of a front that lie in one material."""

    def __init__(
        self,
        domain: Domain,
        space: Any,
        grid: FilmGrid,
        front: CrackFront,
        size: float,
        solid: FrontSolid,
        stations: IntArray,
    ) -> None:
        self.domain, self.space, self.grid, self.front = domain, space, grid, front
        self.size, self.solid, self.stations = size, solid, stations
        self.lame, self.shear = lame, shear = solid.lame, solid.shear
        poisson = lame / (2 * (lame + shear))
        arc = front.samples()
        speed = np.linalg.norm(front.curve(arc, 1), axis=1)
        self.widths = [
            float(np.trapezoid(front.advance(k, arc)[0][:, 0] * speed, arc)) for k in stations
        ]
        self.scales = {
            mode: self._part(mode) * front_fields.energy_scale(mode, shear, poisson)
            for mode in MODES
        }
        self.slip = 2 * (1 - poisson) / shear  # of the faces in mode II, over sqrt(r/2pi)

    def displacement(self) -> sp.csc_array:
        """Columns over the owned displacements, three per station."""
        owned = len(forms.all_cells(self.domain))
        near = self._along(self._near(np.arange(owned)))
        sums = NodeSums(self.space.dofmap.list[near], len(self.stations))
        at_front = self._at_front(near)
        for some, degree in ((near[at_front], FRONT_DEGREE), (near[~at_front], DEGREE)):
            for cells in np.array_split(some, max(1, len(some) // CHUNK)):
                quadrature = in_cells(cell_nodes(self.domain, cells), degree)
                there = self.solid.at_points(cells, degree == FRONT_DEGREE, quadrature.weights)
                self._add(cells, quadrature, partial(self._in_cells, there=there), sums)
        for cells, rule in self._near_facets():
            quadrature = on_facets(cell_nodes(self.domain, cells), rule)
            self._add(cells, quadrature, self._on_faces, sums)
        return owned_columns(sums, self.domain, self.space)

    def pressure(self) -> FloatArray:
        """K_I per pressure on the film nodes, of this rank's faces, shape (stations, 3, n)."""
        result = np.zeros((len(self.stations), 3, self.grid.size))
        node = _film_nodes(self.grid)
        for cells, rule in self._near_facets():
            quadrature = on_facets(cell_nodes(self.domain, cells), rule)
            around = seen_from(self.front, self.size, quadrature.points)
            steep = around.cutoff[0] / np.sqrt(2 * np.pi * around.radius)
            weights = quadrature.weights * steep.reshape(quadrature.weights.shape)
            geometry = self.domain.mesh.geometry
            corners = geometry.dofmaps[0][cells][:, rule.corners]
            film = node[geometry.input_global_indices[corners]]
            for station, inside, hat, _ in self._hats(around, len(cells)):
                values = (weights[inside] * hat[..., 0]) @ rule.barycentric
                np.add.at(result[station, 0], film[inside], values)
        return result * self._part(1)

    def _part(self, mode: int) -> int:
        """Both halves of the body beside a front in a plane of symmetry over the one meshed.

        There is no other mode than the first.
        """
        return 1 if not self.front.in_plane else 2 if mode == 1 else 0

    def _add(
        self, cells: IntArray, quadrature: Quadrature, tensors: _Tensors, sums: NodeSums
    ) -> None:
        """Add the integrals of (l A + l' B) : grad u over cells, or their facets."""
        if not len(cells):
            return
        around = seen_from(self.front, self.size, quadrature.points)
        first, second = tensors(around, quadrature.weights)
        count = len(cells)
        slopes = quadrature.gradients.transpose(0, 2, 1, 3).reshape(count, 10, -1)
        nodes = self.space.dofmap.list[cells]
        for station, inside, hat, slope in self._hats(around, count):
            hat, slope = _by_entry(hat), _by_entry(slope)
            work = hat * first[inside] + slope * second[inside]
            sums.add(station, nodes[inside], slopes[inside] @ work.reshape(len(inside), -1, 9))

    def _in_cells(
        self, around: Around, weights: FloatArray, there: PointSolid | None
    ) -> tuple[FloatArray, FloatArray]:
        """Tensors of the interaction integral, of all modes; 0 where the cut-off function is."""
        inside = around.cutoff[0] > 0
        if not inside.all():
            some = None if there is None else there.at(inside)
            found = self._in_cells(around.at(inside), weights.ravel()[inside], some)
            return _spread(found[0], inside, weights), _spread(found[1], inside, weights)
        seen, stretch = around.seen, around.stretch
        angle = np.arctan2(seen.x[:, 1], seen.x[:, 0])
        turn = seen.curvature / stretch
        fields = self._fields(seen.x, seen.curvature)
        elastic = (self.lame, self.shear) if there is None else (there.lame, there.shear)
        first, second = front_fields.interaction_tensors(
            fields, around.cutoff, angle, turn, stretch, *elastic
        )
        if there is not None:
            step = AHEAD * around.radius
            ahead = self._fields(seen.x + step[:, None] * np.array([1.0, 0.0]), seen.curvature)
            excess = there.excess_lame, there.excess_shear
            added = front_fields.mismatch_tensors(fields, ahead, step, excess)
            first = first + around.cutoff[0][:, None, None, None] * added
        return self._arranged(around, weights, first), self._arranged(around, weights, second)

    def _fields(self, x: FloatArray, curvature: FloatArray) -> list[front_fields.AuxiliaryField]:
        """Auxiliary fields of all modes in the material of the front."""
        elastic = self.lame, self.shear
        return [front_fields.auxiliary_field(mode, x, curvature, *elastic) for mode in MODES]

    def _on_faces(self, around: Around, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What the faces add in mode II, whose auxiliary stress s_bb the curvature brings about."""
        root = np.sqrt(around.radius / (2 * np.pi))
        turn = around.seen.curvature / around.stretch
        tensors = np.zeros((len(root), len(MODES), 3, 3))
        sliding = around.cutoff[0] * self.lame * turn * self.slip * root
        tensors[:, MODES.index(2), 1, 0] = sliding  # of u_b,n
        return self._arranged(around, weights, tensors), np.zeros((*weights.shape, 27))

    def _arranged(self, around: Around, weights: FloatArray, tensors: FloatArray) -> FloatArray:
        """Weighted tensors T_ij of all modes in global axes, by j, i and mode: (c, q, 27).

        Args:
            around: places and frames.
            weights: shape (c, q), or any other one of n points.
            tensors: in the local frame, by mode, i and j, shape (n, 3, 3, 3).
        """
        frame, count = around.seen.frame, len(tensors)
        scales = np.array([self.scales[mode] for mode in MODES])
        by_j = (tensors.reshape(count, 9, 3) @ frame).reshape(count, 3, 3, 3)
        turned = (by_j.swapaxes(2, 3).reshape(count, 9, 3) @ frame).reshape(count, 3, 3, 3)
        arranged = turned.transpose(0, 2, 3, 1) * scales
        scaled = weights.reshape(-1, 1) * arranged.reshape(count, 27)
        return np.asarray(scaled.reshape(*weights.shape, 27), dtype=np.float64)

    def _hats(
        self, around: Around, cells: int
    ) -> Iterator[tuple[int, IntArray, FloatArray, FloatArray]]:
        """Numbers of stations, cells under their hats, and hats and slopes there, by mode."""
        arc, speed = around.seen.arc.reshape(cells, -1), around.speed.reshape(cells, -1)
        active = (around.cutoff[0] > 0).reshape(cells, -1)
        for number, (station, width) in enumerate(zip(self.stations, self.widths, strict=True)):
            under = self.front.distance(station, arc) < self.front.half_width
            inside = np.flatnonzero((active & under).any(axis=1))
            if len(inside):
                hat, slope = self.front.advance(station, arc[inside])
                yield number, inside, hat / width, slope / speed[inside][..., None] / width

    def _near(self, cells: IntArray) -> IntArray:
        """Those of some cells that may count."""
        near = cells_near(self.domain, cells, self.front, self.size)
        if len(self.stations) == len(self.front.stations):
            return near
        return under_hats(self.domain, near, self.front, self.stations)

    def _along(self, cells: IntArray) -> IntArray:
        """Cells in their order along the front: those at once lie under few hats."""
        corners = cell_nodes(self.domain, cells)[:, 0]
        return cells[np.argsort(self.front.project(corners).arc, kind="stable")]

    def _at_front(self, cells: IntArray) -> npt.NDArray[np.bool_]:
        """Whether cells have a vertex on the front."""
        geometry = self.domain.mesh.geometry
        corners = geometry.input_global_indices[geometry.dofmaps[0][cells][:, :4]]
        return np.asarray(np.isin(corners, self.grid.plus[self.front.nodes]).any(axis=1))

    def _near_facets(self) -> Iterator[tuple[IntArray, Any]]:
        """Cells of the faces near the front, by their local facet, with its rule."""
        pairs = np.concatenate([facets_of(self.domain, surface) for surface in FACES])
        for local, rule in enumerate(facet_rules(DEGREE)):
            cells = self._near(pairs[pairs[:, 1] == local, 0])
            if len(cells):
                yield cells, rule


def _by_entry(by_mode: FloatArray) -> FloatArray:
    """Values of all modes, or of each, for the 27 entries of tensors, whose modes come last."""
    return by_mode if by_mode.shape[-1] == 1 else np.tile(by_mode, 9)


def _spread(values: FloatArray, inside: npt.NDArray[np.bool_], weights: FloatArray) -> FloatArray:
    """Values at some of all points, zeros at the others: (c, q, 27)."""
    result = np.zeros((len(inside), values.shape[-1]))
    result[inside] = values
    return result.reshape(*weights.shape, -1)


def _film_nodes(grid: FilmGrid) -> IntArray:
    """Film node of every vertex of the mesher on a crack face, -1 elsewhere."""
    nodes = np.full(int(max(grid.plus.max(), grid.minus.max())) + 1, -1)
    nodes[grid.plus] = nodes[grid.minus] = np.arange(len(grid.plus))
    return nodes
