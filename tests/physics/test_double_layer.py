import numpy as np
import pytest

from filasse.physics.double_layer import arc_capacitance, interface_impedance, relaxation_time

SERIES, TRANSFER, CAPACITANCE = 2e-3, 1e-3, 1e-2


def test_the_curve_is_a_semicircle() -> None:
    frequency = np.geomspace(1e-3, 1e9, 200)
    values = interface_impedance(SERIES, TRANSFER, CAPACITANCE, frequency)
    centre = SERIES + TRANSFER / 2
    assert np.abs(values - centre) == pytest.approx(TRANSFER / 2, rel=1e-12)
    assert values.imag.max() < 0
    assert values[0] == pytest.approx(SERIES + TRANSFER)
    assert values[-1] == pytest.approx(SERIES, rel=1e-4)


def test_its_top_gives_the_capacitance_back() -> None:
    time = relaxation_time(np.array([TRANSFER]), np.array([CAPACITANCE]))
    top = 1 / (2 * np.pi * time)
    (value,) = interface_impedance(SERIES, TRANSFER, CAPACITANCE, top)
    assert value == pytest.approx(SERIES + TRANSFER / 2 - 0.5j * TRANSFER)
    assert arc_capacitance(TRANSFER, float(top[0])) == pytest.approx(CAPACITANCE)
