"""What a tip that met something does, in words."""

import pytest

from filasse.output.encounters import encounter_text

WHY = "which another crack has entered"


@pytest.mark.parametrize(
    ("obstacle", "text"),
    [
        ("pore hole", "flaw1 opens into pore hole"),
        ("wall of pore hole", f"flaw1 is held up by pore hole, {WHY}: it can grow no further"),
        ("side", "flaw1 is held up by a side of the slab: it can grow no further"),
        ("crack flaw1", "flaw1 is held up by itself: it can grow no further"),
    ],
)
def test_what_follows_from_an_encounter(obstacle: str, text: str) -> None:
    assert encounter_text("flaw1", obstacle) == text
