"""What the forms of elasticity give on a mesh: its constants, its matrix, its residual load."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.fem import forms
from filasse.fem.domain import Domain
from filasse.fem.elastic_response import ElasticMaterial
from filasse.fem.linear.assembled import assemble_owned, square_matrix
from filasse.fem.solid.curved_cells import cells_by_shape
from filasse.fem.vertex_columns import cell_function
from filasse.physics.elastic_constants import lame_parameters

type FloatArray = npt.NDArray[np.float64]


def elastic_functions(domain: Domain, material: ElasticMaterial) -> dict[str, Any]:
    """Elastic constants as functions that are constant on every cell."""
    lame, shear = lame_parameters(material.young, material.poisson)
    values = {"young": material.young, "poisson": material.poisson, "lame": lame, "shear": shear}
    if material.eigenstress is not None:
        values |= {"eigen_x": material.eigenstress[:, 0], "eigen_y": material.eigenstress[:, 1]}
    return {name: cell_function(domain, value) for name, value in values.items()}


def stiffness_matrix(
    domain: Domain,
    space: Any,
    material: dict[str, Any],
    fixed: npt.NDArray[np.int32],
    *,
    as_arrays: bool = False,
) -> Any:
    """The stiffness, with a unit diagonal where displacements are held.

    Args:
        domain: the mesh.
        space: of the displacements.
        material: elastic constants as functions on the cells.
        fixed: degrees of freedom that are held.
        as_arrays: whether a sparse array is wanted in place of a matrix of PETSc: on one rank.
    """
    from dolfinx.fem import dirichletbc
    from dolfinx.fem.petsc import assemble_matrix

    dim, names = domain.dim, ("lame", "shear")
    curved, straight = cells_by_shape(domain)
    constants = {name: material[name] for name in names}
    compiled = forms.stiffness(dim)
    form = compiled.bind(domain, [space, space], curved, constants, straight=straight)
    bcs = [
        dirichletbc(0.0, fixed[fixed % dim == component], space.sub(component))
        for component in range(dim)
    ]
    if as_arrays:
        return square_matrix(form, bcs)
    matrix = assemble_matrix(form, bcs=bcs)
    matrix.assemble()
    return matrix


def part_of_stiffness(
    domain: Domain, space: Any, material: dict[str, Any], cells: npt.NDArray[np.int32]
) -> sp.csr_array:
    """The stiffness of some cells in the plane among all unknowns, of which none is held.

    Args:
        domain: the mesh, all of it on this rank.
        space: of the displacements.
        material: elastic constants as functions on the cells.
        cells: whose stiffness is wanted.
    """
    constants = {name: material[name] for name in ("lame", "shear")}
    form = forms.stiffness(domain.dim).bind(domain, [space, space], cells, constants)
    return square_matrix(form, ())


def eigen_column(domain: Domain, space: Any, material: dict[str, Any]) -> FloatArray:
    """Owned load of the eigenstresses."""
    eigen = {name: material[name] for name in ("eigen_x", "eigen_y")}
    return assemble_owned(forms.eigen_load().bind(domain, [space], forms.all_cells(domain), eigen))
