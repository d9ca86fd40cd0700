"""The one place that knows which build of dolfinx is installed.

Import this module before dolfinx, petsc4py or mpi4py: the PyPI wheel must set up its libraries
first, while conda, spack and container builds have nothing to set up.
"""

from __future__ import annotations

import importlib
import importlib.util
import os

from filasse.errors import FilasseError

SUPPORTED_DOLFINX = "0.11"


def prepare_dolfinx() -> None:
    """Make dolfinx and petsc4py importable, whichever way they were installed.

    Raises:
        FilasseError: dolfinx is missing or of another release.
    """
    _leave_signals_alone()
    if importlib.util.find_spec("dolfinx_solver") is not None:
        importlib.import_module("dolfinx_solver")
    if importlib.util.find_spec("dolfinx") is None:
        raise FilasseError(
            "dolfinx is not installed. Install it with "
            "`pip install 'dolfinx-solver-real>=0.11,<0.12'`, "
            f"or bring a dolfinx {SUPPORTED_DOLFINX} from conda, spack or a container."
        )
    version = str(importlib.import_module("dolfinx").__version__)
    if not version.startswith(SUPPORTED_DOLFINX):
        raise FilasseError(
            f"dolfinx {version} is installed, but filasse needs {SUPPORTED_DOLFINX}. "
            f"Install it with `pip install 'dolfinx-solver-real=={SUPPORTED_DOLFINX}.*'`."
        )


def _leave_signals_alone() -> None:
    """Keep PETSc from taking SIGTERM: it would print a banner and end the process with 15."""
    option, given = "-no_signal_handler", os.environ.get("PETSC_OPTIONS", "")
    if option not in given.split():
        os.environ["PETSC_OPTIONS"] = f"{given} {option}".strip()
