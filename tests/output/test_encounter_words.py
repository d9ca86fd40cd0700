"""What a tip that met something does, in words."""

import pytest

from filasse.end_reason import EndReason
from filasse.errors import FilasseError
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.output.encounter_words import encounter_text, event_text
from filasse.output.writers.event_log import EventDetails

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
    assert encounter_text("flaw1", Encounter.read(obstacle)) == text


@pytest.mark.parametrize(
    ("kind", "details", "text"),
    [
        ("met", {"obstacle": "pore hole"}, "flaw1 opens into pore hole"),
        ("branched", {"branches": "a, b"}, "flaw1 branches into a, b"),
        (
            *("joined", {"obstacle": "crack flaw2", "loose_area": 2e-12}),
            "flaw1 joins crack flaw2: a piece of 2 um^2 comes loose",
        ),
        ("joined", {"obstacle": "anode", "loose_area": 0.0}, ""),
    ],
)
def test_events_in_words(kind: str, details: EventDetails, text: str) -> None:
    """What "met" says of a crack from a pore that opens at the anode is not said twice."""
    assert event_text(kind, {"tip": "flaw1", **details}) == text


NAMED = (EncounterKind.PORE, EncounterKind.WALL, EncounterKind.CRACK)


@pytest.mark.parametrize("in_part", [False, True])
@pytest.mark.parametrize("kind", EncounterKind)
def test_encounters_are_read_as_they_were_written(kind: EncounterKind, in_part: bool) -> None:
    met = Encounter(kind, "part: crack of pore 2" if kind in NAMED else "", in_part)
    assert Encounter.read(str(met)) == met
    assert encounter_text("flaw1", met).startswith("flaw1 ")


def test_what_ends_a_run() -> None:
    assert Encounter(EncounterKind.ANODE).end_reason is EndReason.SPALLED
    assert Encounter(EncounterKind.ANODE).without_metal.end_reason is EndReason.FROM_INSIDE
    assert Encounter(EncounterKind.ANODE, in_part=True).end_reason is None
    assert Encounter(EncounterKind.NOWHERE).end_reason is EndReason.BLOCKED
    assert Encounter(EncounterKind.COUNTER).end_reason is None


def test_a_tip_goes_on_from_pores_and_the_counter_electrode_only() -> None:
    free = {kind for kind in EncounterKind if not Encounter(kind).holds_up}
    assert free == {EncounterKind.PORE, EncounterKind.COUNTER, EncounterKind.OPENED}
    assert Encounter(EncounterKind.COUNTER).without_metal.holds_up


@pytest.mark.parametrize("words", ["crack", "anodes", "part: ", ""])
def test_unknown_words_are_told(words: str) -> None:
    with pytest.raises(FilasseError, match="No crack can meet"):
        Encounter.read(words)
