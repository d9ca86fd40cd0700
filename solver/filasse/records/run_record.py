"""Plain data that a run hands to its observers, SI throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from filasse.anode.anode_output import NOTHING_TOLD, AnodeRecord
from filasse.quantity import Declared, Quantity


@dataclass(frozen=True, kw_only=True)
class TipRecord:
    """State of one crack tip at an accepted time step, SI; `name` is for instance ``flaw1``."""

    name: str
    x: Annotated[float, Quantity("um", "Position along the anode.", 1e6)]
    y: Annotated[float, Quantity("um", "Position across the slab, from the anode.", 1e6)]
    length: Annotated[float, Quantity("um", "Crack length along its path.", 1e6)]
    k_i: Annotated[
        float, Quantity("MPa m^0.5", "Mode I stress intensity factor.", 1e-6, name="K_I")
    ]
    k_ii: Annotated[
        float, Quantity("MPa m^0.5", "Mode II stress intensity factor.", 1e-6, name="K_II")
    ]
    k_ratio: Annotated[
        float,
        Quantity("1", "Equivalent stress intensity over the local toughness.", name="K_eq/K_c"),
    ]
    speed: Annotated[
        float,
        Quantity(
            "um/s",
            "Mean speed since the latest advance while it grows; else by the law, 0 if it stands.",
            1e6,
        ),
    ]
    lithium_front: Annotated[
        float,
        Quantity("um", "Arc length at which the last part that is full of lithium ends.", 1e6),
    ]
    dry_length: Annotated[float, Quantity("um", "Arc length between that front and the tip.", 1e6)]
    max_pressure: Annotated[float, Quantity("MPa", "Largest lithium pressure in the crack.", 1e-6)]
    mouth_opening: Annotated[float, Quantity("nm", "Elastic opening at the mouth.", 1e9)]


@dataclass(frozen=True, kw_only=True)
class FrontRecord(TipRecord):
    """State of one crack front in space at an accepted time step, SI; `name` is the crack's.

    x, y and z are those of its deepest point; what only tips have is bare, `float = nan`.
    """

    x: Annotated[float, Quantity("um", "Position of the deepest point along the anode.", 1e6)]
    y: Annotated[float, Quantity("um", "Its position across the slab, from the anode.", 1e6)]
    length: Annotated[
        float,
        Quantity("um", "Largest distance of the front from the mouth, along the crack.", 1e6),
    ]
    k_i: Annotated[
        float,
        Quantity(
            "MPa m^0.5",
            "Mode I stress intensity factor where K_eq/K_c is largest.",
            1e-6,
            name="K_I",
        ),
    ]
    k_ii: Annotated[
        float, Quantity("MPa m^0.5", "Mode II stress intensity factor there.", 1e-6, name="K_II")
    ]
    k_ratio: Annotated[
        float,
        Quantity(
            "1",
            "Equivalent stress intensity over the toughness where the front may grow: such that "
            "its last advance has cost what it released; the largest, of one that has not grown.",
            name="K_eq/K_c",
        ),
    ]
    speed: Annotated[
        float,
        Quantity("um/s", "Mean speed of the fastest part since the latest advance.", 1e6),
    ]
    lithium_front: Annotated[
        float,
        Quantity("um", "Distance from the mouth of the farthest place full of lithium.", 1e6),
    ]
    dry_length: Annotated[float, Quantity("um", "Length less that distance.", 1e6)]
    mouth_opening: Annotated[float, Quantity("nm", "Largest elastic opening at the mouth.", 1e9)]
    z: Annotated[float, Quantity("um", "Position of the deepest point along the depth.", 1e6)]
    half_width: Annotated[
        float, Quantity("um", "Half the largest extent of the crack along the anode.", 1e6)
    ]
    area: Annotated[float, Quantity("um^2", "Area of the crack, one face of it.", 1e12)]
    wetted_area: Annotated[float, Quantity("um^2", "The part of it that is full of lithium.", 1e12)]
    mean_ratio: Annotated[
        float, Quantity("1", "Mean of K_eq/K_c along the front.", name="mean_K_eq/K_c")
    ]
    held_ratio: Annotated[
        float,
        Quantity("1", "Largest K_eq/K_c where the front is held up, or 0.", name="held_K_eq/K_c"),
    ] = 0.0
    k_iii: Annotated[
        float,
        Quantity(
            "MPa m^0.5",
            "Mode III stress intensity factor where K_eq/K_c is largest.",
            1e-6,
            name="K_III",
        ),
    ]


@dataclass(frozen=True)
class PoreRecord:
    """State of a pore that a crack has entered, SI; `name` is that of the pore."""

    name: str
    filling: Annotated[float, Quantity("1", "Part of the pore that holds lithium.")]
    pressure: Annotated[float, Quantity("MPa", "Pressure of its lithium, 0 until full.", 1e-6)]


@dataclass(frozen=True)
class LooseRecord:
    """What cracks have cut off the electrolyte, SI, per unit depth."""

    area: Annotated[
        float, Quantity("um^2", "Electrolyte that cracks have cut loose since the start.", 1e12)
    ]


@dataclass(frozen=True)
class LeakageRecord:
    """What leaks through the electrolyte, SI; per unit depth."""

    leakage_current: Annotated[
        float,
        Quantity(
            "mA/cm^2",
            "Current of electrons through the electrolyte from electrode to electrode, over the "
            "cross-section of the slab; part of the applied current.",
            0.1,
        ),
    ]
    leaked_charge: Annotated[float, Quantity("C/m", "Charge that leaked since the start.")]


@dataclass(frozen=True)
class SolidLeakageRecord(LeakageRecord):
    """What leaks in space, SI: of the whole slab."""

    leaked_charge: Annotated[float, Quantity("C", "Charge that leaked since the start.")]


@dataclass(frozen=True)
class Record:
    """State of the run at an accepted time step, SI; volumes and charges per unit depth."""

    growth_step: Annotated[int, Quantity("1", "Number of crack advances so far.")]
    time_step: Annotated[int, Quantity("1", "Number of accepted time steps so far.")]
    protocol_step: Annotated[
        int, Quantity("1", "Step of the protocol, written out without repeats; the first is 1.")
    ]
    cycle: Annotated[
        int, Quantity("1", "Passes through `repeat` blocks begun so far; 0 without or before one.")
    ]
    time: Annotated[float, Quantity("s", "Time since the start of the protocol.")]
    step_size: Annotated[float, Quantity("s", "Size of the step that led here.")]
    voltage: Annotated[float, Quantity("V", "Cell voltage.")]
    current_density: Annotated[
        float,
        Quantity("mA/cm^2", "Applied current over the cross-section of the slab.", 0.1),
    ]
    newton_iterations: Annotated[int, Quantity("1", "Newton iterations of the step.")]
    temperature: Annotated[float, Quantity("K", "Temperature of the cell.")]
    plated_charge: Annotated[float, Quantity("C/m", "Charge plated since the start.")]
    areal_capacity: Annotated[
        float,
        Quantity(
            "mAh/cm^2",
            "Charge plated less charge stripped since the start, over the slab's cross-section.",
            1 / 36000,
        ),
    ]
    lithium_in_cracks: Annotated[
        float, Quantity("um^2", "Lithium volume held by the cracks.", 1e12)
    ]
    dead_lithium: Annotated[
        float,
        Quantity("um^2", "The part of it that is disconnected from the anode.", 1e12),
    ]
    lithium_returned: Annotated[
        float, Quantity("um^2", "Lithium volume that left through the mouths.", 1e12)
    ]
    lithium_balance: Annotated[
        float,
        Quantity(
            "1",
            "Relative error of the lithium volume balance.",
            breach="lithium in the cracks is not what was plated less what was returned",
        ),
    ]
    current_balance: Annotated[
        float,
        Quantity(
            "1",
            "Relative error of the current balance.",
            breach="the currents of both electrodes differ",
        ),
    ]
    tips: tuple[TipRecord, ...]
    anode: AnodeRecord = NOTHING_TOLD
    """A dataclass of its kind's own, such as `filasse.anode.foil_record.FoilRecord`."""
    loose: Declared = NOTHING_TOLD
    """A `LooseRecord`, once a piece has come loose."""
    interphase: Declared = NOTHING_TOLD
    """A `filasse.records.interphase_record.InterphaseRecord` where there is an interphase."""
    leakage: Declared = NOTHING_TOLD
    """A `LeakageRecord` where the electrolyte leaks electrons."""
    cycling: Declared = NOTHING_TOLD
    """A `filasse.records.cycling_record.CyclingRecord` where the protocol turns the current."""
    pores: tuple[PoreRecord, ...] = ()
    time_error: Annotated[
        float,
        Quantity(
            "s",
            "Exact time less this one, as estimated from the growth step; 0 where that is not "
            "known: before the second advance, and where it covers too little of the growth.",
        ),
    ] = 0.0


@dataclass(frozen=True)
class SolidRecord(Record):
    """State of a run in space, SI: volumes and charges are those of the whole slab."""

    plated_charge: Annotated[float, Quantity("C", "Charge plated since the start.")]
    lithium_in_cracks: Annotated[
        float, Quantity("um^3", "Lithium volume held by the cracks.", 1e18)
    ]
    dead_lithium: Annotated[
        float,
        Quantity("um^3", "The part of it that is disconnected from the anode.", 1e18),
    ]
    lithium_returned: Annotated[
        float, Quantity("um^3", "Lithium volume that left through the mouths.", 1e18)
    ]
