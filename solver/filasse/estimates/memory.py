"""Whether a run fits the memory of the machine."""

import os

from filasse.config.sections.config_model import Config
from filasse.errors import UsageError
from filasse.estimates.cost import estimate

MARGIN = 2.0
"""A run is rejected if its estimate is this much beyond the machine: the estimate is rough."""


def machine_memory() -> float:
    """Memory of this machine [B]."""
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def reject_too_large(config: Config) -> None:
    """Refuse to start what cannot fit.

    Raises:
        UsageError: the estimate is far beyond the memory of this machine.
    """
    cost, there = estimate(config), machine_memory()
    if cost.memory <= MARGIN * there:
        return
    sizes = "mesh.anode, mesh.lip and mesh.far"
    if config.geometry.depth is not None:
        sizes = "mesh.tip and mesh.far"
    raise UsageError(
        f"This run would take about {cost.memory / 1e9:.2g} GB of memory ({cost.cells:.2g} cells "
        f"at the start), and this machine has {there / 1e9:.2g} GB. Make {sizes} larger "
        "or the slab smaller, use a larger machine, or start it all the same "
        "with --force."
    )
