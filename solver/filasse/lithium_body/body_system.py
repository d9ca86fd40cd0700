"""Numbering, sparsity pattern and direct solves of a body's equations.

Unknowns: displacement increments (2 per node), pressures at vertices, normal and shear forces at
contact nodes. The body is small: the matrix is replicated and solved by MUMPS on every rank.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from filasse.errors import ConvergenceError
from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, IntArray
from filasse.lithium_body.body_state import Body, Loads
from filasse.parallel import world


class BodyUnknowns(NamedTuple):
    """Numbers of the unknowns.

    Attributes:
        cells: of every cell, 12 displacements and 3 pressures, shape (n_cells, 15).
        contact: displacements of the contact nodes, shape (n_contact, 2).
        normal: normal forces, shape (n_contact,).
        shear: shear forces, shape (n_contact,).
        edges: displacements on edges under pressure, by name, shape (n_edges, 6).
        size: number of unknowns.
    """

    cells: IntArray
    contact: IntArray
    normal: IntArray
    shear: IntArray
    edges: dict[str, IntArray]
    size: int


def number(body: Body, mesh: BodyMesh, loads: Loads) -> BodyUnknowns:
    """Number the unknowns: displacements, pressures, normal forces, shear forces."""
    nodes = 2 * len(mesh.points)
    contact = body.contact_nodes(mesh)
    first = nodes + len(mesh.vertices)
    vertex = np.searchsorted(mesh.vertices, mesh.cells[:, :3])
    return BodyUnknowns(
        cells=np.hstack([displacements(mesh.cells), nodes + vertex]),
        contact=displacements(contact[:, None]),
        normal=first + np.arange(len(contact)),
        shear=first + len(contact) + np.arange(len(contact)),
        edges={name: displacements(mesh.edges[name]) for name in loads.pressures},
        size=first + 2 * len(contact),
    )


def displacements(nodes: IntArray) -> IntArray:
    """Unknowns of nodes in groups, shape (n, k) -> (n, 2 k)."""
    both = 2 * nodes[..., None] + np.arange(2)
    return np.asarray(both.reshape(len(nodes), 2 * nodes.shape[1]), dtype=np.int64)


class BodyMatrix:
    """A sparse matrix with a fixed pattern, and MUMPS to solve with it."""

    def __init__(
        self, blocks: BodyUnknowns, mesh: BodyMesh, loads: Loads, dense_contact: bool
    ) -> None:
        """Find the pattern.

        Args:
            blocks: numbers of the unknowns.
            mesh: the mesh.
            loads: prescribed unknowns leave the system, those of a platen become one.
            dense_contact: whether an elastic face couples all contact forces.
        """
        self.reduced, self.size = _reduce(blocks, mesh, loads)
        pairs = [_pairs(blocks.cells, blocks.cells)]
        pairs += [_pairs(edge, edge) for edge in blocks.edges.values()]
        normal, shear, contact = blocks.normal[:, None], blocks.shear[:, None], blocks.contact
        for rows, columns in (
            (contact, contact),
            (contact, normal),
            (normal, contact),
            (contact, shear),
            (shear, contact),
            (shear, shear),
        ):
            pairs.append(_pairs(rows, columns))
        pairs.append(_pairs(normal.T, normal.T) if dense_contact else _pairs(normal, normal))
        self._pairs = tuple(np.concatenate(each) for each in zip(*pairs, strict=True))
        rows, columns = (self.reduced[each] for each in self._pairs)
        self._kept = (rows >= 0) & (columns >= 0)
        keys = rows[self._kept] * self.size + columns[self._kept]
        unique, self._place = np.unique(keys, return_inverse=True)
        self._columns = (unique % self.size).astype(np.int32)
        counts = np.bincount(unique // self.size, minlength=self.size)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._values = np.zeros(len(unique))
        self._matrix: Any = None
        self._solver: Any = None

    def fill(self, entries: list[FloatArray], unit: FloatArray, given: FloatArray) -> FloatArray:
        """Sum the entries.

        Args:
            entries: in the order of the pattern, cells first.
            unit: of every unknown and its equation, shape (blocks.size,).
            given: changes that are known, zero elsewhere, shape (blocks.size,).

        Returns:
            What the known changes do to the equations, shape (blocks.size,).
        """
        rows, columns = self._pairs
        flat = np.concatenate([v.reshape(-1) for v in entries]) * unit[rows] * unit[columns]
        self._values = np.bincount(self._place, flat[self._kept], minlength=len(self._columns))
        return np.bincount(rows, flat * given[columns], minlength=len(unit))

    def collect(self, values: FloatArray) -> FloatArray:
        """Sum equations over the reduced unknowns, shape (blocks.size,) -> (size,)."""
        kept = self.reduced >= 0
        return np.bincount(self.reduced[kept], values[kept], minlength=self.size)

    def spread(self, solution: FloatArray) -> FloatArray:
        """All unknowns from the reduced ones; zero if prescribed."""
        return np.where(self.reduced >= 0, solution[np.maximum(self.reduced, 0)], 0.0)

    def solve(self, right: FloatArray) -> FloatArray:
        """Factorise and solve.

        Args:
            right: right-hand sides, shape (size,) or (size, n).

        Raises:
            ConvergenceError: the matrix is singular.
        """
        world()
        from petsc4py import PETSc

        try:
            solver = self._prepared()
            columns = [self._one(solver, column) for column in np.atleast_2d(right.T)]
            failed = solver.getPC().getFailedReason()
            result = np.column_stack(columns).reshape(right.shape)
            if not failed and np.isfinite(result).all():
                return result
        except PETSc.Error as error:
            failed = int(getattr(error, "ierr", -1))
        self.destroy()
        raise ConvergenceError(
            f"The equations of the lithium body are singular (PETSc reason {failed}): "
            "is the body held in all directions?"
        )

    def _one(self, solver: Any, right: FloatArray) -> FloatArray:
        x, b = self._matrix.createVecs()
        try:
            b.setArray(right)
            solver.solve(b, x)
            return np.array(x.getArray(), dtype=np.float64)
        finally:
            x.destroy()
            b.destroy()

    def destroy(self) -> None:
        """Free the factor."""
        for item in (self._solver, self._matrix):
            if item is not None:
                item.destroy()
        self._solver = self._matrix = None

    def _prepared(self) -> Any:
        from petsc4py import PETSc

        csr = (self._starts, self._columns, self._values)
        if self._solver is not None:
            self._matrix.setValuesCSR(*csr)
            self._matrix.assemble()
            return self._solver
        self._matrix = PETSc.Mat().createAIJ((self.size, self.size), csr=csr, comm=PETSc.COMM_SELF)
        self._solver = PETSc.KSP().create(PETSc.COMM_SELF)
        self._solver.setOperators(self._matrix)
        self._solver.setType(PETSc.KSP.Type.PREONLY)
        pc = self._solver.getPC()
        pc.setType(PETSc.PC.Type.LU)
        pc.setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
        pc.setFactorSetUpSolverType()
        pc.getFactorMatrix().setMumpsIcntl(14, 400)
        return self._solver


def _reduce(blocks: BodyUnknowns, mesh: BodyMesh, loads: Loads) -> tuple[IntArray, int]:
    """Number of each unknown in the reduced system; -1 if prescribed."""
    group = np.arange(blocks.size)
    for platen in loads.platens:
        nodes = mesh.nodes(platen.edge)
        group[2 * nodes + platen.axis] = 2 * nodes[0] + platen.axis
    for fixed in loads.prescribed:
        group[2 * mesh.nodes(fixed.edge) + fixed.axis] = -1
    kept = np.unique(group[group >= 0])
    reduced = np.where(group >= 0, np.searchsorted(kept, group), -1)
    return reduced, len(kept)


def _pairs(rows: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Row and column numbers of dense blocks, one per line of the arguments."""
    shape = (len(rows), rows.shape[1], columns.shape[1])
    row = np.broadcast_to(rows[:, :, None], shape).reshape(-1)
    return row, np.broadcast_to(columns[:, None, :], shape).reshape(-1)
