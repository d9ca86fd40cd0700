"""What acts on the slab: stack pressure, confinement, and the current."""

from typing import Annotated, Literal

from lifil.config.base import Quantity, Section

Pressure = Annotated[float, Quantity("Pa", "MPa", 0.0, 1e9, "5 MPa")]
LateralStress = Annotated[float, Quantity("Pa", "MPa", -5e9, 5e9, "50 MPa")]
CurrentDensity = Annotated[float, Quantity("A/m^2", "mA/cm^2", 1e-6, 1e6, "1 mA/cm^2")]
Voltage = Annotated[float, Quantity("V", "V", -10.0, 10.0, "0.1 V")]
Duration = Annotated[float, Quantity("s", "h", 1e-6, 1e10, "10 h")]


class Mechanics(Section):
    """Mechanical loads on the slab and how it is held."""

    stack_pressure: Pressure = 0.0
    """Pressure on the electrodes; also the pressure of the lithium at the crack mouths."""

    sides: Literal["free", "roller"] = "roller"
    """Left and right side: free, or sliding on a rigid wall."""

    counter_side: Literal["roller", "free"] = "roller"
    """The face at the counter electrode: sliding on a rigid plate, or free."""

    lateral_stress: LateralStress = 0.0
    """Compressive stress on the sides (positive compresses); only with free sides."""


class Protocol(Section):
    """What the cycler does: exactly one of a current density or a voltage."""

    current_density: CurrentDensity | None = None
    """Current over the slab's cross-section; positive plates lithium at the anode."""

    voltage: Voltage | None = None
    """Cell voltage."""

    stop_time: Duration
    """End of the protocol."""
