"""What steps twice as long tell of the error of the time, over several rows of advances."""

import numpy as np
import pytest

from filasse.cracks.state.totals import TimeError

ROW = TimeError().with_advance(4.0, 1.0).with_advance(4.0, 2.0)
"""Two advances of 4 s, with lithium of 1 and 2 m^2 in the cracks at their ends."""


def test_richardsons_rule() -> None:
    """A row with an error of 1 s that one of order two makes four times as large."""
    assert ROW.with_longer(3.0, 2.0).total == pytest.approx(-1.0)


def test_each_pair_counts_with_the_order_that_it_has() -> None:
    longer = ROW.with_longer(3.0, 2.0).with_advance(4.0, 3.0).with_longer(4.0, 1.0)
    assert longer.total == pytest.approx(-2.0)


def test_rows_add_up_and_what_is_missed_counts_as_the_rest() -> None:
    other = ROW.with_longer(3.0, 2.0).at_new_row.with_advance(2.0, 3.0)
    assert other.total == pytest.approx(-1.0 * 10 / 8)
    assert other.with_longer(1.5, 2.0).total == pytest.approx(-1.5)


def test_nothing_is_told_of_growth_that_is_mostly_missed() -> None:
    assert ROW.total is None
    told = ROW.with_longer(3.0, 2.0)
    assert told.with_advance(7.9, 3.0).total is not None
    assert told.with_advance(8.1, 3.0).total is None


def test_an_advance_by_adaptive_steps_counts_as_growth_without_estimate() -> None:
    lost = ROW.with_longer(3.0, 2.0).losing(10.0)
    assert lost.until(14.0).total == pytest.approx(-1.0 * 12 / 8)
    assert lost.until(19.0).total is None
    assert lost.losing(12.0).until(14.0) == lost.until(14.0)  # that of another tip goes on from it


@pytest.mark.parametrize(("left", "kept"), [(3.0, 1.0), (1.0, 0.5), (0.0, 0.0)])
def test_a_crack_that_is_emptied_forgets(left: float, kept: float) -> None:
    emptied = ROW.with_longer(3.0, 2.0).emptied_to(left)
    assert emptied.total == pytest.approx(-kept)
    assert emptied.emptied_to(left).total == pytest.approx(-kept)  # by a rest after it, no more


def test_noise_of_meshes_in_space_does_not_cancel() -> None:
    """Parts of 1 s and -1 s make root two of a second, with the sign of their sum."""
    first = ROW.with_longer(3.0, 2.0, in_space=True)
    assert first.total == pytest.approx(-1.0)
    second = first.with_advance(4.0, 3.0).with_longer(0.3, 2.0, in_space=True)
    assert second.total == pytest.approx(-np.sqrt(1 + 0.9**2))
    assert first.with_longer(0.3, 2.0).total == pytest.approx(-1.0)
    assert second.emptied_to(1.5).total == pytest.approx(-np.sqrt(1 + 0.9**2) / 2)
