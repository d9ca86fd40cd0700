"""Stress intensity factors as linear functionals, assembled once per tip and never solved for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.fem import forms
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.fem.domain import Domain, Surface
from filasse.fem.vertex_columns import vertex_selection
from filasse.physics.elastic_constants import plane_strain_modulus

type FloatArray = npt.NDArray[np.float64]

PLATEAU = 0.25
"""Radius within which the cut-off q is one, over the radius of the integration domain."""

MODES = ((1.0, 0.0), (0.0, 1.0))
"""K_I and K_II of the auxiliary fields."""


@dataclass(frozen=True)
class TipFunctionals:
    """K = displacement . u + pressure . p + residual for every tip and mode.

    Attributes:
        displacement: owned columns over the displacements, two a tip, shape (rows, 2 n_tips).
        pressure: lip-traction terms per film pressure [m^0.5], shape (n_tips, 2, n).
        residual: terms of the residual stress [Pa m^0.5], shape (n_tips, 2).
        modulus: E' at every tip [Pa], shape (n_tips,).
    """

    displacement: FloatArray
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
    to_film = vertex_selection(domain, grid.plus)
    columns: list[FloatArray] = []
    pressure = np.zeros((len(tips), 2, grid.size))
    residual = np.zeros((len(tips), 2))
    modulus = np.zeros(len(tips))
    for index, tip in enumerate(tips):
        young, poisson = _constants(domain, material, tip)
        modulus[index] = plane_strain_modulus(young, poisson)
        radius = size * tip.radius
        frame: dict[str, Any] = {
            "position": tip.position,
            "direction": tip.direction,
            "radii": (PLATEAU * radius, radius),
        }
        pressure[index, 0, : len(grid.plus)] = to_film.T @ _lip_term(domain, frame)
        cells = _cells_within(domain, tip.position, radius)
        for mode, weights in enumerate(MODES):
            constants = frame | {"weights": weights, "elastic": (young, poisson)}
            scale = modulus[index] / 2
            form = forms.interaction().bind(domain, [space], cells, _elastic(material), constants)
            columns.append(scale * assemble_owned(form))
            if "eigen_x" in material:
                eigen = {name: material[name] for name in ("eigen_x", "eigen_y")}
                stress = forms.residual_interaction().bind(domain, [], cells, eigen, constants)
                residual[index, mode] = scale * _assemble_sum(domain, stress)
    rows = space.dofmap.index_map.size_local * space.dofmap.index_map_bs
    stacked = np.column_stack(columns) if columns else np.empty((rows, 0))
    return TipFunctionals(stacked, pressure, residual, modulus)


def _elastic(material: dict[str, Any]) -> dict[str, Any]:
    return {name: material[name] for name in ("young", "poisson", "lame", "shear")}


def _lip_term(domain: Domain, frame: dict[str, Any]) -> FloatArray:
    """K_I per P1 pressure on the lips, over all global degrees of freedom."""
    entities = domain.entities[Surface.LIP_PLUS]
    form = forms.lip().bind(domain, [domain.vertex_space], entities, constants=frame)
    return np.concatenate(domain.comm.allgather(assemble_owned(form)))


def _constants(domain: Domain, material: dict[str, Any], tip: TipSite) -> tuple[float, float]:
    """Young's modulus and Poisson's ratio of the cells at a tip, on every rank."""
    corners = domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][:, :3], :2]
    distance = np.linalg.norm(corners - tip.position, axis=2).min(axis=1)
    mine = (np.inf, 0.0, 0.0)
    if len(distance):
        best = int(np.argmin(distance))
        young, poisson = (material[name].x.array[best] for name in ("young", "poisson"))
        mine = (float(distance[best]), float(young), float(poisson))
    _, young, poisson = min(domain.comm.allgather(mine))
    return float(young), float(poisson)


def _cells_within(domain: Domain, point: FloatArray, radius: float) -> npt.NDArray[np.int32]:
    """Owned cells that may meet a circle's inside."""
    corners = domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][:, :3], :2]
    reach = np.linalg.norm(corners - corners.mean(axis=1, keepdims=True), axis=2).max(axis=1)
    near = np.linalg.norm(corners.mean(axis=1) - point, axis=1) <= radius + 2 * reach
    owned = forms.all_cells(domain)
    return np.asarray(owned[near[: len(owned)]], dtype=np.int32)


def assemble_owned(form: Any) -> FloatArray:
    """Assemble a vector and return its owned entries, the other ranks' shares added."""
    import dolfinx

    vector = dolfinx.fem.assemble_vector(form)
    vector.scatter_reverse(dolfinx.la.InsertMode.add)
    index_map, block = vector.index_map, vector.block_size
    return np.array(vector.array[: index_map.size_local * block])


def _assemble_sum(domain: Domain, form: Any) -> float:
    """Assemble a number, the other ranks' shares added in a fixed order."""
    import dolfinx

    return float(sum(domain.comm.allgather(float(dolfinx.fem.assemble_scalar(form)))))
