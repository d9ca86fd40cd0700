"""Lithium filament growth in flawed solid-state electrolytes.

A configuration is a YAML file with units, or the same as a dictionary:

    >>> import filasse
    >>> config = filasse.load_config("mine.yaml", {"protocol.current_density": "1 mA/cm^2"})
    >>> filasse.validate(config).word
    'grows'
    >>> run = filasse.simulate(config, "results/mine")
    >>> run.reason
    'short_circuit'

The results are a folder; `open_run` reads it, also while the run goes on:

    >>> result = filasse.open_run("results/mine")
    >>> result.series.plot(x="time", y="flaw1.length")
    >>> result.fields(8)["slab"].plot(scalars="von_mises")

Errors are subclasses of `FilasseError`; their text says what is wrong, where, and what to do.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filasse.config import Config
    from filasse.errors import FilasseError
    from filasse.measurements import calibrate, compare_hypotheses, sample_ensemble
    from filasse.output.observer import Observer
    from filasse.output.run_result import RunResult
    from filasse.output.triggers import every
    from filasse.parameters.own_laws import Laws
    from filasse.python import compare, impedance, load_config, open_run, simulate
    from filasse.simulation import Run
    from filasse.spectroscopy.spectrum import ImpedanceSpectrum
    from filasse.studies import (
        Outlook,
        draw_comparison,
        draw_curves,
        draw_figures,
        find_critical_current,
        list_materials,
        run_sweep,
        validate,
        write_report,
    )

    __version__: str

__all__ = [
    "Config",
    "FilasseError",
    "ImpedanceSpectrum",
    "Laws",
    "Observer",
    "Outlook",
    "Run",
    "RunResult",
    "__version__",
    "calibrate",
    "compare",
    "compare_hypotheses",
    "draw_comparison",
    "draw_curves",
    "draw_figures",
    "every",
    "find_critical_current",
    "impedance",
    "list_materials",
    "load_config",
    "open_run",
    "run_sweep",
    "sample_ensemble",
    "simulate",
    "validate",
    "write_report",
]

_HOMES = {
    "Config": "filasse.config",
    "FilasseError": "filasse.errors",
    "ImpedanceSpectrum": "filasse.spectroscopy.spectrum",
    "Laws": "filasse.parameters.own_laws",
    "Observer": "filasse.output.observer",
    "Outlook": "filasse.studies",
    "Run": "filasse.simulation",
    "RunResult": "filasse.output.run_result",
    "calibrate": "filasse.measurements",
    "compare": "filasse.python",
    "compare_hypotheses": "filasse.measurements",
    "every": "filasse.output.triggers",
    "impedance": "filasse.python",
    "load_config": "filasse.python",
    "open_run": "filasse.python",
    "draw_comparison": "filasse.studies",
    "draw_curves": "filasse.studies",
    "draw_figures": "filasse.studies",
    "find_critical_current": "filasse.studies",
    "list_materials": "filasse.studies",
    "run_sweep": "filasse.studies",
    "sample_ensemble": "filasse.measurements",
    "validate": "filasse.studies",
    "write_report": "filasse.studies",
    "simulate": "filasse.python",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `filasse --help` stays instant."""
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'filasse' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("filasse")
    except PackageNotFoundError:  # a checkout on the path, not installed
        return "unknown"


def __dir__() -> list[str]:
    return sorted(__all__)
