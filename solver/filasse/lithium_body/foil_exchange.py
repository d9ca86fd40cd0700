"""What acts on an anode foil, and what electrolyte and cracks feel of it: plain data."""

from __future__ import annotations

from dataclasses import dataclass

from filasse.lithium_body.body_mesh import FloatArray
from filasse.lithium_body.body_state import BodyState


@dataclass(frozen=True)
class FoilLoads:
    """What a foil must do during a time.

    Attributes:
        positions: of the electrolyte's nodes along the outline [m], ascending, shape (n,).
        plating: thickness rate there, i V_m/F [m/s], negative for stripping, shape (n,).
        plated: its integral over the outline [m^2/s], to be met exactly.
        squeezed: lithium that leaves each crack mouth into the foil [m^2/s], shape (n_mouths,).
        stack_pressure: on the far side [Pa].
        displacement: of the electrolyte's side away from the foil by other loads than the
            contact's, at the knots of the compliance [m], shape (k,); None without compliance.
    """

    positions: FloatArray
    plating: FloatArray
    plated: float
    squeezed: FloatArray
    stack_pressure: float
    displacement: FloatArray | None = None


@dataclass(frozen=True)
class FoilContact:
    """What the electrolyte and the cracks feel of a foil.

    Attributes:
        along: the foil's surface nodes along the outline [m], ascending, shape (m,).
        pressure: of the contact there [Pa], shape (m,).
        gap: to the electrolyte there [m], shape (m,).
        mouths: pressure around each crack mouth [Pa], shape (n_mouths,).
    """

    along: FloatArray
    pressure: FloatArray
    gap: FloatArray
    mouths: FloatArray


@dataclass(frozen=True)
class FoilStepResult:
    """A foil after some time.

    Attributes:
        state: of the foil.
        contact: what is felt of it.
        steps: number of steps taken.
        iterations: of Newton's method.
    """

    state: BodyState
    contact: FoilContact
    steps: int
    iterations: int
