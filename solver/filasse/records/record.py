"""Plain data that a run hands to its observers, SI throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from filasse.anode.told import NOTHING_TOLD, BodyFields

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TipRecord:
    """State of one crack tip at an accepted time step.

    Attributes:
        name: Name of the tip, for instance ``flaw1``.
        x: Position along the anode [m].
        y: Position across the slab, from the anode [m].
        length: Crack length along its path [m].
        k_i: Mode I stress intensity factor [Pa m^0.5].
        k_ii: Mode II stress intensity factor [Pa m^0.5].
        k_ratio: Equivalent stress intensity over the local toughness [-].
        speed: Mean speed since the latest advance of a tip that grows; else that below K_c [m/s].
        lithium_front: Arc length at which the last part of the crack that is full of lithium
            ends [m].
        dry_length: Arc length between that front and the tip [m].
        max_pressure: Largest lithium pressure in the crack [Pa].
        mouth_opening: Elastic opening at the mouth [m].
    """

    name: str
    x: float
    y: float
    length: float
    k_i: float
    k_ii: float
    k_ratio: float
    speed: float
    lithium_front: float
    dry_length: float
    max_pressure: float
    mouth_opening: float


@dataclass(frozen=True)
class Record:
    """State of the run at an accepted time step.

    Attributes:
        growth_step: Number of crack advances so far.
        time_step: Number of accepted time steps so far.
        time: Time since the start of the protocol [s].
        step_size: Size of the step that led here [s].
        voltage: Cell voltage [V].
        current_density: Applied current over the cross-section of the slab [A/m^2].
        newton_iterations: Newton iterations of the step.
        temperature: Of the cell [K].
        plated_charge: Charge plated since the start, per unit depth [C/m].
        lithium_in_cracks: Lithium volume held by the cracks, per unit depth [m^2].
        dead_lithium: The part of it that stripping has cut off from the anode [m^2].
        lithium_returned: Lithium volume that left through the mouths, per unit depth [m^2].
        lithium_balance: Relative error of the lithium volume balance [-].
        current_balance: Relative error of the current balance [-].
        tips: One record per crack tip.
        anode: Of the anode: a dataclass of its kind's own, such as
            `filasse.anode.foil_record.FoilRecord`.
        areal_capacity: Charge plated less charge stripped since the start, over the slab's
            cross-section [A s/m^2].
    """

    growth_step: int
    time_step: int
    time: float
    step_size: float
    voltage: float
    current_density: float
    newton_iterations: int
    temperature: float
    plated_charge: float
    lithium_in_cracks: float
    dead_lithium: float
    lithium_returned: float
    lithium_balance: float
    current_balance: float
    tips: tuple[TipRecord, ...]
    anode: DataclassInstance = NOTHING_TOLD
    areal_capacity: float = 0.0


@dataclass(frozen=True)
class FilmSnapshot:
    """The lithium film of one crack at one time; all arrays have shape (k,) but `points`.

    Attributes:
        name: Name of the crack.
        points: Positions on the crack path [m], shape (k, 2).
        arc: Arc length from the start of the path [m].
        pressure: Lithium pressure [Pa].
        opening: Distance of the crack faces, reference aperture included [m].
        fill: Part of the opening that holds lithium [-].
        plating_current: Sum over both crack faces, positive when plating [A/m^2].
    """

    name: str
    points: FloatArray
    arc: FloatArray
    pressure: FloatArray
    opening: FloatArray
    fill: FloatArray
    plating_current: FloatArray


@dataclass(frozen=True)
class FieldSnapshot:
    """Fields on the cells owned by this rank, and the films (the same on every rank).

    Attributes:
        time: Time since the start of the protocol [s].
        growth_step: Number of crack advances so far.
        points: Nodes of the six-node triangles [m], shape (n, 2).
        cells: Local node indices in VTK's order of a quadratic triangle, shape (m, 6).
        point_data: `displacement` [m] (n, 2) and `potential` [V] (n,).
        cell_data: `stress` [Pa] (m, 3) as xx, yy, xy; `current_density` [A/m^2] (m, 2);
            `von_mises` [Pa] (m,); `region` (m,) as integers.
        films: One snapshot per crack.
        bodies: Of the anode, if it is made of any.
    """

    time: float
    growth_step: int
    points: FloatArray
    cells: npt.NDArray[np.int64]
    point_data: Mapping[str, FloatArray]
    cell_data: Mapping[str, npt.NDArray[Any]]
    films: tuple[FilmSnapshot, ...]
    bodies: tuple[BodyFields, ...] = ()
