"""What `filasse validate` says beforehand, against the run."""

from pathlib import Path

import pytest

from filasse.config import load_config
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.simulation import simulate

BASE = """
geometry:
  width: 100 um
  thickness: 60 um
  flaws: [{position: 50 um, length: 10 um}]
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 h}
growth: {max_steps: 0}
mesh: {tip: 0.25 um, lip: 1 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""
SEALED = "lithium.mouth=sealed"
WIDE = ("geometry.thickness=200 um", "geometry.flaws.0.position=200 um", "mesh.far=20 um")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "tolerance"),
    [
        ((SEALED,), 0.01),
        ((SEALED, "interface.transfer_coefficient=0.3"), 0.01),
        ((SEALED, "mechanics.stack_pressure=20 MPa"), 0.01),
        ((SEALED, "mechanics.stack_pressure=20 MPa", "mechanics.sides=free"), 0.01),
        ((SEALED, "geometry.flaws.0.angle=45 deg", "geometry.width=400 um", *WIDE), 0.02),
        ((), 0.05),
        (("interface.film_resistance=0 ohm cm^2",), 0.05),
    ],
)
def test_at_the_critical_current_the_flaw_is_critical(
    changes: tuple[str, ...], tolerance: float, tmp_path: Path
) -> None:
    """Three percent below the critical current, where the run comes to rest."""
    path = tmp_path / "mine.yaml"
    path.write_text(BASE)
    weakest = weakest_flaw(load_config(path, changes))
    assert weakest is not None
    current = f"protocol.current_density={0.097 * weakest.critical:.6g} mA/cm^2"
    run = simulate(load_config(path, (*changes, current)), tmp_path / "run")
    assert run.record is not None
    ratio = weakest.ratio(0.97 * weakest.critical)
    assert run.record.tips[0].k_ratio == pytest.approx(ratio, abs=tolerance)
