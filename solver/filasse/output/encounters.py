"""What a tip that met something does, in words: for log and report."""

from __future__ import annotations

from collections.abc import Sequence

ISOLATED, FROM_INSIDE = "counter electrode, isolated", "anode, from inside"
"""What a tip met whose lithium no metal joins to the anode."""

OPENED = "anode, opened from inside"
"""What such a tip has joined: its crack has a mouth from then on."""

NOWHERE = "nowhere"
"""In place of an obstacle: no part of any front could advance, though one would."""


_HOLDERS = {
    "side": "a side of the slab",
    "anode": "the anode, which no metal joins it to",
    "counter": "the counter electrode, but no metal joins it to the anode: no short circuit",
}
"""What holds up a part of a front, in words, where its name does not say it."""


def encounter_text(tip: str, obstacle: str) -> str:
    """Say what follows from an encounter.

    Args:
        tip: name of the tip.
        obstacle: "anode", "counter", "side", "pore", "wall of pore" or "crack" and its
            name, `ISOLATED`, `FROM_INSIDE`, `OPENED`; after "part: " where it holds up a part of
            a front in space only.
    """
    if obstacle.startswith("part: "):
        what = obstacle.removeprefix("part: ")
        what = _HOLDERS.get(what, what)
        return f"{tip} is held up by {what}; what lies farther away grows on"
    if obstacle == "counter":
        return f"{tip} has come near the counter electrode"
    if obstacle == ISOLATED:
        alone = "but no metal joins it to the anode: no short circuit, and it can grow no further"
        return f"{tip} has come near the counter electrode, {alone}"
    if obstacle == FROM_INSIDE:
        return f"{tip} has come to the anode from a pore"
    if obstacle == OPENED:
        return f"{tip} has come to the anode from a pore, and opens there"
    if obstacle == "anode":
        return f"{tip} has come back to the anode"
    if obstacle.startswith("pore "):
        return f"{tip} opens into {obstacle}"
    if obstacle.startswith("wall of pore "):
        why = "which another crack has entered: it can grow no further"
        return f"{tip} is held up by {obstacle.removeprefix('wall of ')}, {why}"
    own = obstacle == f"crack {tip.partition(':')[0]}"
    what = "a side of the slab" if obstacle == "side" else "itself" if own else obstacle
    return f"{tip} is held up by {what}: it can grow no further"


def joining_text(tip: str, obstacle: str, area: float) -> str:
    """Say what follows when a tip joins what it met.

    Args:
        tip: name of the tip.
        obstacle: "anode", or "pore" or "crack" and its name.
        area: of the piece that it cuts loose [m^2].
    """
    what = "comes back to the anode" if obstacle == "anode" else f"joins {obstacle}"
    return f"{tip} {what}: a piece of {1e12 * area:.4g} um^2 comes loose"


def branching_text(tip: str, names: Sequence[str]) -> str:
    """Say that a tip has branched.

    Args:
        tip: name of the tip.
        names: of its branches.
    """
    return f"{tip} branches into {', '.join(names)}"
