"""A user's own observers: what they are told, and what their mistakes look like."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from filasse.end_reason import EndReason
from filasse.errors import FilasseError, StoppedEarly, UsageError
from filasse.output import Observer, RunObservers, RunStart
from filasse.output.run_result import open_run
from filasse.records.field_snapshot import FieldSnapshot
from filasse.records.run_record import Record

type Start = Callable[..., RunObservers]
type March = Callable[..., None]


class Diary(Observer):
    """Notes all that it is told."""

    def __init__(self) -> None:
        self.notes: list[Any] = []

    def on_start(self, start: RunStart) -> None:
        self.notes.append(("start", start.folder.name, start.resumed_at))

    def on_step(self, record: Record) -> None:
        self.notes.append(("step", record.time_step))

    def on_growth(self, record: Record, fields: FieldSnapshot | None) -> None:
        self.notes.append(("growth", record.growth_step, fields is not None))

    def on_checkpoint(self, record: Record) -> None:
        self.notes.append(("checkpoint", record.time_step))

    def on_end(self, reason: EndReason) -> None:
        self.notes.append(("end", reason))


def test_everything_is_told_in_its_order(start: Start, march: March, tmp_path: Path) -> None:
    diary = Diary()
    with start(tmp_path / "run", own=[diary]) as observers:
        observers.on_start()
        march(observers, range(1))
        observers.on_end(EndReason.ARRESTED)
    assert diary.notes == [
        ("start", "run", None),
        *[("step", 1), ("step", 2), ("growth", 0, True), ("checkpoint", 2)],
        ("end", EndReason.ARRESTED),
    ]


def test_a_resumed_run_tells_from_when(start: Start, march: March, tmp_path: Path) -> None:
    with pytest.raises(SystemExit), start(tmp_path / "run") as observers:
        march(observers, range(1))
        raise SystemExit
    diary = Diary()
    with start(tmp_path / "run", own=[diary], resume=True) as observers:
        observers.on_start()
        observers.on_end(EndReason.ARRESTED)
    assert diary.notes == [("start", "run", 20.0), ("end", EndReason.ARRESTED)]


def test_methods_that_are_not_wanted_may_be_missing(
    start: Start, march: March, tmp_path: Path
) -> None:
    class Plain:
        ended = ""

        def on_end(self, reason: EndReason) -> None:
            self.ended = reason

    plain = Plain()
    with start(tmp_path / "run", own=[plain]) as observers:
        march(observers, range(1))
        observers.on_end(EndReason.SPALLED)
    assert plain.ended == "spalled"


@pytest.mark.parametrize("wrong", [Diary, object(), "diary", None])
def test_what_is_no_observer_is_refused(start: Start, tmp_path: Path, wrong: object) -> None:
    with pytest.raises(UsageError, match="is no observer"):
        start(tmp_path / "run", own=[wrong])
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("method", ["on_start", "on_step", "on_growth", "on_checkpoint", "on_end"])
def test_a_mistake_names_observer_method_time_and_line(
    start: Start, march: March, tmp_path: Path, method: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    diary = Diary()
    setattr(diary, method, fail)

    def run() -> None:
        with start(tmp_path / "run", own=[diary]) as observers:
            observers.on_start()
            march(observers, range(1))
            observers.on_end(EndReason.ARRESTED)

    words = rf"observer Diary failed in {method} at t = \d+ s: ZeroDivisionError: .*line \d+\)"
    with pytest.raises(FilasseError, match=words) as caught:
        run()
    assert caught.value.exit_code == 2
    info = open_run(tmp_path / "run").info
    assert (info["state"], info["reason"]) == ("failed", "error")
    assert "The observer Diary failed" in info["error"]


def test_an_observer_can_stop_the_run(start: Start, march: March, tmp_path: Path) -> None:
    class Enough(Observer):
        def on_checkpoint(self, record: Record) -> None:
            raise StoppedEarly("seen enough")

    with pytest.raises(StoppedEarly), start(tmp_path / "run", own=[Enough()]) as observers:
        march(observers, range(1))
    assert open_run(tmp_path / "run").state == "stopped"


def test_events_are_told(start: Start, march: March, tmp_path: Path) -> None:
    class Events(Observer):
        def __init__(self) -> None:
            self.notes: list[Any] = []

        def on_event(self, kind: str, details: Mapping[str, Any]) -> None:
            self.notes.append((kind, dict(details)))

    events = Events()
    with start(tmp_path / "run", own=[events]) as observers:
        march(observers, range(1))
        observers.event("met", tip="flaw1", obstacle="side")
        observers.on_end(EndReason.BLOCKED)
    assert events.notes == [("met", {"tip": "flaw1", "obstacle": "side"})]
