"""What is told of a tip: where its lithium ends, and how fast it moves."""

import numpy as np
import pytest

from filasse.cracks.state import Advanced
from filasse.records.recording import lithium_front

ARC = np.array([0.0, 2.0, 4.0, 6.0, 8.0])


@pytest.mark.parametrize(
    ("filled", "front"),
    [
        ((1, 1, 1, 1, 1), 8.0),
        ((1, 1, 1, 0.5, 0), 5.0),
        ((1, 1, 1, 0, 0), 4.0),
        ((1, 0.3, 1, 1, 0), 6.0),  # a thin place near the mouth is no dry tip
        ((0.9, 1, 1, 1, 1), 8.0),
        ((1, 0, 0, 0, 0), 0.0),
        ((0.5, 0.5, 0.5, 0.5, 0.5), 0.0),
    ],
)
def test_the_front_is_where_the_last_full_part_ends(
    filled: tuple[float, ...], front: float
) -> None:
    assert lithium_front(ARC, np.array(filled, dtype=float)) == front


def test_the_speed_is_that_since_the_latest_advance() -> None:
    first = Advanced(time=10.0, length=2.0, speed=0.0)
    assert first.speed_at(10.0) == 0.0
    assert first.speed_at(14.0) == 0.5
    second = Advanced(time=14.0, length=1.0, speed=first.speed_at(14.0))
    assert second.speed_at(14.0) == 0.5  # a tip that runs on at once
    assert second.speed_at(3614.0) == 1.0 / 3600.0  # after an hour of rest
