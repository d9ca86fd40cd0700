"""What goes from one geometry to the next, and into a checkpoint: the state without its grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode_arrays import pack_anode, unpack_anode
from filasse.cracks.connectivity import isolated
from filasse.cracks.conservation import account
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.equilibrium import equilibrium
from filasse.cracks.film_newton import Newton
from filasse.cracks.first_iterate import filled_cracks
from filasse.cracks.state import Advanced, AnodeState, Place, State, Totals
from filasse.remap.lithium_remap import Profile, lithium_on, profiles, reservoirs

type FloatArray = npt.NDArray[np.float64]

RESTART = 0.1
"""First time step on a new geometry, over the last one on the geometry before."""


@dataclass(frozen=True)
class Carry:
    """A state free of any grid.

    Attributes:
        profiles: lithium of every crack.
        reservoirs: lithium volume per depth in pores [m^2], by name.
        time: [s].
        totals: sums since the start.
        step_size: time step to try first [s].
        advanced: latest advance by name of the tip.
        place: where in the protocol it is.
        growing: whether a tip has just advanced.
        anode: the anode as a body; None for a reservoir.
    """

    profiles: tuple[Profile, ...]
    reservoirs: Mapping[str, float]
    time: float
    totals: Totals
    step_size: float
    advanced: Mapping[str, Advanced]
    place: Place
    growing: bool = False
    anode: AnodeState | None = None


def carry(system: CoupledSystem, state: State, shifts: FloatArray) -> Carry:
    """Take the state off its grid.

    Args:
        system: the coupled system of the geometry that ends.
        state: its last state.
        shifts: length added at the start of every crack [m], shape (n_cracks,).
    """
    read = profiles(system.response.grid, system.gap.areas, state.film)
    return Carry(
        profiles=tuple(p.shifted(float(s)) for p, s in zip(read, shifts, strict=True)),
        reservoirs=reservoirs(system.response.grid, state.film),
        time=state.time,
        totals=state.totals,
        step_size=state.step_size,
        advanced=state.advanced,
        place=state.place,
        anode=state.anode,
    )


def carry_over(system: CoupledSystem, state: State) -> Carry:
    """Take the state off its grid while no crack has grown."""
    return carry(system, state, np.zeros(len(system.response.grid.names)))


def with_new_cracks(held: Carry | None, geometry: SlabGeometry) -> Carry | None:
    """Add empty profiles for the cracks that a geometry has more, at its end."""
    if held is None:
        return None
    new = geometry.cracks[len(held.profiles) :]
    nothing = np.zeros(2)
    empty = (Profile(np.array([0.0, c.length]), nothing, nothing, 0.0) for c in new)
    return replace(held, profiles=(*held.profiles, *empty), growing=False)


def first_state(
    system: CoupledSystem,
    step_size: float,
    tolerance: float,
    most: int,
    anode: AnodeState | None = None,
) -> State:
    """State at the start of a run: cracks full of lithium at the stack pressure.

    Args:
        system: the coupled system of the first geometry.
        step_size: first time step to try [s].
        tolerance: of Newton's method.
        most: Newton iterations.
        anode: the anode as a body.
    """
    film = filled_cracks(system, system.model.stack_pressure)
    state = State(
        time=0.0,
        film=film,
        totals=Totals(
            initial=float(film.lithium.sum()), foil=anode.lithium if anode is not None else 0.0
        ),
        step_size=step_size,
        advanced={},
        anode=anode,
    )
    return _settle(system, state, film.lithium, tolerance, most)


def settled_state(
    system: CoupledSystem, held: Carry, least_step: float, tolerance: float, most: int
) -> State:
    """State at the start of a geometry: the carried lithium, before any of it can flow.

    Pressures follow from V(N) >= L, N >= 0, N (V - L) = 0 with the lithium L where it was.

    Args:
        system: the coupled system of the new geometry.
        held: what was carried over.
        least_step: time step to try at least [s].
        tolerance: of Newton's method.
        most: Newton iterations.
    """
    grid = system.response.grid
    lithium = lithium_on(grid, system.gap.areas, held.profiles, held.reservoirs)
    film = filled_cracks(system, system.model.stack_pressure)
    state = State(
        time=held.time,
        film=film,
        totals=held.totals,
        step_size=max(RESTART * held.step_size, least_step),
        advanced=held.advanced,
        place=held.place,
        anode=held.anode,
    )
    return _settle(system, state, lithium, tolerance, most)


def _settle(
    system: CoupledSystem, state: State, lithium: FloatArray, tolerance: float, most: int
) -> State:
    """A step of no length: pressures and currents of the lithium where it is."""
    film = isolated(system, equilibrium(system, state.film, lithium))
    solution = Newton(system, tolerance, most).solve(film, lithium, 0.0, frozen="film")
    before = replace(state, film=replace(state.film, lithium=lithium))
    return account(system, before, [(0.0, solution)])


def pack(geometry: SlabGeometry, held: Carry) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Turn geometry and carry into arrays and plain values for a checkpoint."""
    arrays = pack_anode(held.anode)
    for index, (crack, profile) in enumerate(zip(geometry.cracks, held.profiles, strict=True)):
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
            for c, p in zip(geometry.cracks, held.profiles, strict=True)
        ],
        "time": held.time,
        "step_size": held.step_size,
        "totals": asdict(held.totals),
        "advanced": {name: asdict(latest) for name, latest in held.advanced.items()},
        "reservoirs": dict(held.reservoirs),
        "place": asdict(held.place),
        "growing": held.growing,
    }
    return arrays, meta


def unpack(
    arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> tuple[SlabGeometry, Carry]:
    """Read back what `pack` wrote."""
    cracks, carried = [], []
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
        carried.append(Profile(arc, thickness, pressure, about["volume"]))
    geometry = SlabGeometry(meta["width"], meta["thickness"], tuple(cracks))
    held = Carry(
        profiles=tuple(carried),
        time=meta["time"],
        totals=Totals(**meta["totals"]),
        step_size=meta["step_size"],
        advanced={name: Advanced(**latest) for name, latest in meta["advanced"].items()},
        reservoirs=meta["reservoirs"],
        place=Place(**meta["place"]),
        growing=meta["growing"],
        anode=unpack_anode(arrays),
    )
    return geometry, held
