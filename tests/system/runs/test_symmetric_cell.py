"""A symmetric cell without flaws: its voltage in closed form, whichever way the current flows."""

from pathlib import Path

import numpy as np
import pytest

from filasse import open_run
from filasse.config import load_config
from filasse.physics.kinetics import Kinetics, overpotential
from filasse.simulation import simulate

CELL = """
geometry: {width: 50 um, thickness: 50 um}
electrolyte: {material: LLZO}
interface: {exchange_current_density: 0.1 mA/cm^2, transfer_coefficient: 0.3}
protocol: {stop_time: 1 s, steps: [{current_density: %s mA/cm^2, duration: 1 s}]}
mesh: {lip: 10 um, far: 10 um, anode: 10 um}
output: {figures: false, fields_every: 0}
"""


@pytest.mark.parametrize("sign", [1, -1])
def test_voltage_of_unequal_branches(tmp_path: Path, sign: int) -> None:
    path = tmp_path / "cell.yaml"
    path.write_text(CELL % (2 * sign))
    config = load_config(path)
    simulate(config, tmp_path / "run")
    voltage = open_run(tmp_path / "run").series["voltage"].to_numpy()
    current = np.array([20.0])
    branches = [Kinetics("butler_volmer", 1.0, a, 0.0, 298.15) for a in (0.3, 0.7)]
    kinetic = sum(overpotential(branch, current)[0][0] for branch in branches)
    expected = kinetic + 20.0 * 50e-6 / config.electrolyte.ionic_conductivity
    assert expected == pytest.approx(0.38702, abs=1e-5)
    assert voltage == pytest.approx(sign * expected, abs=1e-7)
