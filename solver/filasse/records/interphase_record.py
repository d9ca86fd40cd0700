"""Columns of an interphase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from filasse.anode.anode_output import NOTHING_TOLD
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.physics.interphase import Breakaway, Interphase
from filasse.physics.layer_stress import CHANNEL, DEBOND, steady_release_rate
from filasse.physics.surface_layer import SurfaceLayer
from filasse.quantity import Declared, Quantity

if TYPE_CHECKING:
    from filasse.records.run_record import Record


@dataclass(frozen=True)
class InterphaseRecord:
    """State of the interphase, SI; means are over the areas that it lies on."""

    thickness: Annotated[
        float, Quantity("nm", "Mean thickness of the layer on the planar interface.", 1e9)
    ]
    largest_thickness: Annotated[
        float, Quantity("nm", "Largest thickness, crack faces included.", 1e9)
    ]
    crack_thickness: Annotated[
        float, Quantity("nm", "Mean thickness on crack faces; 0 without cracks.", 1e9)
    ]
    resistance: Annotated[
        float, Quantity("ohm cm^2", "Mean resistance of the layer on the planar interface.", 1e4)
    ]
    mean_charge: Annotated[
        float,
        Quantity(
            "uAh/cm^2", "Lithium that the layer on the planar interface holds, per area.", 1 / 36
        ),
    ]
    charge: Annotated[
        float,
        Quantity("C/m", "Lithium that the layers on all surfaces hold, as charge.", name="charge"),
    ]
    lithium_consumed: Annotated[
        float, Quantity("um^2", "Lithium volume that layers on crack faces have taken.", 1e12)
    ]
    growth_stress: Annotated[
        float, Quantity("MPa", "Stress in the clamped layer; compression is negative.", 1e-6)
    ]
    release_rate: Annotated[
        float,
        Quantity(
            "J/m^2", "Energy release rate of a crack that channels through the thickest layer."
        ),
    ]
    layer_ratio: Annotated[
        float, Quantity("1", "That over the fracture energy of the layer.", name="G/G_c")
    ]
    electrolyte_ratio: Annotated[
        float,
        Quantity(
            "1",
            "Energy release rate of the layer parting from the electrolyte, over the fracture "
            "energy of the electrolyte.",
            name="electrolyte_G/G_c",
        ),
    ]
    balance: Annotated[
        float,
        Quantity(
            "1",
            "Relative error of the lithium in the layers.",
            breach="interphases do not hold the lithium that they have taken",
        ),
    ]


@dataclass(frozen=True)
class BreakawayRecord(InterphaseRecord):
    """State of an interphase that cracks as it grows; the columns before are as of any."""

    critical_thickness: Annotated[
        float, Quantity("nm", "Thickness from which on the layer is cracked.", 1e9)
    ]


def cracked_thickness(now: Record) -> float | None:
    """Critical thickness that the thickest layer has reached [m]; None while all are whole."""
    layer = now.interphase
    if not isinstance(layer, BreakawayRecord) or layer.largest_thickness < layer.critical_thickness:
        return None
    return layer.critical_thickness


def broken_by_interphase(now: Record) -> list[str]:
    """What the stress of an interphase is able to break."""
    layer = now.interphase
    if not isinstance(layer, InterphaseRecord):
        return []
    ratios = {"layer": layer.layer_ratio, "electrolyte": layer.electrolyte_ratio}
    return [what for what, ratio in ratios.items() if ratio >= 1]


def interphase_record(system: CoupledSystem, state: State) -> Declared:
    """What is told of the interphase in a state; nothing without one."""
    layers = system.layers
    if layers is None:
        return NOTHING_TOLD
    thickness, areas = state.film.layer, layers.electric.areas
    anode, faces = layers.electric.anode, layers.electric.faces
    charge, held = state.totals.interphase_charge, layers.charge(thickness)
    largest = float(thickness.max())
    mean = float(np.average(thickness[anode], weights=areas[anode]))
    resistance = float(np.average(layers.law.resistance(thickness)[anode], weights=areas[anode]))
    release, own, below, stress = 0.0, 0.0, 0.0, 0.0
    if (strength := system.model.layer_strength) is not None:
        stress = strength.stress
        thick = np.array([largest])
        release = float(steady_release_rate(stress, thick, strength.modulus, CHANNEL)[0])
        parting = float(steady_release_rate(stress, thick, strength.modulus, DEBOND)[0])
        own, below = release / strength.layer_energy, parting / strength.electrolyte_energy
    told = InterphaseRecord(
        thickness=mean,
        largest_thickness=largest,
        crack_thickness=(
            float(np.average(thickness[faces], weights=areas[faces])) if len(faces) else 0.0
        ),
        resistance=resistance,
        mean_charge=float(layers.law.charge_consumed(np.array([mean]))[0]),
        charge=charge,
        lithium_consumed=state.totals.consumed,
        growth_stress=stress,
        release_rate=release,
        layer_ratio=own,
        electrolyte_ratio=below,
        balance=abs(held - charge) / charge if charge > 0 else 0.0,
    )
    return _with_breakaway(told, layers.law)


def _with_breakaway(told: InterphaseRecord, law: SurfaceLayer) -> InterphaseRecord:
    """What is told, with the thickness at which a law's layer cracks, if it does."""
    if isinstance(law, Interphase) and isinstance(law.growth, Breakaway):
        return BreakawayRecord(**vars(told), critical_thickness=law.growth.critical_thickness)
    return told
