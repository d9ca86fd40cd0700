"""Benchmarks keep what they measured, and the documentation draws it."""

from pathlib import Path

import pytest
from docs.generate import history

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "benchmarks" / "history").glob("*.csv"))


def test_there_is_a_history() -> None:
    assert len(FILES) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_are_dated_and_tell_nothing_of_the_machine(path: Path) -> None:
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    assert head.startswith("date,commit,passed,yardstick [s],")
    assert rows
    assert all(row[:2] == "20" and row.count(",") == head.count(",") for row in rows)
    assert "/" not in "".join(rows)


def test_the_page_draws_times_over_the_yardstick() -> None:
    page = history.history_page()
    assert all(f"## {path.stem.replace('_', ' ')}" in page for path in FILES)
    rows = [{"yardstick [s]": "0.5", "run [s]": "2"}, {"yardstick [s]": "1", "run [s]": "1"}]
    assert history._values(rows, "run [s]") == [4.0, 1.0]
    assert history._curve([4.0, 1.0]).count("<circle") == 2
    assert 'points="6.0,6.0 314.0,42.0"' in history._curve([4.0, 1.0])
