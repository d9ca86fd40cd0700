"""Lithium filament growth in flawed solid-state electrolytes.

>>> import filasse
>>> config = filasse.load_config("configs/quickstart.yaml")  # doctest: +SKIP
>>> run = filasse.simulate(config, "results/quickstart")  # doctest: +SKIP
>>> filasse.open_run(run.folder).series  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filasse.config import Config, load_config
    from filasse.errors import FilasseError
    from filasse.output.observer import Observer
    from filasse.output.run_result import open_run
    from filasse.simulation import Run, simulate

__all__ = ["Config", "FilasseError", "Observer", "Run", "load_config", "open_run", "simulate"]

_HOMES = {
    "Config": "filasse.config",
    "FilasseError": "filasse.errors",
    "Observer": "filasse.output.observer",
    "Run": "filasse.simulation",
    "load_config": "filasse.config",
    "open_run": "filasse.output.run_result",
    "simulate": "filasse.simulation",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `filasse --help` stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'filasse' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
