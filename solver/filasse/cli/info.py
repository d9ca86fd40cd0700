"""What the command ``filasse info`` tells: versions, features, and how to get what is missing."""

import os
import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from filasse.errors import FilasseError

PACKAGES = (
    *("filasse", "numpy", "scipy", "pydantic", "pint", "gmsh", "meshio", "pyvista", "matplotlib"),
    *("fenics-ufl", "fenics-basix", "fenics-ffcx", "mpi4py", "petsc4py", "dolfinx-solver-real"),
)
SOLVERS = {
    "mumps": "needed for the factorisation; use a PETSc built with MUMPS",
    "superlu_dist": "optional",
    "hypre": "optional, useful in 3D; conda, spack and container builds of PETSc have it",
}
GET_DOLFINX = (
    "pip install 'dolfinx-solver-real>=0.11,<0.12', "
    "or bring dolfinx 0.11 by conda, spack or a container"
)


def info_lines() -> Iterator[str]:
    """One line per fact."""
    yield f"python {platform.python_version()} on {platform.platform()}"
    for package in PACKAGES:
        yield f"{package} {_version(package)}"
    yield from _solver_lines()
    yield _compiler_line()
    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    yield f"OMP_NUM_THREADS {threads}" + ("" if threads == "1" else " (1 is best with MPI)")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "is not installed as a package"


def _solver_lines() -> Iterator[str]:
    """Versions and features of dolfinx, PETSc and MPI, if they can be imported."""
    try:
        from filasse.compat import prepare_dolfinx

        prepare_dolfinx()
        import dolfinx
        from mpi4py import MPI
        from petsc4py import PETSc
    except (ImportError, FilasseError) as error:
        yield f"dolfinx cannot be used: {error}"
        yield f"get it with {GET_DOLFINX}"
        return
    yield f"dolfinx {dolfinx.__version__}"
    yield f"PETSc {'.'.join(str(part) for part in PETSc.Sys.getVersion())}"
    yield f"MPI {MPI.Get_library_version().splitlines()[0].strip()}"
    for name, remedy in SOLVERS.items():
        found = PETSc.Sys.hasExternalPackage(name)
        yield f"PETSc with {name}: " + ("yes" if found else f"no ({remedy})")


def _compiler_line() -> str:
    """The C compiler that dolfinx needs at run time."""
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and (path := shutil.which(name)):
            return f"C compiler {path}"
    return "C compiler is missing: install one, for instance `apt install gcc`"
