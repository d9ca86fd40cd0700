"""What acts on the slab: stack pressure, confinement, and the current."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from filasse.config.sections.section_base import Count, Section, UnitFloat

Pressure = Annotated[float, UnitFloat("Pa", "MPa", 0.0, 1e9, "5 MPa")]
LateralStress = Annotated[float, UnitFloat("Pa", "MPa", -5e9, 5e9, "50 MPa")]
STRIPS = "to strip, write protocol.steps: [{current_density: -1 mA/cm^2, duration: 1 h}]"
CurrentDensity = Annotated[float, UnitFloat("A/m^2", "mA/cm^2", 1e-6, 1e6, "1 mA/cm^2", STRIPS)]
SignedCurrentDensity = Annotated[float, UnitFloat("A/m^2", "mA/cm^2", -1e6, 1e6, "-1 mA/cm^2")]
Capacity = Annotated[float, UnitFloat("A s/m^2", "mAh/cm^2", 1e-3, 1e9, "0.1 mAh/cm^2")]
Voltage = Annotated[float, UnitFloat("V", "V", -10.0, 10.0, "0.1 V")]
Duration = Annotated[float, UnitFloat("s", "h", 1e-6, 1e10, "10 h")]
Temperature = Annotated[float, UnitFloat("K", "K", 150.0, 453.0, "25 degC")]


class MechanicsSection(Section):
    """Mechanical loads on the slab and how it is held."""

    stack_pressure: Pressure = 0.0
    """Pressure on the electrodes; also the pressure of the lithium at the crack mouths."""

    sides: Literal["free", "roller"] = "roller"
    """Left and right side: free, or sliding on a rigid wall."""

    counter_side: Literal["roller", "free"] = "roller"
    """The face at the counter electrode: sliding on a rigid plate, or free."""

    lateral_stress: LateralStress = 0.0
    """Compressive stress on the sides (positive compresses); only with free sides."""


class StepSection(Section):
    """One step of a protocol: a current, a voltage or a rest, and when it ends."""

    current_density: SignedCurrentDensity | None = None
    """Current over the slab's cross-section; positive plates lithium, negative strips it."""

    voltage: Voltage | None = None
    """Cell voltage."""

    rest: Duration | None = None
    """Rest without current for this long."""

    duration: Duration | None = None
    """The step ends after this time at the latest."""

    capacity: Capacity | None = None
    """The step ends when this charge has passed, in either direction."""

    voltage_limit: Voltage | None = None
    """The step ends when the cell voltage reaches this value."""

    temperature: Temperature | None = None
    """Temperature from here on, until a later step sets another; the cell takes it at once."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [x for x in (self.current_density, self.voltage, self.rest) if x is not None]
        if len(given) != 1:
            raise _problem("needs one of current_density, voltage and rest", "give just one")
        ends = (self.duration, self.capacity, self.voltage_limit)
        if self.rest is None and all(end is None for end in ends):
            raise _problem("never ends", "add a duration, a capacity or a voltage_limit")
        if self.rest is not None and any(end is not None for end in ends):
            raise _problem("is a rest with a further end", "give the time as `rest:` only")
        if self.voltage is not None and self.voltage_limit is not None:
            raise _problem("has a voltage and a voltage_limit", "delete one of them")
        if self.current_density == 0.0:
            raise _problem("has no current", "write `rest:` with a time instead")
        return self


class RampSection(Section):
    """Currents in equal increments, each for the same capacity: a test of the critical current."""

    start: CurrentDensity
    """First current density."""

    stop: CurrentDensity
    """Last current density."""

    increment: CurrentDensity
    """Increment of the current density."""

    capacity: Capacity
    """Charge that passes at each current."""

    temperature: Temperature | None = None
    """Temperature from here on, until a later step sets another."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.stop < self.start:
            raise _problem("stops below its start", "exchange start and stop")
        return self

    @property
    def currents(self) -> tuple[float, ...]:
        """All its current densities [A/m^2]; a last one that only rounding keeps out is there."""
        count = int((self.stop - self.start) / self.increment + 1e-9) + 1
        return tuple(self.start + index * self.increment for index in range(count))


class RepeatSection(Section):
    """Steps that are repeated."""

    repeat: Annotated[Count, Field(ge=1, le=100_000)]
    """How often."""

    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]
    """What is repeated; repeats may be nested."""


class ProtocolSection(Section):
    """What the cycler does: exactly one of a current density, a voltage, or a list of steps."""

    current_density: CurrentDensity | None = None
    """Current over the slab's cross-section; positive plates lithium at the anode."""

    voltage: Voltage | None = None
    """Cell voltage."""

    steps: tuple[AnyStep, ...] = ()
    """Steps, one after the other: currents, voltages, rests, ramps and repeats."""

    stop_time: Duration
    """End of the protocol, at the latest."""

    stop_voltage: Voltage | None = None
    """The run stops once the cell voltage has fallen to this while lithium is plated."""


STEP_KINDS = ("step", "ramp", "repeat")
"""What an item of `steps` can be."""


def _kind(value: Any) -> str:
    """Which kind of step a mapping is."""
    keys = value if isinstance(value, Mapping) else getattr(type(value), "model_fields", ())
    return "repeat" if "repeat" in keys else "ramp" if "increment" in keys else "step"


def _problem(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("step", "{message}", {"message": message, "remedy": remedy})


AnyStep = Annotated[
    Annotated[StepSection, Tag("step")]
    | Annotated[RampSection, Tag("ramp")]
    | Annotated[RepeatSection, Tag("repeat")],
    Discriminator(_kind),
]

RepeatSection.model_rebuild()
ProtocolSection.model_rebuild()
