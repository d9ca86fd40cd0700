"""The anode's state as arrays for a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import AnodeState
from filasse.lithium_body.body_mesh import BodyMesh
from filasse.lithium_body.body_state import BodyState
from filasse.lithium_body.foil import Touch

type Arrays = dict[str, npt.NDArray[Any]]

PREFIX, EDGE, TOUCH = "anode_", "anode_edge_", "anode_touch_"


def pack_anode(anode: AnodeState | None) -> Arrays:
    """Arrays by name; none for a reservoir."""
    if anode is None:
        return {}
    mesh = anode.body.mesh
    arrays = {f"{PREFIX}{name}": getattr(anode.body, name) for name in _BODY}
    arrays |= {f"{TOUCH}{name}": getattr(anode.touch, name) for name in _TOUCH}
    arrays |= {f"{EDGE}{name}": edges for name, edges in mesh.edges.items()}
    arrays |= {f"{PREFIX}points": mesh.points, f"{PREFIX}cells": mesh.cells}
    return arrays | {f"{PREFIX}scalars": np.array([anode.body.time, anode.lithium])}


def unpack_anode(arrays: Mapping[str, npt.NDArray[Any]]) -> AnodeState | None:
    """Read back what `pack_anode` wrote."""
    if f"{PREFIX}points" not in arrays:
        return None
    edges = {name.removeprefix(EDGE): arrays[name] for name in arrays if name.startswith(EDGE)}
    mesh = BodyMesh(arrays[f"{PREFIX}points"], arrays[f"{PREFIX}cells"], edges)
    time, lithium = (float(value) for value in arrays[f"{PREFIX}scalars"])
    body = BodyState(mesh=mesh, time=time, **{name: arrays[f"{PREFIX}{name}"] for name in _BODY})
    touch = Touch(**{name: arrays[f"{TOUCH}{name}"] for name in _TOUCH})
    return AnodeState(body, touch, lithium)


_BODY = [field.name for field in fields(BodyState) if field.name not in ("mesh", "time")]
_TOUCH = [field.name for field in fields(Touch)]
