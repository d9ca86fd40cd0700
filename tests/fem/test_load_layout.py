"""The order of load columns is told in one place."""

import numpy as np

from filasse.fem.elastic_response import LoadLayout


def test_values_stand_where_the_columns_are() -> None:
    layout = LoadLayout.of(3, 2, 1, 2, 1, 3)
    units = layout.unit_loads([5.0, 6.0], np.array([7.0, 8.0]))
    assert units.tolist() == [5.0, 6.0, 1.0, 7.0, 8.0]
    values = layout.values(np.full(3, 4.0), units, np.array([9.0, 1.0, 2.0, 3.0]))
    assert values.tolist() == [4.0, 4.0, 4.0, *units.tolist(), 9.0, 1.0, 2.0, 3.0]
    assert values[layout.anode].tolist() == [7.0, 8.0]
    assert units[layout.among_units(layout.residual)].tolist() == [1.0]


def test_what_is_not_there_has_no_column() -> None:
    layout = LoadLayout.of(3, 1, 0, 0, 0, 0)
    assert layout.size == 4
    assert layout.unit_loads([2.0]).tolist() == [2.0]
    assert layout.values(0.0, np.array([2.0])).tolist() == [0.0, 0.0, 0.0, 2.0]
