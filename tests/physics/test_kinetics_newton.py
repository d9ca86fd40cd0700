"""Newton's method on Butler-Volmer in resistive form, from far above the solution."""

import numpy as np
import pytest

from filasse.physics.kinetics import Kinetics, overpotential, reversed_gently

SLUGGISH = Kinetics("butler_volmer", 10.0, 0.5, 0.0, 298.15)


@pytest.mark.parametrize("start", [-1e6, -100.0, 100.0, 3e4, 1e7])
@pytest.mark.parametrize("target", [-500.0, -1.0, 0.0, 3.0, 2e3])
def test_newton_converges_from_afar(start: float, target: float) -> None:
    wanted, _ = overpotential(SLUGGISH, np.array([target]))
    current = np.array([start])
    for _ in range(15):
        value, slope = overpotential(SLUGGISH, current)
        current = reversed_gently(SLUGGISH, current, (wanted - value) / slope)
    assert current[0] == pytest.approx(target, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("law", ["linear", "ideal"])
def test_other_laws_are_left_alone(law: str) -> None:
    plain = Kinetics(law, 10.0, 0.5, 0.0, 298.15)  # type: ignore[arg-type]
    assert reversed_gently(plain, np.array([500.0]), np.array([-900.0])) == -400.0
