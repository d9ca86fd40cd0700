"""The state of a foil, and its arrays in a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from filasse.lithium_body.body_mesh import BodyMesh
from filasse.lithium_body.body_state import BodyState
from filasse.lithium_body.foil_exchange import FoilContact

type Arrays = dict[str, npt.NDArray[Any]]

PREFIX, EDGE, TOUCH = "anode_", "anode_edge_", "anode_touch_"


@dataclass(frozen=True)
class FoilState:
    """The anode as a body.

    Attributes:
        body: the foil.
        contact: what the electrolyte and the cracks feel of it.
        lithium: volume that it holds, per unit depth [m^2].
    """

    kind: ClassVar[str] = "foil"
    settles: ClassVar[bool] = True

    body: BodyState
    contact: FoilContact
    lithium: float

    def arrays(self) -> Arrays:
        """Arrays by name."""
        mesh = self.body.mesh
        arrays = {f"{PREFIX}{name}": getattr(self.body, name) for name in _BODY}
        arrays |= {f"{TOUCH}{name}": getattr(self.contact, name) for name in _TOUCH}
        arrays |= {f"{EDGE}{name}": edges for name, edges in mesh.edges.items()}
        arrays |= {f"{PREFIX}points": mesh.points, f"{PREFIX}cells": mesh.cells}
        return arrays | {f"{PREFIX}scalars": np.array([self.body.time, self.lithium])}

    @classmethod
    def restored(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> FoilState:
        """Read back what `arrays` gave."""
        edges = {name.removeprefix(EDGE): arrays[name] for name in arrays if name.startswith(EDGE)}
        mesh = BodyMesh(arrays[f"{PREFIX}points"], arrays[f"{PREFIX}cells"], edges)
        time, lithium = (float(value) for value in arrays[f"{PREFIX}scalars"])
        own = {name: arrays[f"{PREFIX}{name}"] for name in _BODY}
        contact = FoilContact(**{name: arrays[f"{TOUCH}{name}"] for name in _TOUCH})
        return cls(BodyState(mesh=mesh, time=time, **own), contact, lithium)


_BODY = [field.name for field in fields(BodyState) if field.name not in ("mesh", "time")]
_TOUCH = [field.name for field in fields(FoilContact)]
