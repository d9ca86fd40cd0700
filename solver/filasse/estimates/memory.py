"""Whether a run fits the memory that it may use."""

from filasse.config.sections.config_model import Config
from filasse.errors import UsageError
from filasse.estimates.cost import expected_cost
from filasse.memory_limit import memory_limit

MARGIN = 2.0
"""A run is rejected if its estimate is this much beyond the machine: the estimate is rough."""


def fits(config: Config) -> bool:
    """Whether a run is not far too large for the memory that it may use."""
    return expected_cost(config).memory <= MARGIN * memory_limit().size


def reject_too_large(config: Config) -> None:
    """Refuse to start what cannot fit.

    Raises:
        UsageError: the estimate is far beyond the memory that the run may use.
    """
    if fits(config):
        return
    cost, limit = expected_cost(config), memory_limit()
    sizes = "mesh.anode, mesh.lip and mesh.far"
    if config.geometry.depth is not None:
        sizes = "mesh.tip and mesh.far"
    raise UsageError(
        f"This run would take about {cost.memory / 1e9:.2g} GB of memory ({cost.cells:.2g} cells "
        f"at the start), and {limit.text}. Make {sizes} larger "
        "or the slab smaller, use a larger machine, or start it all the same "
        "with --force."
    )


def memory_note(memory: float) -> str:
    """How an estimate of memory [B] compares with what there is.

    Args:
        memory: at the peak of a run.
    """
    limit = memory_limit()
    if memory <= limit.size:
        return f"rough, at the peak; {limit.text}"
    verdict = "would be rejected" if memory > MARGIN * limit.size else "may not fit"
    return f"rough, at the peak; {verdict}: {limit.text}"
