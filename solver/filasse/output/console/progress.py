"""Progress of a run on a terminal, and in one line per growth step."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from filasse.records.run_record import Record, TipRecord

TIPS_IN_A_LINE = 4
"""What a line of the log can tell of before nobody reads it."""


class ProgressBar:
    """A bar with remaining time, taken from the speed at which the leading tip moves."""

    def __init__(self, console: Console, goal: float, stop_time: float) -> None:
        """Show the bar.

        Args:
            console: Terminal; the bar stays hidden on one that is not interactive.
            goal: Height above the anode at which a tip ends the run [m].
            stop_time: Simulated time at which the run ends at the latest [s].
        """
        self._goal = goal
        self._stop_time = stop_time
        self._first: Record | None = None
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            speed_estimate_period=120.0,
        )
        self._task = self._bar.add_task("starting", total=1.0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def say(self, text: str) -> None:
        """Show a line above the bar, on an interactive terminal only.

        Args:
            text: The line.
        """
        if self._bar.console.is_terminal:
            self._bar.console.print(text, highlight=False, markup=False)

    def show(self, record: Record) -> None:
        """Move the bar.

        Args:
            record: State of the run at an accepted time step.
        """
        self._first = self._first or record
        done = fraction_done(self._first, record, self._goal, self._stop_time)
        self._bar.update(self._task, completed=done, description=short_line(record))


def fraction_done(first: Record, record: Record, goal: float, stop_time: float) -> float:
    """Return how much of the way is done: the leading tip's, or the time's if that is more.

    Args:
        first: First record of the run.
        record: State of the run.
        goal: Height above the anode at which a tip ends the run [m].
        stop_time: Time at which the run ends at the latest [s].
    """
    fractions = [record.time / stop_time]
    if record.tips:
        start = _leader(first).y  # a run may be resumed where only the contact is left to make
        fractions.append((_leader(record).y - start) / (goal - start) if start < goal else 1.0)
    return min(max(*fractions, 0.0), 1.0)


def short_line(record: Record) -> str:
    """Return time, voltage and leading tip in a few words.

    Args:
        record: State of the run.
    """
    text = f"t = {record.time:.4g} s, {record.voltage * 1e3:.4g} mV"
    if record.tips:
        text += f", tip at {_leader(record).y * 1e6:.4g} um"
    return text


def growth_step_line(record: Record) -> str:
    """Return the log line of a growth step.

    Of many tips it names `TIPS_IN_A_LINE`, those that move before those that stand, and of these
    the highest; `series.csv` has all.

    Args:
        record: State of the run after the step.
    """
    told = sorted(record.tips, key=lambda tip: (tip.speed > 0, tip.y))[-TIPS_IN_A_LINE:]
    parts = [
        f"growth {record.growth_step}: t = {record.time:.6g} s, "
        f"{record.voltage * 1e3:.5g} mV, {record.current_density / 10:.4g} mA/cm^2",
        *(_tip_line(tip) for tip in record.tips if tip in told),
    ]
    if len(record.tips) > len(told):
        parts.append(f"{len(record.tips) - len(told)} other tips")
    return "; ".join(parts)


def _tip_line(tip: TipRecord) -> str:
    return (
        f"{tip.name} {tip.length * 1e6:.5g} um long, {tip.speed * 1e6:.3g} um/s, "
        f"{tip.max_pressure / 1e6:.4g} MPa, dry {tip.dry_length * 1e6:.3g} um"
    )


def _leader(record: Record) -> TipRecord:
    return max(record.tips, key=lambda tip: tip.y)
