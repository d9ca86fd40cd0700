"""What ends a run beside its physics and its protocol: one declaration per criterion.

A criterion looks at the record of every accepted step. A new one is a reason in
`filasse.end_reason`, a key of the configuration, and an entry of `end_criteria`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from filasse.config import Config
from filasse.end_reason import EndReason
from filasse.errors import FilasseError
from filasse.output.observer import failed
from filasse.records.run_record import Record

type Test = Callable[[Record], bool]

ROUNDING = 1e-9
"""By which part of a depth the steps that should reach it may fall short: far more than the last
digits of their sum, far less than any step."""


@dataclass(frozen=True)
class EndCriterion:
    """Why a run ends, and whether it does.

    Attributes:
        reason: told where it is met.
        is_met: after an accepted step.
    """

    reason: EndReason
    is_met: Test


@dataclass
class Fallen:
    """Whether the voltage has been above a limit while lithium is plated, and no longer is.

    Attributes:
        limit: [V].
        was_above: so far.
    """

    limit: float
    was_above: bool = False

    def __call__(self, record: Record) -> bool:
        """Whether it is so at a record."""
        if record.current_density <= 0:
            return False
        is_above = record.voltage > self.limit
        self.was_above |= is_above
        return self.was_above and not is_above


@dataclass(frozen=True)
class EndCriteria:
    """Those of a run; asked on rank 0 only, as they may remember what they have seen."""

    criteria: tuple[EndCriterion, ...] = ()

    def reason(self, record: Record) -> EndReason | None:
        """The first that is met; None while there is none."""
        return next((c.reason for c in self.criteria if c.is_met(record)), None)

    def are_met(self, record: Record) -> bool:
        """Whether any is met."""
        return self.reason(record) is not None


def end_criteria(
    config: Config, own: Test | None = None, past: Sequence[float] = ()
) -> EndCriteria:
    """The criteria of a configuration, and a user's own.

    Args:
        config: the configuration.
        own: a user's own.
        past: voltages [V] at which lithium was plated before a run was stopped.
    """
    depth, voltage = config.growth.max_depth, config.protocol.stop_voltage
    found = []
    if depth is not None:
        reached = (1 - ROUNDING) * depth
        found.append(EndCriterion(EndReason.MAX_DEPTH, lambda record: deepest(record) >= reached))
    if voltage is not None:
        found.append(
            EndCriterion(EndReason.STOP_VOLTAGE, Fallen(voltage, any(v > voltage for v in past)))
        )
    if own is not None:
        found.append(EndCriterion(EndReason.STOP_WHEN, _guarded(own)))
    return EndCriteria(tuple(found))


def deepest(record: Record) -> float:
    """Distance of the deepest tip from the anode [m]; 0 without cracks."""
    return max((tip.y for tip in record.tips), default=0.0)


def _guarded(own: Test) -> Test:
    """A user's function, whose errors are told as such."""

    def is_met(record: Record) -> bool:
        try:
            return bool(own(record))
        except FilasseError:
            raise
        except Exception as error:
            raise failed("stop_when failed", record.time, error) from error

    return is_met
