"""An anode of a user's own, with a state: it follows the steps, and goes on from a checkpoint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from tests.builders.configs import load, write

from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.config import Config
from filasse.cracks.anode_interface import UNCHANGING, Interface
from filasse.errors import UsageError
from filasse.parameters.own_laws import Laws
from filasse.simulation import Run, simulate

__all__ = ["load", "write"]

LOSS = 1e-3
"""Part of the contact that is lost in a second."""


@dataclass(frozen=True)
class WornState:
    part: float
    kind: ClassVar[str] = "worn"
    lithium: ClassVar[float] = 0.0
    settles: ClassVar[bool] = True

    def arrays(self) -> Mapping[str, Any]:
        return {"worn": np.array(self.part)}


class Worn(ReservoirAnode):
    """Lithium that touches less from step to step."""

    kind = "worn"

    def start(self) -> WornState:  # type: ignore[override]
        return WornState(1.0)

    def interface(self, anode: WornState) -> Interface:  # type: ignore[override]
        even = super().interface(UNCHANGING)
        return replace(even, contact=anode.part * even.contact)

    def follow(self, system, before, stages) -> WornState:  # type: ignore[override]
        return WornState(before.anode.part - LOSS * sum(weight for weight, _ in stages))

    @staticmethod
    def restored(arrays: Mapping[str, Any]) -> WornState:  # type: ignore[override]
        return WornState(float(arrays["worn"]))


def voltage(run: Run) -> float:
    return float(run.series["voltage"].iloc[-1])


@pytest.mark.slow
def test_its_state_goes_on_from_run_to_run(load: Callable[..., Config], tmp_path: Path) -> None:
    """What touches less takes a larger overpotential; a run in two parts ends as one does."""
    slab = (
        *("geometry={width: 20 um, thickness: 20 um}", "interface.film_resistance=20 ohm cm^2"),
        "output={figures: false, fields_every: 0}",
    )
    until = "protocol={{current_density: 1 mA/cm^2, stop_time: {} s}}"
    half, whole = (load(*slab, until.format(time)) for time in (100, 200))
    laws = Laws(anode=Worn)
    first = simulate(half, tmp_path / "first", laws=laws)
    second = simulate(whole, tmp_path / "second", laws=laws, start_from=tmp_path / "first")
    at_once = simulate(whole, tmp_path / "at_once", laws=laws)
    even = simulate(whole, tmp_path / "even")
    assert voltage(even) < voltage(first) - 1e-3 < voltage(second) - 2e-3
    assert voltage(second) == pytest.approx(voltage(at_once), rel=1e-3)
    with pytest.raises(UsageError, match=r"laws\.anode.* is not what that run had"):
        simulate(whole, tmp_path / "third", start_from=tmp_path / "first")
