"""The protocol as a flat list of segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from filasse.config import Config, RampSection, RepeatSection, StepSection
from filasse.parameters.cell_model import Drive


@dataclass(frozen=True)
class Segment:
    """A stretch of the protocol with one constant drive.

    Attributes:
        drive: what the cycler prescribes.
        duration: the segment ends after this time at the latest [s].
        charge: it ends when this much has passed, in either direction, per unit depth [C/m].
        voltage: it ends when the cell voltage reaches this value, from below when plating and
            from above when stripping [V].
        must_reach: whether a limit of charge or voltage must be met before the time is up.
        is_last: whether the protocol ends with it.
        temperature: of the cell [K]; None for the one that the configuration gives.
        cycle: passes through `repeat` blocks begun so far; 0 without or before one.
    """

    drive: Drive
    duration: float
    charge: float | None = None
    voltage: float | None = None
    must_reach: bool = False
    is_last: bool = False
    temperature: float | None = None
    cycle: int = 0


def segments(config: Config) -> tuple[Segment, ...]:
    """Write a protocol out: currents and charges of the slab, per unit depth if it has none."""
    protocol, area = config.protocol, config.geometry.electrode_area
    if protocol.steps:
        *first, last = _kept_warm(_cycles(protocol.steps, area, protocol.stop_time))
    elif protocol.current_density is not None:
        first, last = [], Segment(Drive(protocol.current_density * area), protocol.stop_time)
    else:
        first, last = [], Segment(Drive(voltage=protocol.voltage), protocol.stop_time)
    return (*first, replace(last, is_last=True))


def _kept_warm(items: Iterable[Segment]) -> Iterator[Segment]:
    """Give every segment the temperature of the latest one that sets it."""
    latest = None
    for segment in items:
        latest = segment.temperature if segment.temperature is not None else latest
        yield replace(segment, temperature=latest)


def _cycles(
    steps: Sequence[StepSection | RampSection | RepeatSection], area: float, stop: float
) -> Iterator[Segment]:
    """Count the passes through the outermost repeats."""
    cycle = 0
    for step in steps:
        passes = step.repeat if isinstance(step, RepeatSection) else 1
        inside = step.steps if isinstance(step, RepeatSection) else (step,)
        for _ in range(passes):
            cycle += isinstance(step, RepeatSection)
            yield from (replace(part, cycle=cycle) for part in _expand(inside, area, stop))


def _expand(
    steps: Sequence[StepSection | RampSection | RepeatSection], area: float, stop: float
) -> Iterator[Segment]:
    for step in steps:
        if isinstance(step, RepeatSection):
            for _ in range(step.repeat):
                yield from _expand(step.steps, area, stop)
        elif isinstance(step, RampSection):
            yield from (replace(s, temperature=step.temperature) for s in _ramp(step, area))
        else:
            yield replace(_segment(step, area, stop), temperature=step.temperature)


def _ramp(ramp: RampSection, area: float) -> Iterator[Segment]:
    """Currents in equal increments, each until the same capacity has passed."""
    charge = ramp.capacity * area
    for current in (density * area for density in ramp.currents):
        yield Segment(Drive(current=current), charge / abs(current), None)


def _segment(step: StepSection, area: float, stop: float) -> Segment:
    limit = step.duration if step.duration is not None else stop
    must = step.duration is None
    charge = None if step.capacity is None else step.capacity * area
    if step.rest is not None:
        return Segment(Drive(current=0.0), step.rest)
    if step.voltage is not None:
        return Segment(
            Drive(voltage=step.voltage), limit, charge, None, must and charge is not None
        )
    current = (step.current_density or 0.0) * area
    if charge is not None:  # a constant current: its charge is a time
        limit, charge = min(limit, charge / abs(current)), None
    reaching = must and step.capacity is None and step.voltage_limit is not None
    return Segment(Drive(current=current), limit, charge, step.voltage_limit, reaching)
