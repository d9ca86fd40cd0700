"""Checks of the protocol: its loads, its limits, and how many steps it makes."""

from collections.abc import Callable, Iterator, Sequence

from filasse.config.rules.findings import Finding
from filasse.config.sections.interface_section import CounterElectrodeSection
from filasse.config.sections.loading_section import (
    ProtocolSection,
    RampSection,
    RepeatSection,
    StepSection,
)
from filasse.config.sections.numerics_section import OutputSection
from filasse.units import format_quantity

MOST_STEPS = 200_000
"""Steps of a protocol with all repeats written out; the list is kept in memory."""

MOST_OUTPUT_TIMES = 10_000
"""Each has a row, a checkpoint and fields."""

type Key = tuple[str | int, ...]


def _one_load(protocol: ProtocolSection, counter: CounterElectrodeSection) -> Iterator[Finding]:
    loads = (protocol.current_density, protocol.voltage, protocol.steps or None)
    given = [load for load in loads if load is not None]
    if len(given) != 1:
        message = "needs exactly one of current_density, voltage and steps"
        remedy = "add one" if not given else "keep one of them"
        yield Finding(("protocol",), message, remedy)
    elif counter.kind == "uniform_flux" and _holds_voltage(protocol):
        message = "holds a voltage, which counter_electrode.kind: uniform_flux cannot"
        remedy = "give a current_density, or choose another kind"
        yield Finding(("protocol",), message, remedy)


def _holds_voltage(protocol: ProtocolSection) -> bool:
    steps = (step for _, step in steps_in(protocol.steps, ()))
    held = (isinstance(step, StepSection) and step.voltage is not None for step in steps)
    return protocol.voltage is not None or any(held)


def steps_in(
    steps: Sequence[StepSection | RampSection | RepeatSection], key: Key
) -> Iterator[tuple[Key, StepSection | RampSection | RepeatSection]]:
    """Every step with its key, those inside of repeats included."""
    for number, step in enumerate(steps):
        yield (*key, number), step
        if isinstance(step, RepeatSection):
            yield from steps_in(step.steps, (*key, number, "steps"))


def _limits_lie_ahead(
    protocol: ProtocolSection, counter: CounterElectrodeSection
) -> Iterator[Finding]:
    """Plating lifts the voltage above that at rest, stripping takes it below."""
    rest = counter.equilibrium_potential
    for key, step in steps_in(protocol.steps, ("protocol", "steps")):
        if not isinstance(step, StepSection) or step.voltage_limit is None:
            continue
        current = step.current_density or 0.0
        if (step.voltage_limit - rest) * current > 0.0:
            continue
        does, side = ("plates", "above") if current > 0.0 else ("strips", "below")
        at_rest = format_quantity(rest, "V", "mV")
        message = f"is met from the start: the step {does} lithium, {side} the {at_rest} at rest"
        remedy = f"give a limit {side} {at_rest}, or reverse the current"
        yield Finding((*key, "voltage_limit"), message, remedy)


def _steps_are_countable(protocol: ProtocolSection) -> Iterator[Finding]:
    count = _count(protocol.steps)
    if count > MOST_STEPS:
        message = f"are {count:.3g} steps with all repeats and ramps written out"
        remedy = f"at most {MOST_STEPS}: repeat less, or take larger increments"
        yield Finding(("protocol", "steps"), message, remedy)


def _count(steps: Sequence[StepSection | RampSection | RepeatSection]) -> float:
    """Number of steps with all repeats and ramps written out."""
    count = 0.0
    for step in steps:
        if isinstance(step, RepeatSection):
            count += step.repeat * _count(step.steps)
        elif isinstance(step, RampSection):
            count += (step.stop - step.start) / step.increment + 1.0
        else:
            count += 1.0
    return count


def _output_is_asked_for_within(
    output: OutputSection, protocol: ProtocolSection
) -> Iterator[Finding]:
    stop = protocol.stop_time
    for number, time in enumerate(output.times):
        if time > stop:
            yield Finding(("output", "times", number), "is after protocol.stop_time", "delete it")
    if output.every is not None and stop / output.every > MOST_OUTPUT_TIMES:
        message = f"asks for {stop / output.every:.3g} times up to protocol.stop_time"
        yield Finding(("output", "every"), message, f"make it {MOST_OUTPUT_TIMES} times at most")


type Check = Callable[..., Iterator[Finding]]
PROTOCOL: Sequence[tuple[tuple[str, ...], Check]] = (
    (("protocol", "counter_electrode"), _one_load),
    (("protocol", "counter_electrode"), _limits_lie_ahead),
    (("protocol",), _steps_are_countable),
    (("output", "protocol"), _output_is_asked_for_within),
)
