"""Stress intensity factors as linear functionals, assembled once per tip and never solved for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.fem.domain import Domain
from filasse.fem.linear.assembled import assemble_owned, assemble_sum, sum_over_ranks
from filasse.fem.planar.point_location import CellCircles
from filasse.fem.vertex_columns import vertex_sums
from filasse.physics.elastic_constants import plane_strain_modulus
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int32]

PLATEAU = 0.25
"""Radius within which the cut-off q is one, over the radius of the integration domain."""

MODES = ((1.0, 0.0), (0.0, 1.0))
"""K_I and K_II of the auxiliary fields."""


@dataclass(frozen=True)
class TipFunctionals:
    """K = displacement . u + pressure . p + residual for every tip and mode.

    Attributes:
        displacement: owned columns over the displacements, two a tip, shape (rows, 2 n_tips).
        pressure: crack-face terms per film pressure [m^0.5], shape (n_tips, 2, n).
        residual: terms of the residual stress [Pa m^0.5], shape (n_tips, 2).
        modulus: E' at every tip [Pa], shape (n_tips,).
    """

    displacement: sp.csc_array
    pressure: FloatArray
    residual: FloatArray
    modulus: FloatArray


def tip_functionals(
    domain: Domain,
    space: Any,
    material: dict[str, Any],
    grid: FilmGrid,
    tips: Sequence[TipSite],
    size: float,
) -> TipFunctionals:
    """Assemble the interaction integrals of all tips; a collective call.

    Args:
        domain: the mesh.
        space: of the displacements.
        material: elastic constants and residual stress as functions on the cells.
        grid: the film grid.
        tips: where K is wanted.
        size: radius of the integration domains over the largest possible.
    """
    cells = CellCircles(domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][:, :3], :2])
    owned = len(forms.all_cells(domain))
    elastic = _constants(domain, cells, material, tips)
    modulus = np.array([plane_strain_modulus(*pair) for pair in elastic])
    columns: list[sp.csc_array] = []
    pressure = np.zeros((len(tips), 2, grid.size))
    residual = np.zeros((len(tips), 2))
    to_film = _own_rows(domain, vertex_sums(domain, grid.plus_groups, 0, grid.size))
    for index, tip in enumerate(tips):
        radius = size * tip.radius
        frame: dict[str, Any] = {
            "position": tip.position,
            "direction": tip.direction,
            "radii": (PLATEAU * radius, radius),
        }
        near = cells.near(tip.position, radius)
        near = near[near < owned]
        pressure[index, 0] = to_film.T @ _face_term(domain, near, frame)
        ring = _ring(cells, near, tip, PLATEAU * radius, material, elastic[index])
        weights = forms.constant(domain, MODES[0])
        constants = frame | {"weights": weights, "elastic": elastic[index]}
        form = forms.interaction().bind(domain, [space], ring, _elastic(material), constants)
        stress = _residual_form(domain, near, material, constants)
        for mode, weights.value in enumerate(MODES):
            scale = modulus[index] / 2
            columns.append(sp.csc_array(scale * assemble_owned(form)[:, None]))
            if stress is not None:
                residual[index, mode] = scale * assemble_sum(domain.comm, stress)
    rows = space.dofmap.index_map.size_local * space.dofmap.index_map_bs
    stacked = sp.csc_array(sp.hstack([sp.csc_array((rows, 0)), *columns]))
    return TipFunctionals(stacked, sum_over_ranks(domain.comm, pressure), residual, modulus)


def _ring(
    cells: CellCircles,
    near: IntArray,
    tip: TipSite,
    radius: float,
    material: dict[str, Any],
    elastic: tuple[float, float],
) -> IntArray:
    """Cells of the integration domain without those of the tip's material where q = 1.

    Neither the gradient of q nor the mismatch of compliances is in these: the integrand is zero.
    Most cells of a mesh that is graded towards the tip are of this kind.
    """
    inside = cells.inside(near, tip.position, radius)
    young, poisson = (material[name].x.array[near] for name in ("young", "poisson"))
    return np.asarray(near[~(inside & (young == elastic[0]) & (poisson == elastic[1]))])


def _elastic(material: dict[str, Any]) -> dict[str, Any]:
    return {name: material[name] for name in ("young", "poisson", "lame", "shear")}


def _residual_form(
    domain: Domain, cells: IntArray, material: dict[str, Any], constants: dict[str, Any]
) -> Any:
    """Terms of K of the residual stress; None without any."""
    if "eigen_x" not in material:
        return None
    eigen = {name: material[name] for name in ("eigen_x", "eigen_y")}
    return forms.residual_interaction().bind(domain, [], cells, eigen, constants)


def _face_term(domain: Domain, near: IntArray, frame: dict[str, Any]) -> FloatArray:
    """K_I per P1 pressure on the crack faces, owned degrees of freedom."""
    entities = domain.entities[Surface.FACE_PLUS].reshape(-1, 2)
    entities = entities[np.isin(entities[:, 0], near)]
    form = forms.face_traction().bind(domain, [domain.vertex_space], entities, constants=frame)
    return assemble_owned(form)


def _own_rows(domain: Domain, selection: sp.csc_array) -> sp.csr_array:
    """The rows of this rank's own vertices."""
    index_map = domain.vertex_space.dofmap.index_map
    first = index_map.local_range[0]
    return sp.csr_array(selection)[first : first + index_map.size_local]


def _constants(
    domain: Domain, cells: CellCircles, material: dict[str, Any], tips: Sequence[TipSite]
) -> list[tuple[float, float]]:
    """Young's modulus and Poisson's ratio of a cell at every tip, on every rank."""
    mine = []
    for tip in tips:
        distance, cell = cells.nearest(tip.position) or (np.inf, 0)
        here = material["young"].x.array[cell : cell + 1], material["poisson"].x.array[cell:][:1]
        mine.append((distance, *(float(values.sum()) for values in here)))
    return [min(of_tip)[1:] for of_tip in zip(*domain.comm.allgather(mine), strict=True)]
