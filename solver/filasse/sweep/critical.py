"""Search of a critical current density in few runs, by bracketing in its logarithm."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from filasse.errors import ConvergenceError

_LARGEST_FACTOR = 8.0
_EXPONENTS = (0.2, 5.0)  # sensible powers of the current in K/K_c


@dataclass(frozen=True)
class CurrentTrial:
    """One run of the search.

    Attributes:
        current: applied current density [A/m^2].
        critical: the filament grew.
        ratio: largest K_eq/K_c that was reached; None if unknown.
    """

    current: float
    critical: bool
    ratio: float | None = None


@dataclass(frozen=True, repr=False)
class CurrentBracket:
    """What the trials tell.

    Attributes:
        low: largest current density without growth [A/m^2]; None if there is none.
        high: smallest current density with growth [A/m^2]; None if there is none.
        trials: all runs, in order.
    """

    low: float | None
    high: float | None
    trials: tuple[CurrentTrial, ...]

    def __repr__(self) -> str:
        ends = " to ".join("?" if i is None else f"{i / 10:.3g}" for i in (self.low, self.high))
        return f"<CurrentBracket {ends} mA/cm^2 by {len(self.trials)} runs>"

    @property
    def middle(self) -> float:
        """Geometric mean of both ends, the best guess [A/m^2]."""
        return math.sqrt((self.low or math.nan) * (self.high or math.nan))

    def within(self, tolerance: float) -> bool:
        """Tell whether the ends are as near as wanted, relative to each other."""
        return None not in (self.low, self.high) and self.high <= self.low * (1.0 + tolerance)  # type: ignore[operator]


def find_critical(
    run: Callable[[float], CurrentTrial], first: float, tolerance: float = 0.05, max_runs: int = 20
) -> CurrentBracket:
    """Bracket the current density above which a filament grows.

    Args:
        run: runs the simulation at a current density [A/m^2].
        first: where to begin [A/m^2], the better the guess the fewer runs.
        tolerance: wanted high/low - 1.
        max_runs: give up after this many.

    Raises:
        ConvergenceError: too many runs, or a current that grows below one that does not.
    """
    trials: list[CurrentTrial] = []
    while not (bracket := bracket_of(trials)).within(tolerance):
        if len(trials) == max_runs:
            raise ConvergenceError(
                f"No bracket within {100 * tolerance:g} % after {max_runs} runs; it is now "
                f"{_ma(bracket.low)} to {_ma(bracket.high)} mA/cm^2. Allow more runs, or widen "
                "the tolerance."
            )
        trials.append(run(next_current(bracket, first, tolerance)))
    return bracket


def bracket_of(trials: Iterable[CurrentTrial]) -> CurrentBracket:
    """Ends of the bracket.

    Raises:
        ConvergenceError: growth is not monotone in the current.
    """
    trials = tuple(trials)
    low = max((t.current for t in trials if not t.critical), default=None)
    high = min((t.current for t in trials if t.critical), default=None)
    if low is not None and high is not None and low >= high:
        raise ConvergenceError(
            f"The filament grows at {_ma(high)} mA/cm^2, but not at {_ma(low)} mA/cm^2: there is "
            "no single critical current. Look at the runs, and sweep over the current instead."
        )
    return CurrentBracket(low, high, trials)


def next_current(bracket: CurrentBracket, first: float, tolerance: float) -> float:
    """The current density to try next [A/m^2].

    K/K_c of the runs without growth, extrapolated to 1 as a power of the current, points at the
    critical current; a trial is placed half a tolerance beside it, so that two of them close the
    bracket. One that would all but repeat an earlier trial is not made. Without such a pointer, or
    if it does not help, the interval is halved, or left by growing factors while it has one end.
    """
    low, high, step = bracket.low, bracket.high, math.sqrt(1.0 + 0.8 * tolerance)
    guess = _extrapolated(bracket)
    if low is None and high is None:
        return first
    widening = min(2.0 ** len(bracket.trials), _LARGEST_FACTOR)
    if low is None:
        return (high or first) / widening
    if high is None:
        return low * widening if guess is None else min(guess * step, low * _LARGEST_FACTOR)
    middle = bracket.middle
    if guess is None or not low < guess < high or _slow(bracket):
        return middle
    margin = (1.0 + tolerance) ** 0.25  # nearer to an end it would be that trial once more
    for trial in (guess * step, guess / step):
        if low * margin < trial < high / margin:
            return trial
    return middle


def _extrapolated(bracket: CurrentBracket) -> float | None:
    """Current density [A/m^2] at which K/K_c, a power of the current, would reach 1."""
    known = sorted(
        (trial.current, trial.ratio)
        for trial in bracket.trials
        if not trial.critical and trial.ratio is not None and 0.0 < trial.ratio < 1.0
    )
    if not known:
        return None
    (current, ratio), exponent = known[-1], 1.0
    if len(known) > 1:
        before, lower = known[-2]
        exponent = math.log(ratio / lower) / math.log(current / before)
    exponent = min(max(exponent, _EXPONENTS[0]), _EXPONENTS[1])
    return float(current * math.exp(-math.log(ratio) / exponent))


def _slow(bracket: CurrentBracket) -> bool:
    """Tell whether the last two trials left more than half of the bracket before them."""
    if len(bracket.trials) < 3:
        return False
    before = bracket_of(bracket.trials[:-2])
    if before.low is None or before.high is None:
        return False
    return _width(bracket) > 0.5 * _width(before)


def _width(bracket: CurrentBracket) -> float:
    return math.log((bracket.high or math.nan) / (bracket.low or math.nan))


def _ma(current: float | None) -> str:
    return "?" if current is None else f"{current / 10.0:.4g}"
