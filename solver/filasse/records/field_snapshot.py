"""Fields at one time as a run hands them to its observers, SI throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode_output import BodyFields
from filasse.quantity import Quantity
from filasse.records.interface_snapshot import InterfaceSnapshot

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FilmSnapshot:
    """The lithium film of one crack at one time; arrays have shape (k,) unless told otherwise.

    Attributes:
        name: Name of the crack.
        points: Positions on the crack [m], shape (k, 2), or (k, 3) in space.
        triangles: Of a crack in space: the points at their corners, shape (t, 3).
    """

    name: str
    points: FloatArray
    arc: Annotated[
        FloatArray,
        Quantity(
            "m",
            "Arc length along the path; in a slab with a depth distance from the mouth.",
            at="points",
        ),
    ]
    pressure: Annotated[FloatArray, Quantity("Pa", "Lithium pressure.", at="points")]
    opening: Annotated[
        FloatArray,
        Quantity("m", "Distance of the crack faces, with the reference aperture.", at="points"),
    ]
    fill: Annotated[FloatArray, Quantity("1", "Part of it that holds lithium.", at="points")]
    plating_current: Annotated[
        FloatArray,
        Quantity("A/m^2", "Sum over both crack faces, positive when plating.", at="points"),
    ]
    triangles: IntArray | None = None
    interphase: Annotated[
        FloatArray | None,
        Quantity("m", "Mean thickness of the interphase on both faces, if any.", at="points"),
    ] = None


@dataclass(frozen=True)
class FieldSnapshot:
    """Fields on the cells owned by this rank, and the films (the same on every rank).

    Attributes:
        time: Time since the start of the protocol [s].
        growth_step: Number of crack advances so far.
        points: Nodes of the cells [m], shape (n, d), d being 2, or 3 in space.
        cells: Local node indices in VTK's order of a quadratic triangle, shape (m, 6), or of a
            quadratic tetrahedron, shape (m, 10).
        point_data: Fields at the nodes by name, as `fem.volume_fields.SlabFields` declares them,
            and those of `parameters.further_fields.FURTHER_FIELDS`.
        cell_data: Fields of the cells likewise.
        films: One snapshot per crack.
        bodies: Of the anode, if it is made of any.
        interface: With the anode, where it is not even.
    """

    time: float
    growth_step: int
    points: FloatArray
    cells: IntArray
    point_data: Mapping[str, FloatArray]
    cell_data: Mapping[str, npt.NDArray[Any]]
    films: tuple[FilmSnapshot, ...]
    bodies: tuple[BodyFields, ...] = ()
    interface: InterfaceSnapshot | None = None
