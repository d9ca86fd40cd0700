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

__all__ = [
    "config",
    "finished",
    "given",
    "make_record",
    "make_snapshot",
    "march",
    "one_rank",
    "start",
]
