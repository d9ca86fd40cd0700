"""What is told of a tip: where its lithium ends, and how fast it moves."""

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import pytest
from tests.builders.synthetic_runs import record_at

from filasse.cracks.state import LastAdvance
from filasse.quantity import columns
from filasse.records.recording import lithium_front
from filasse.records.run_record import TipRecord

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
    first = LastAdvance(time=10.0, length=2.0, speed=0.0)
    assert first.speed_at(10.0) == 0.0
    assert first.speed_at(14.0) == 0.5
    second = LastAdvance(time=14.0, length=1.0, speed=first.speed_at(14.0))
    assert second.speed_at(14.0) == 0.5  # a tip that runs on at once
    assert second.speed_at(3614.0) == 1.0 / 3600.0  # after an hour of rest


@dataclass(frozen=True, kw_only=True)
class Narrower(TipRecord):
    """Without a quantity that only tips have."""

    dry_length: float = nan


def test_a_quantity_that_only_tips_have_is_left_out_by_declaring_it_bare() -> None:
    of_tips, left = columns(TipRecord), columns(Narrower)
    assert [c for c in of_tips if c.field != "dry_length"] == list(left)
    values = {c.field: getattr(record_at().tips[0], c.field) for c in left}
    assert isnan(Narrower(name="flaw1", **values).dry_length)
