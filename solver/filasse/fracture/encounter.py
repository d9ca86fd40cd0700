"""What a tip or a part of a front has come to, and what follows for its crack and for the run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from filasse.end_reason import EndReason
from filasse.errors import FilasseError


class EncounterKind(StrEnum):
    """What was met; the values are the words of events.jsonl, before the name if it has one."""

    PORE = "pore"
    WALL = "wall of pore"
    CRACK = "crack"
    COUNTER = "counter"
    SIDE = "side"
    ANODE = "anode"
    ISOLATED = "counter electrode, isolated"
    FROM_INSIDE = "anode, from inside"
    OPENED = "anode, opened from inside"
    NOWHERE = "nowhere"

    @property
    def has_name(self) -> bool:
        """Whether it is one of several, told apart by name."""
        return self in (EncounterKind.PORE, EncounterKind.WALL, EncounterKind.CRACK)


_FOR_LONELY_TIPS = {
    EncounterKind.COUNTER: EncounterKind.ISOLATED,
    EncounterKind.ANODE: EncounterKind.FROM_INSIDE,
}

_PART = "part: "

_ENDS = {
    EncounterKind.ANODE: EndReason.SPALLED,
    EncounterKind.FROM_INSIDE: EndReason.FROM_INSIDE,
    EncounterKind.NOWHERE: EndReason.BLOCKED,
}


@dataclass(frozen=True)
class Encounter:
    """Something that stands in the way of a tip, or of a part of a front.

    Attributes:
        kind: a wall is that of a pore which another crack has entered; `ISOLATED`, `FROM_INSIDE`:
            an electrode, met by lithium that no metal joins to the anode; `OPENED`: by a crack
            that has its mouth there from now on; `NOWHERE`: no part of any front could advance.
        name: of the pore or crack; else empty.
        in_part: whether it holds up a part of a front only.
    """

    kind: EncounterKind
    name: str = ""
    in_part: bool = False

    @classmethod
    def read(cls, words: str) -> Self:
        """From the words of events.jsonl.

        Raises:
            FilasseError: they name nothing that a crack can meet.
        """
        what = words.removeprefix(_PART)
        for kind in EncounterKind:
            name = what.removeprefix(f"{kind.value} ") if kind.has_name else ""
            found = cls(kind, name, in_part=what != words)
            if str(found) == words:
                return found
        raise FilasseError(
            f"No crack can meet {words!r}, which events.jsonl has as an obstacle. Read the folder "
            "with the version of filasse that wrote it."
        )

    def __str__(self) -> str:
        """Its words in events.jsonl, which `read` takes."""
        words = f"{self.kind.value} {self.name}" if self.kind.has_name else self.kind.value
        return _PART + words if self.in_part else words

    @property
    def holds_up(self) -> bool:
        """Whether a tip of a cross-section grows no further from there."""
        return self.kind not in (EncounterKind.PORE, EncounterKind.COUNTER, EncounterKind.OPENED)

    @property
    def end_reason(self) -> EndReason | None:
        """Why the run ends with it; None if it goes on."""
        return None if self.in_part else _ENDS.get(self.kind)

    @property
    def without_metal(self) -> Encounter:
        """The same for a tip whose lithium no metal joins to the anode."""
        return Encounter(_FOR_LONELY_TIPS.get(self.kind, self.kind), self.name, self.in_part)
