"""Lithium filament growth in flawed solid-state electrolytes.

>>> import lifil
>>> config = lifil.load_config("configs/quickstart.yaml")  # doctest: +SKIP
>>> run = lifil.simulate(config, "results/quickstart")  # doctest: +SKIP
>>> lifil.open_run(run.folder).series  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lifil.config import Config, load_config
    from lifil.errors import LifilError
    from lifil.post import open_run
    from lifil.run import Run, simulate

__all__ = ["Config", "LifilError", "Run", "load_config", "open_run", "simulate"]

_HOMES = {
    "Config": "lifil.config",
    "LifilError": "lifil.errors",
    "Run": "lifil.run",
    "load_config": "lifil.config",
    "open_run": "lifil.post",
    "simulate": "lifil.run",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `lifil --help` stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lifil' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
