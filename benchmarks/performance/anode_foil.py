"""What a foil costs: the quickstart's growth with the anode as a body, against a reservoir.

python -m benchmarks.performance anode_foil
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.record import keep
from filasse.config import load_config
from filasse.simulation import simulate

QUICKSTART = Path(__file__).parents[2] / "configs" / "quickstart.yaml"

COMMON = (
    "mechanics.stack_pressure=1 MPa",
    "growth.max_steps=60",
    "output.figures=false",
    "output.fields_every=0",
    "output.log_level=error",
)

ALLOWED = 3.0
"""Time of a run with a foil over that of the same run without."""


def seconds(kind: str) -> float:
    """Processor time of a run [s]; that of other jobs on the machine does not count."""
    config = load_config(QUICKSTART, (*COMMON, f"anode.kind={kind}"))
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        simulate(config, Path(folder) / "run")
        return time.process_time() - start


def main() -> bool:
    """Print the ratio; tell whether it is small enough."""
    seconds("reservoir")  # compiles forms and warms caches
    tank, foil = seconds("reservoir"), seconds("foil")
    ratio = foil / tank
    print(
        f"60 advances: reservoir {tank:.1f} s, foil {foil:.1f} s, ratio {ratio:.2f} (<= {ALLOWED})"
    )
    keep("anode_foil", {"reservoir [s]": tank, "foil [s]": foil, "ratio": ratio}, ratio <= ALLOWED)
    return ratio <= ALLOWED
