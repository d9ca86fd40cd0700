"""What MUMPS reports of a factorisation, and how much room it is given to work in."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from filasse.errors import ConvergenceError, FilasseError, MemoryShortage

log = logging.getLogger(__name__)

WORKSPACES = (50, 100, 200, 400, 800, 1600)
"""ICNTL(14): room beside what the analysis expects, in percent. MUMPS's own 5 to 20 is too little
on three ranks and more; room that is not used costs addresses, not memory."""

TOO_LITTLE_ROOM = frozenset({-8, -9, -11, -12, -14, -15, -17, -18, -19, -20})
"""INFOG(1) of work arrays and message buffers that turned out too small (MUMPS Users' Guide)."""

NO_MEMORY = frozenset({-5, -7, -13, -22})
"""INFOG(1) of arrays that the system did not give."""

SINGULAR = frozenset({-6, -10, -40})
"""INFOG(1) of matrices without a Cholesky factor."""

PETSC_NO_MEMORY = 55
"""PETSC_ERR_MEM."""

_prefixes = (f"filasse_{number}_" for number in itertools.count())


@dataclass(frozen=True)
class Method:
    """How MUMPS factorises.

    Attributes:
        integers: further ICNTL values.
        reals: CNTL values.
        single: whether the factor is kept in single precision.
    """

    integers: Mapping[int, int] = field(default_factory=dict)
    reals: Mapping[int, float] = field(default_factory=dict)
    single: bool = False


BLOCK = 64
"""Right-hand sides solved at once: enough for BLAS 3, small against the factor's memory."""

PLANAR = Method({7: 2, 27: BLOCK})
"""ICNTL(7): approximate minimum fill, in 2D much faster than nested dissection and as sparse."""

SOLID = Method({7: 5, 27: BLOCK})
"""Nested dissection by METIS."""

LOW_RANK = Method({7: 5, 27: BLOCK, 35: 1}, {7: 1e-5}, single=True)
"""In single precision, with blocks of low rank, for elasticity in space: at 31k displacements a
third of the time and half the memory of double precision, and less still of larger ones.
Compliances are right to 4e-6 and K to 1e-5, far within the error of the mesh; solutions are
checked."""


def factorise(
    matrix: Any,
    name: str,
    method: Method,
    ask: Callable[[Any], None] = lambda _: None,
) -> Any:
    """Factorise a symmetric positive definite matrix, with more workspace while MUMPS lacks some.

    Args:
        matrix: assembled PETSc AIJ matrix.
        name: what is solved, for error messages.
        method: how.
        ask: what else is asked of the factor matrix before the factorisation.

    Returns:
        PETSc's preconditioner with the Cholesky factor.

    Raises:
        ConvergenceError: the matrix is singular, or MUMPS fails for another reason.
        MemoryShortage: there is not enough memory.
    """
    code = detail = 0
    for workspace in WORKSPACES:
        factor = _prepared(matrix, method, workspace)
        ask(factor.getFactorMatrix())
        code, detail = _set_up(factor)
        if code >= 0:
            return factor
        factor.destroy()
        if code not in TOO_LITTLE_ROOM:
            break
        log.debug("%s: %d %% of extra workspace is too little (MUMPS %d)", name, workspace, code)
    raise failure(name, code, detail)


def failure(name: str, code: int, detail: int) -> FilasseError:
    """The error that stands for what MUMPS reports.

    Args:
        name: what is solved.
        code: INFOG(1).
        detail: INFOG(2).
    """
    reported = f"(MUMPS INFOG(1) = {code}, INFOG(2) = {detail})"
    if code in NO_MEMORY:
        return MemoryShortage(
            f"There is not enough memory to factorise {name} {reported}. Run on a machine or a "
            "node with more memory, or use larger cells (mesh.tip, mesh.lip, mesh.far)."
        )
    if code in TOO_LITTLE_ROOM:
        return ConvergenceError(
            f"MUMPS lacks workspace for {name} even with {WORKSPACES[-1]} % more than it expects "
            f"{reported}. Run on fewer MPI ranks."
        )
    if code in SINGULAR:
        return ConvergenceError(
            f"The matrix of {name} is singular {reported}: some part of the slab is held by "
            "nothing, or has no stiffness or conductivity. Check the moduli and conductivities, "
            "the supports (mechanics.sides), and pieces that cracks or pores cut loose."
        )
    return ConvergenceError(
        f"The factorisation of {name} failed {reported}; the MUMPS Users' Guide explains these "
        "numbers. Try another number of MPI ranks."
    )


def _prepared(matrix: Any, method: Method, workspace: int) -> Any:
    from petsc4py import PETSc

    factor = PETSc.PC().create(matrix.comm)
    factor.setOperators(matrix)
    factor.setType(PETSc.PC.Type.CHOLESKY)
    factor.setFactorSolverType(PETSc.Mat.SolverType.MUMPS)
    if method.single:
        factor.setOptionsPrefix(next(_prefixes))
        PETSc.Options().setValue(f"{factor.getOptionsPrefix()}pc_precision", "single")
        factor.setFromOptions()
    factor.setFactorSetUpSolverType()
    kept = factor.getFactorMatrix()
    for option, value in {**method.integers, 14: workspace}.items():
        kept.setMumpsIcntl(option, value)
    for option, real in method.reals.items():
        kept.setMumpsCntl(option, real)
    return factor


def _set_up(factor: Any) -> tuple[int, int]:
    """Analyse and factorise; INFOG(1) and INFOG(2), the same on every rank."""
    from petsc4py import PETSc

    precision = f"{factor.getOptionsPrefix()}pc_precision"
    try:
        factor.setUp()  # reads the precision, of which only PETSc's database of options knows
    except PETSc.Error as error:
        code, detail = reported(factor)
        if code < 0:
            return code, detail
        if error.args[:1] == (PETSC_NO_MEMORY,):
            return -13, 0
        raise ConvergenceError(f"PETSc cannot factorise: {error}.") from error
    finally:
        PETSc.Options().delValue(precision)
    code, detail = reported(factor)
    return (min(code, 0) or -int(factor.getFailedReason() != 0)), detail


def reported(factor: Any) -> tuple[int, int]:
    """INFOG(1) and INFOG(2) of the latest call of MUMPS."""
    matrix = factor.getFactorMatrix()
    return int(matrix.getMumpsInfog(1)), int(matrix.getMumpsInfog(2))
