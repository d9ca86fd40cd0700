"""How the time-step controller behaves: every constant of it, with the reason for its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepPolicy:
    """Constants of the time-step controller.

    They steer how a solution is found; answers depend on them within `numerics.time_tolerance`.

    Attributes:
        safety: error of a step over the departure of what is observed from its extrapolation
            through 1, 2 or 3 points. The departure through three points is that of a third-order
            predictor, some ten times the error of the second-order method.
        voltage_scale: cell voltage that counts as much as K_c does in the error of a step [V]: a
            tenth of a volt is the order of the overpotentials that drive cracks.
        aim: part of the largest possible step that is taken next, since errors grow as the third
            power of the step: 0.9 wastes a tenth and rejects few.
        most_growth: largest factor between one step and the next: larger ones are rejected often.
        least_shrinkage: smallest factor after an accepted step, against single outliers.
        least_retry: smallest factor after an inaccurate step, against single outliers.
        accepted_error: largest error of an accepted step, over the tolerance: a step that misses
            by less is not worth doing again.
        cut: factor after a step that did not converge.
        jump_tries: rejected steps in a row with the same error that show a jump rather than an
            error: six cuts by two or more take the step to a hundredth.
        jump_similarity: errors that differ by less than this factor count as the same.
        instant: step over the elapsed time within which a change is a jump: steps that land before
            it each time come ever nearer to it, without six rejected ones in a row.
        smallest: smallest step, over the stop time: below, time itself is lost in round-off.
        cautious: steps cut below this part of the first try are solved with care (one node changes
            its filling at a time), which is slow but cannot cycle.
        restart: first step on a new geometry or segment, over the last one before: rates change
            by an order of magnitude there.
        least_restart: first step on a new geometry at least, over the first one of the run.
        steady: change of what is observed, over a step of at least `steady_span` of the elapsed
            time, that counts as none.
        steady_span: see there.
        forever: change that a steady state could still make if it went on at its rate until the
            stop time: a thousandth of K_c does not start a crack.
        calm: change of what is observed that still counts as none on a window: the noise of an
            anode that is meshed again and again stays below.
        calm_span: such a window, over the elapsed time: what drifts with the root of the time, as
            diffusion does, changes by a third in half of it.
        outlook: what drifts on a window may do so this much faster until the protocol's end and
            yet not start a crack.
        event_iterations: Newton iterations after which a guess of the films at the next event is
            given up; good ones take some ten.
        event_patience: the same from films behind the event, which lead there reliably.
        event_failures: steps in a row that may fail to converge before the event is approached
            with error control.
        event_hurry: steps that may fail where no more than an estimate hangs on the event.
        event_cut: factor between a failed step to the event and the next one.
        lead: part of a step that fails from the films behind in which lithium flows from where it
            is under pressure: with a hundredth a front has moved on, and as little is found.
        lead_growth: factor from such a step to the next, which leads to the one that failed.
        event_tries: steps tried to land on the event.
        moment: part of the last step in which lithium that was interpolated comes to rest: what is
            beyond a limit still is there at once.
        unsettled: excess that stands for that of a state which is beyond its limits only because
            its lithium has had no time to flow: in space it is interpolated between triangulations,
            and a nanometre too much of it is worth a hundred megapascals.
        measurements: how often an advance is sought again with a better knowledge of K on its way.
        same_duration: change of its duration by which that is enough.
        sooner: part of an advance before its end at which it is measured how K rises with time.
        dry_gap: filled part that leads lithium on, times that which leads electrons: what a
            two-step advance has filled beyond such a gap has come from nowhere.
        new_island: part of the lithium of such an island by which it is one that has not been there
            before.
        in_time: part of an advance that is as good as all of it where the current switches.
        beyond_time: how far tips go towards the time at which it does, over how far they would
            come by then.
        shortest_in_time: shortest advance before it does, over the full one: less is no mesh's
            business.
        just_before: part of the last stage of a step, before its end, at which rates are taken:
            short, but well above round-off.
        same_time: times that differ by less, relatively, are the same: some thousand times
            round-off.
        same_step: the same for steps, which are differences of times.
        landing: part of the tolerance of K = K_c to which an event is met, so that what follows
            at the same time still meets it.
        largest_jump: change of what is observed that a split update of the anode may make at once.
        largest_turn: change of the touching part of any node of the anode in a step: currents move
            with it.
        smallest_followed: step, over the stop time, that the anode must be able to follow.
    """

    safety: tuple[float, float, float] = (0.5, 0.5, 0.1)
    voltage_scale: float = 0.1
    aim: float = 0.9
    most_growth: float = 3.0
    least_shrinkage: float = 0.2
    least_retry: float = 0.1
    accepted_error: float = 2.0
    cut: float = 4.0
    jump_tries: int = 6
    jump_similarity: float = 0.9
    instant: float = 1e-9
    smallest: float = 1e-14
    cautious: float = 1e-2
    restart: float = 0.1
    least_restart: float = 1e-3
    steady: float = 1e-7
    steady_span: float = 0.1
    forever: float = 1e-3
    calm: float = 1e-3
    calm_span: float = 0.5
    outlook: float = 10.0
    event_iterations: int = 20
    event_patience: int = 200
    event_failures: int = 3
    event_hurry: int = 2
    event_cut: float = 4.0
    lead: float = 1e-4
    lead_growth: float = 10.0
    event_tries: int = 40
    moment: float = 1e-2
    unsettled: float = -0.1
    measurements: int = 3
    same_duration: float = 0.02
    sooner: float = 0.02
    dry_gap: float = 0.1
    new_island: float = 0.5
    in_time: float = 0.95
    beyond_time: float = 1.02
    shortest_in_time: float = 0.05
    just_before: float = 1e-2
    same_time: float = 1e-12
    same_step: float = 1e-9
    landing: float = 0.25
    largest_jump: float = 0.1
    largest_turn: float = 0.25
    smallest_followed: float = 1e-7
