"""What a tip that met something does, in words: for log and report."""

from __future__ import annotations

from collections.abc import Sequence

from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.output.writers.event_log import EventDetails

_HOLDERS = {
    EncounterKind.SIDE: "a side of the slab",
    EncounterKind.ANODE: "the anode, which no metal joins it to",
    EncounterKind.COUNTER: (
        "the counter electrode, but no metal joins it to the anode: no short circuit"
    ),
}
"""What holds up a part of a front, in words, where its name does not say it."""

_OUTCOMES = {
    EncounterKind.COUNTER: "has come near the counter electrode",
    EncounterKind.ISOLATED: (
        "has come near the counter electrode, but no metal joins it to the anode: no short "
        "circuit, and it can grow no further"
    ),
    EncounterKind.FROM_INSIDE: "has come to the anode from a pore",
    EncounterKind.OPENED: "has come to the anode from a pore, and opens there",
    EncounterKind.ANODE: "has come back to the anode",
    EncounterKind.PORE: "opens into pore {name}",
    EncounterKind.WALL: (
        "is held up by pore {name}, which another crack has entered: it can grow no further"
    ),
    EncounterKind.CRACK: "is held up by crack {name}: it can grow no further",
    EncounterKind.SIDE: "is held up by a side of the slab: it can grow no further",
    EncounterKind.NOWHERE: "can grow no further",
}


def event_text(kind: str, details: EventDetails) -> str:
    """Say what an event of a tip is: met, joined, branched or united.

    Args:
        kind: of the event.
        details: its further values, as they are in events.jsonl.

    Returns:
        The text; empty for a crack from a pore that opens at the anode, which "met" has said.
    """
    tip = str(details["tip"])
    if kind == "branched":
        return branching_text(tip, str(details["branches"]).split(", "))
    if kind == "united":
        return uniting_text(tip, str(details["kept"]), float(details["new_area"] or 0.0))
    met = Encounter.read(str(details["obstacle"]))
    if kind == "met":
        return encounter_text(tip, met)
    area = float(details["loose_area"] or 0.0)
    return joining_text(tip, met, area) if area else ""


def encounter_text(tip: str, met: Encounter) -> str:
    """Say what follows from an encounter.

    Args:
        tip: name of the tip.
        met: what it has come to.
    """
    if met.in_part:
        what = _HOLDERS.get(met.kind, f"{met.kind.value} {met.name}")
        is_itself = met.kind is EncounterKind.CRACK and met.name == tip
        what = "itself, which comes the other way" if is_itself else what
        return f"{tip} is held up by {what}; what lies farther away grows on"
    if met == Encounter(EncounterKind.CRACK, tip.partition(":")[0]):
        return f"{tip} is held up by itself: it can grow no further"
    return f"{tip} {_OUTCOMES[met.kind].format(name=met.name)}"


def joining_text(tip: str, met: Encounter, area: float) -> str:
    """Say what follows when a tip joins what it met.

    Args:
        tip: name of the tip.
        met: the anode, a pore or a crack.
        area: of the piece that it cuts loose [m^2].
    """
    at_anode = met.kind is EncounterKind.ANODE
    what = "comes back to the anode" if at_anode else f"joins {met}"
    return f"{tip} {what}: a piece of {1e12 * area:.4g} um^2 comes loose"


def uniting_text(tip: str, kept: str, area: float) -> str:
    """Say that two cracks in space have become one.

    Args:
        tip: name of the one that is no more.
        kept: name of both from now on.
        area: of what was not cracked before [m^2].
    """
    new = f"{1e12 * area:.4g} um^2 between them are new, and dry"
    return f"{tip} has come to {kept} in its plane, and is part of it from now on: {new}"


def branching_text(tip: str, names: Sequence[str]) -> str:
    """Say that a tip has branched.

    Args:
        tip: name of the tip.
        names: of its branches.
    """
    return f"{tip} branches into {', '.join(names)}"
