"""Tolerances and limits of the integration in time."""

from __future__ import annotations

from dataclasses import dataclass

from filasse.parameters.output_times import NO_OUTPUT_TIMES, OutputTimes


@dataclass(frozen=True)
class Limits:
    """How the integration in time is controlled.

    Attributes:
        stop_time: [s].
        time_tolerance: relative error of a step.
        landing: on |K/K_c - 1| when a tip becomes critical.
        newton_tolerance: of Newton's method.
        max_newton: iterations.
        max_step: longest step [s].
        staggered: solve plating and lithium flow in turns.
        output_times: that steps end at.
        least_contact: part of the interface that still touches at which a run ends; zero for none.
    """

    stop_time: float
    time_tolerance: float
    landing: float
    newton_tolerance: float
    max_newton: int
    max_step: float
    staggered: bool = False
    output_times: OutputTimes = NO_OUTPUT_TIMES
    least_contact: float = 0.0
