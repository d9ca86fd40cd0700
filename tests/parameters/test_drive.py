"""What the cycler prescribes is a current or a voltage."""

import pytest

from filasse.parameters.cell_model import Drive


@pytest.mark.parametrize("both", [{}, {"current": 0.0, "voltage": 0.0}])
def test_neither_and_both_are_rejected(both: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a current or a voltage"):
        Drive(**both)


def test_nothing_is_held_by_a_current() -> None:
    assert Drive(voltage=-0.1).held == -0.1
    with pytest.raises(ValueError, match="holds no voltage"):
        _ = Drive(current=0.0).held
