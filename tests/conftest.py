"""The order of the tests on several workers, and a collection without searching for garbage."""

import gc
from collections.abc import Sequence
from itertools import groupby

import pytest

LONG = ("slow", "browser")
"""Marks of tests that take more than a second."""

gc.disable()  # of what collecting makes nothing is garbage: looking through it takes 3 s of 19


def pytest_collection_finish() -> None:
    """Let the tests not look through what was collected either."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On several workers, begin with what takes long, and keep files together."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        files = [list(group) for _, group in groupby(items, lambda item: item.path)]
        long = [sum(any(map(item.get_closest_marker, LONG)) for item in file) for file in files]
        items[:] = [item for file in long_first(files, long, workers) for item in file]


def long_first[T](
    files: Sequence[Sequence[T]], long: Sequence[int], workers: int
) -> list[Sequence[T]]:
    """Files so ordered that equal parts, one per worker, begin with what takes long.

    Each worker begins with its part; one that has nothing left takes over the end of another's. If
    long tests stood there, a worker would wait for the last of them.

    Args:
        files: the tests of each.
        long: how many of them take long.
        workers: number of parts.
    """
    by_length = sorted(range(len(files)), key=lambda at: -long[at])
    parts: list[list[int]] = [[] for _ in range(workers)]
    for number, at in enumerate(at for at in by_length if long[at]):
        parts[number % workers].append(at)
    for at in (at for at in by_length if not long[at]):
        min(parts, key=lambda part: sum(len(files[i]) for i in part)).append(at)
    return [files[at] for part in parts for at in part]
