"""Fixtures of this folder; what they build is in tests/builders."""

from tests.builders.synthetic_runs import (
    config,
    finished,
    given,
    make_record,
    make_snapshot,
    march,
    one_rank,
    start,
)
from tests.builders.synthetic_solids import finished_in_space, make_solid_snapshot

__all__ = [
    "config",
    "finished",
    "finished_in_space",
    "given",
    "make_record",
    "make_snapshot",
    "make_solid_snapshot",
    "march",
    "one_rank",
    "start",
]
