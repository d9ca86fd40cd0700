"""All kinds of anode, by their name in the configuration (`anode.kind`).

A kind is a class with a `kind` in a module `*_anode` of this package: it is found, not listed.
A user's own comes with the numbers of the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.cracks.anode_interface import AnodeState
from filasse.errors import UsageError
from filasse.fem.condensed import Response
from filasse.lithium_body.body_integrator import go_on
from filasse.parameters.anode_model import AnodeModel, OwnAnode
from filasse.parameters.cell_model import CellModel


def _found() -> Iterator[type[Anode[Any]]]:
    """The kinds of all modules `*_anode` beside this one."""
    for module in iter_modules([str(Path(__file__).parent)]):
        if module.name.endswith("_anode"):
            source = import_module(f"{__package__}.{module.name}")
            own = (item for item in vars(source).values() if isinstance(item, type))
            yield from (k for k in own if "kind" in vars(k) and k.__module__ == source.__name__)


# A kind takes its own state only: what `start` or `restored` of the same kind has given.
KINDS: dict[str, type[Anode[Any]]] = {kind.kind: kind for kind in _found()}


def _kind_of(about: AnodeModel) -> type[Anode[Any]]:
    return about.made_by if isinstance(about, OwnAnode) else KINDS[about.kind]


def anode_of(response: Response, model: CellModel, check: Callable[[], None] = go_on) -> Anode[Any]:
    """The anode of a cell against a geometry; see `Anode`."""
    return _kind_of(model.anode_model)(response, model, check)


def restored_anode(
    kind: str, arrays: Mapping[str, npt.NDArray[Any]], own: type[Anode[Any]] | None = None
) -> AnodeState:
    """The state of an anode whose arrays a checkpoint holds.

    Args:
        kind: of the anode.
        arrays: of the state.
        own: a user's own kind.

    Raises:
        UsageError: a kind that nobody here knows.
    """
    known = KINDS if own is None else KINDS | {own.kind: own}
    if kind not in known:
        raise UsageError(
            f"The state is that of an anode of the kind {kind!r}, which filasse does not have; "
            "give the same `own.anode`, or `laws`, as that run had."
        )
    state: AnodeState = known[kind].restored(arrays)
    return state
