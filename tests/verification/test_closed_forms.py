"""Every line of the verification table meets its tolerance."""

from typing import Any

import pytest
from tests.verification.cases.all_cases import CASES
from tests.verification.cases.case import Case

ROWS = {
    *("F1", "F2", "F4", "F5", "F6", "E1", "E2", "E3", "E4", "E5", "L1", "L2", "L3", "L4", "L5"),
    *("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"),
    *("F8", "F9", "F10", "F11", "F12", "F13", "E6"),
    *("S1", "S2", "S3", "S4", "S8", "S9"),
}


SLOW = {
    *("L2", "L3", "G1", "G2", "G4", "G5", "G7", "G8"),
    *("F8", "F9", "F10", "F11", "F12", "F13", "E6"),
}


def listed() -> list[Any]:
    """All rows that pass; those that take long are marked."""
    return [
        pytest.param(item, id=item.key, marks=pytest.mark.slow if item.row in SLOW else ())
        for item in CASES
        if not (item.is_open or item.is_long)
    ]


@pytest.mark.parametrize("item", listed())
def test_closed_form(item: Case) -> None:
    result = item.measure()
    assert result.error <= result.tolerance, result


def test_no_row_is_missing() -> None:
    assert {item.row for item in CASES} >= ROWS


def test_keys_are_unique() -> None:
    assert len({item.key for item in CASES}) == len(CASES)
