"""An anode and a surface layer of a user's own: how they are found, and what they must have."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from filasse.errors import UsageError
from filasse.parameters.own_code.python_file import load_own, own_error
from filasse.physics.surface_layer import SurfaceLayer

ANODE_MEMBERS = ("start", "interface", "follow", "record", "snapshot", "restored", "close")
"""Methods of `filasse.anode.anode.Anode`."""

THICKNESS, GROWTH = np.array([1e-9, 1e-7]), np.array([1e-10, 1e-8])
"""At which a layer is tried [m]."""

AGES = np.array([1.0, 3600.0])
"""Times of contact at which a law of growth is tried [s]."""


def own_layer(place: str, temperature: float) -> Any:
    """The layer, or law of growth, that `own.layer` names: an object, or what makes one.

    Args:
        place: `file.py:name`.
        temperature: that it may ask for [K].

    Raises:
        UsageError: it cannot be made.
    """
    found = load_own("own.layer", place)
    if not callable(found):
        return found
    path = place.rpartition(":")[0]
    try:
        asked = "temperature" in inspect.signature(found).parameters
        return found(**({"temperature": temperature} if asked else {}))
    except Exception as error:
        raise own_error("own.layer", path, None, error) from error


def own_anode(place: str) -> Any:
    """The class that `own.anode` names."""
    return load_own("own.anode", place)


def check_anode(name: str, kind: Any, taken: set[str]) -> None:
    """Reject what is no kind of anode.

    Args:
        name: of it in messages.
        kind: the class.
        taken: names of kinds that are bodies, or have numbers that this one would lack.

    Raises:
        UsageError: says what it lacks.
    """
    page = "The developer page 'Adding an anode' lists what an anode must have."
    if not isinstance(kind, type):
        raise UsageError(f"{name} is {kind!r}; it must be a class. {page}")
    missing = [member for member in ANODE_MEMBERS if not callable(getattr(kind, member, None))]
    if not isinstance(getattr(kind, "kind", None), str):
        missing.append("kind")
    if missing:
        raise UsageError(f"{name} ({kind.__name__}) has no {', '.join(missing)}. {page}")
    if kind.kind in taken:  # type: ignore[attr-defined]
        raise UsageError(
            f"{name} ({kind.__name__}) is of the kind {kind.kind!r}, "  # type: ignore[attr-defined]
            f"whose numbers it would not have. Give `kind` a name of its own. {page}"
        )


def check_layer(name: str, layer: Any) -> None:
    """Reject what is no surface layer, and no law of growth of one.

    Args:
        name: of it in messages.
        layer: the object.

    Raises:
        UsageError: a member is missing, fails, or gives something else than such numbers.
    """
    tried: dict[str, tuple[Any, ...]]
    if hasattr(layer, "age") and not isinstance(layer, SurfaceLayer):
        tried = {"thickness": (AGES,), "age": (THICKNESS,), "rate": (THICKNESS,)}
    else:
        tried = {
            **dict.fromkeys(("resistance", "growth_rate", "swelling"), (THICKNESS,)),
            **dict.fromkeys(("charge_consumed", "growth_by_current"), (GROWTH,)),
            "added_resistance": (THICKNESS, GROWTH),
            "grown": (THICKNESS, 1.0),
            "continued": (THICKNESS, THICKNESS + GROWTH, 1.5),
        }
    for member, arguments in tried.items():
        _check_member(f"{name}: {member}", layer, member, arguments)


def _check_member(told: str, layer: Any, member: str, arguments: tuple[Any, ...]) -> None:
    try:
        value = np.asarray(getattr(layer, member)(*arguments), dtype=np.float64)
    except Exception as error:
        raise UsageError(
            f"{told} cannot be used: {type(error).__name__}: {error}. The developer page 'Adding a "
            "surface layer' lists what a layer, and a law of its growth, must have."
        ) from error
    if value.shape != (2,) or not np.isfinite(value).all() or (value < 0).any():
        raise UsageError(
            f"{told} must give finite numbers of the shape of what it is given, (2,) in a trial, "
            f"not less than 0, and not {value!r}"
        )
