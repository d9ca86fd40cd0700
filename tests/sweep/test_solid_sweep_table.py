"""Units of volumes and charges in tables of sweeps."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from filasse.sweep.sweep_table import IN_SPACE, RESULTS, numbers


@pytest.mark.parametrize(("charge", "volume"), [("C/m", "um^2"), ("C", "um^3")])
def test_numbers_bear_the_units_of_their_columns(charge: str, volume: str) -> None:
    names = ("time", "growth_step", "voltage", "current_density", "plated_charge")
    series = pd.DataFrame({name: [1.0] for name in (*names, "lithium_in_cracks")})
    series["lithium_balance"] = 0.0
    series.attrs["units"] = {"plated_charge": charge, "lithium_in_cracks": volume}
    run: Any = SimpleNamespace(series=series, reason=None, tips=())
    row = numbers(run)
    told = {f"plated_charge [{charge}]", f"lithium_in_cracks [{volume}]"}
    assert told <= set(row) <= set(RESULTS)
    assert (told == set(IN_SPACE)) == (charge == "C")
