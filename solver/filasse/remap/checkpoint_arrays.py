"""A detached state as the arrays and plain values of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode_arrays import pack_anode, unpack_anode
from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.state import Advanced, History, ProtocolPosition, Totals
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import Profile, StoredLithium


def pack(
    geometry: SlabGeometry, detached: Detached
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Turn geometry and state into arrays and plain values for a checkpoint."""
    history, lithium = detached.history, detached.lithium
    arrays = pack_anode(history.anode)
    for index, (crack, profile) in enumerate(zip(geometry.cracks, lithium.profiles, strict=True)):
        arrays[f"path{index}"] = np.array(crack.points)
        arrays[f"profile{index}"] = np.array([profile.arc, profile.thickness, profile.pressure])
    meta = {
        "width": geometry.width,
        "thickness": geometry.thickness,
        "cracks": [
            {
                "name": c.name,
                "mouth": c.mouth,
                "from_pore": c.from_pore,
                "into_pore": c.into_pore,
                "blocked": list(c.blocked),
                "volume": p.volume,
            }
            for c, p in zip(geometry.cracks, lithium.profiles, strict=True)
        ],
        "time": history.time,
        "step_size": history.step_size,
        "totals": asdict(history.totals),
        "advanced": {name: asdict(latest) for name, latest in history.advanced.items()},
        "reservoirs": dict(lithium.reservoirs),
        "position": asdict(history.position),
        "growing": detached.growing,
    }
    return arrays, meta


def unpack(
    arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> tuple[SlabGeometry, Detached]:
    """Read back what `pack` wrote."""
    cracks, profiles = [], []
    for index, about in enumerate(meta["cracks"]):
        points = tuple((float(x), float(y)) for x, y in arrays[f"path{index}"])
        cracks.append(
            CrackPath(
                about["name"],
                points,
                about["mouth"],
                tuple(about["blocked"]),
                about["from_pore"],
                about["into_pore"],
            )
        )
        arc, thickness, pressure = arrays[f"profile{index}"]
        profiles.append(Profile(arc, thickness, pressure, about["volume"]))
    geometry = SlabGeometry(meta["width"], meta["thickness"], tuple(cracks))
    history = History(
        time=meta["time"],
        totals=Totals(**meta["totals"]),
        step_size=meta["step_size"],
        advanced={name: Advanced(**latest) for name, latest in meta["advanced"].items()},
        position=ProtocolPosition(**meta["position"]),
        anode=unpack_anode(arrays),
    )
    lithium = StoredLithium(tuple(profiles), meta["reservoirs"])
    return geometry, Detached(history, lithium, meta["growing"])
