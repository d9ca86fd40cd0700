"""Resistances by closed forms, against the voltage of a cell under a small current."""

from collections.abc import Callable

import pytest
from tests.builders.configs import load, write

from filasse.calibration.models.closed_forms import estimate_of
from filasse.config import Config
from filasse.estimates.time_to_growth.applied_currents import cell_voltage

__all__ = ["load", "write"]


@pytest.mark.parametrize("temperature", [25, 60])
@pytest.mark.parametrize(
    "counter", ["butler_volmer", "equipotential", "resistance, area_resistance: 3 ohm cm^2"]
)
def test_the_resistance_of_a_cell_is_the_slope_of_its_voltage(
    load: Callable[..., Config], counter: str, temperature: int
) -> None:
    electrode = f"counter_electrode={{kind: {counter}}}"
    film = "interface.film_resistance=5 ohm cm^2"
    config = load(electrode, film, f"temperature={temperature} degC")
    slope = (cell_voltage(config, 1e-3) - cell_voltage(config, -1e-3)) / 2e-3
    assert estimate_of("cell_resistance", config, {}) == pytest.approx(slope, rel=1e-6)
