"""What made a result: versions, source state, machine."""

import importlib
import platform
import resource
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from filasse.compat import prepare_dolfinx
from filasse.errors import FilasseError

_DISTRIBUTIONS = ("filasse", "numpy", "scipy", "gmsh", "pyvista", "mpi4py")


def versions() -> dict[str, str]:
    """Return the version of everything that a result depends on, by name."""
    found = {"python": platform.python_version()}
    found |= {"dolfinx": _dolfinx(), "petsc": _petsc(), "mpi": _mpi()}
    return {name: _distribution(name) for name in _DISTRIBUTIONS} | found


def git_state() -> dict[str, Any] | None:
    """Return commit and cleanness of the source tree that filasse runs from.

    Returns:
        None when filasse is installed, not run from a checkout, or when there is no git.
    """
    # A checkout must track this very file: an environment may lie inside a foreign repository.
    if _git("ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return {"commit": _git("rev-parse", "HEAD"), "dirty": bool(changed)}


def machine() -> dict[str, str]:
    """Return name and kind of the machine."""
    return {"host": platform.node(), "platform": platform.platform()}


def peak_memory() -> float:
    """Return the largest memory this process has had [MB]."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (1024.0 if sys.platform == "linux" else 1024.0**2), 1)


def _distribution(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _dolfinx() -> str:
    try:
        prepare_dolfinx()
        return str(importlib.import_module("dolfinx").__version__)
    except (ImportError, FilasseError):
        return "missing"


def _petsc() -> str:
    try:
        petsc = importlib.import_module("petsc4py.PETSc")
    except ImportError:
        return "missing"
    return ".".join(map(str, petsc.Sys.getVersion()))


def _mpi() -> str:
    try:
        mpi = importlib.import_module("mpi4py.MPI")
    except ImportError:
        return "missing"
    return str(mpi.Get_library_version()).strip("\0\n").splitlines()[0].replace("\t", " ")


def _git(*arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(Path(__file__).parent), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
