"""MUMPS's own Schur complement through PETSc's C interface, which petsc4py does not wrap.

Decision 0010 tells why; nothing else in filasse calls C.
"""

from __future__ import annotations

import ctypes
import functools
import logging
from typing import Any

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

log = logging.getLogger(__name__)

SUCCESS = 0  # PETSC_SUCCESS


@functools.cache
def is_available() -> bool:
    """Whether this PETSc gives right Schur complements: one of a small matrix is tried."""
    from petsc4py import PETSc

    try:
        sound = PETSc.ScalarType == np.float64 and _tried()
    except (AttributeError, OSError, PETSc.Error) as error:
        log.info("PETSc's Schur complement cannot be used: %s", error)
        return False
    if not sound:
        log.info("PETSc's Schur complement cannot be used: a small one is wrong")
    return sound


def request(factor: Any, rows: npt.NDArray[np.integer[Any]]) -> None:
    """Ask for the Schur complement of some rows, before the factorisation.

    Args:
        factor: MUMPS's factor matrix of PETSc, on one rank.
        rows: ascending.
    """
    from petsc4py import PETSc

    wanted = PETSc.IS().createGeneral(rows.tolist(), comm=factor.comm)
    _call("MatFactorSetSchurIS", factor.handle, wanted.handle)
    wanted.destroy()


def complement(factor: Any, count: int) -> FloatArray:
    """The Schur complement of a symmetric factorised matrix, shape (count, count)."""
    matrix, values, status = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_int()
    _call("MatFactorGetSchurComplement", factor.handle, ctypes.byref(matrix), ctypes.byref(status))
    _call("MatDenseGetArrayRead", matrix, ctypes.byref(values))
    pointer = ctypes.cast(values, ctypes.POINTER(ctypes.c_double))
    half = np.triu(np.ctypeslib.as_array(pointer, shape=(count, count)))  # the rest is not set
    _call("MatDenseRestoreArrayRead", matrix, ctypes.byref(values))
    _call("MatFactorRestoreSchurComplement", factor.handle, ctypes.byref(matrix), status)
    return np.asarray(half + np.triu(half, 1).T)


def solve_without(factor: Any) -> None:
    """Let solves leave out the rows of the Schur complement, which then come out as zero."""
    factor.setMumpsIcntl(26, 0)


@functools.cache
def _library() -> ctypes.CDLL:
    """What petsc4py is linked to: looking a name up here also finds that of libpetsc."""
    from petsc4py import PETSc

    return ctypes.CDLL(PETSc.__file__)


def _call(name: str, *arguments: Any) -> None:
    from petsc4py import PETSc

    function = getattr(_library(), name)
    converted = [
        ctypes.c_void_p(argument) if isinstance(argument, int) else argument
        for argument in arguments
    ]
    code = function(*converted)
    if code != SUCCESS:
        raise PETSc.Error(code)


def _tried() -> bool:
    """Whether the Schur complement of a small matrix is right, and solves that leave it out."""
    from petsc4py import PETSc

    inner = np.array([[4.0, -1.0, 0.0], [-1.0, 3.0, -1.0], [0.0, -1.0, 5.0]])
    border = np.array([[1.0, 0.0], [0.5, 2.0], [0.0, -1.0]])
    whole = np.block([[inner, border], [border.T, np.zeros((2, 2))]])
    csr = (np.arange(0, 26, 5, dtype=np.int32), np.tile(np.arange(5, dtype=np.int32), 5))
    matrix: Any = PETSc.Mat().createAIJ(
        whole.shape, csr=(*csr, whole.ravel()), comm=PETSc.COMM_SELF
    )
    matrix.setOption(PETSc.Mat.Option.SPD, True)
    pc: Any = PETSc.PC().create(PETSc.COMM_SELF)
    pc.setOperators(matrix)
    pc.setType(PETSc.PC.Type.CHOLESKY)
    pc.setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
    pc.setFactorSetUpSolverType()
    factor = pc.getFactorMatrix()
    request(factor, np.array([3, 4]))
    pc.setUp()
    found = complement(factor, 2)
    solve_without(factor)
    x, b = matrix.createVecs()
    b.setArray([1.0, 2.0, 3.0, 0.0, 0.0])
    factor.solve(b, x)
    solved = x.getArray()[:3].copy()
    for thing in (x, b, pc, matrix):
        thing.destroy()
    right = np.linalg.solve(inner, np.column_stack([border, [1.0, 2.0, 3.0]]))
    return np.allclose(found, -border.T @ right[:, :2]) and np.allclose(solved, right[:, 2])
