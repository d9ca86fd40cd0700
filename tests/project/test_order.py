"""Several workers begin with what takes long."""

from tests.conftest import long_first


def test_each_part_begins_with_long_tests_and_ends_with_short_ones() -> None:
    files = ["aa", "bbbb", "c", "dddd", "ee", "fff"]
    order = long_first(files, [0, 3, 0, 1, 2, 0], 2)
    assert order == ["bbbb", "dddd", "ee", "aa", "c", "fff"]
    assert sorted(order) == sorted(files)
    halves = "".join(order)[:8], "".join(order)[8:]
    assert halves == ("bbbbdddd", "eeaacfff")
