import errno
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from filasse.errors import OutputError
from filasse.output import load_checkpoint, save_checkpoint
from filasse.output.folder import checkpoint
from filasse.output.folder.checkpoint import forget_end, load_end, save_end
from filasse.output.folder.packed_text import PackedText

ARRAYS = {"pressure": np.array([1.0, np.nextafter(1.0, 2.0)]), "cells": np.arange(6).reshape(2, 3)}


def save(folder: Path, *steps: int) -> None:
    for step in steps:
        save_checkpoint(folder, step, ARRAYS, {"time": 0.1 * step})


def test_what_is_saved_is_loaded_bit_for_bit(tmp_path: Path) -> None:
    save(tmp_path, 3)
    arrays, meta, _ = load_checkpoint(tmp_path)
    assert meta == {"time": 0.1 * 3}
    for name, values in ARRAYS.items():
        assert arrays[name].dtype == values.dtype
        np.testing.assert_array_equal(arrays[name], values)


def test_newest_wins_and_two_are_kept(tmp_path: Path) -> None:
    save(tmp_path, 8, 9, 10, 11)
    assert load_checkpoint(tmp_path).meta["time"] == 0.1 * 11
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ck_00000010.json", "ck_00000010.npz", "ck_00000011.json", "ck_00000011.npz",
    ]  # fmt: skip


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("damage", "suffix"),
    [(flip_a_bit, ".npz"), (truncate, ".npz"), (empty, ".npz"), (Path.unlink, ".npz"),
     (truncate, ".json"), (empty, ".json")],
)  # fmt: skip
def test_damaged_newest_falls_back(
    tmp_path: Path, damage: Callable[[Path], None], suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    save(tmp_path, 1, 2)
    damage(tmp_path / f"ck_00000002{suffix}")
    with caplog.at_level(logging.WARNING):
        assert load_checkpoint(tmp_path).meta["time"] == 0.1
    assert "ck_00000002.json is damaged" in caplog.text


def test_without_its_manifest_there_is_no_checkpoint(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    (tmp_path / "ck_00000002.json").unlink()
    assert load_checkpoint(tmp_path).meta["time"] == 0.1


def relabel(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_checkpoint_of_another_version_says_so(tmp_path: Path) -> None:
    save(tmp_path, 1)
    relabel(tmp_path / "ck_00000001.json", schema=99, version="9.1.0")
    with pytest.raises(OutputError, match=r"filasse 9\.1\.0 \(layout 99\).*Finish the run"):
        load_checkpoint(tmp_path)


def test_a_checkpoint_of_another_run_says_so(tmp_path: Path) -> None:
    save(tmp_path, 1)
    about = {"id": "theirs", "title": "LPSCl", "started": "2026-01-02"}
    relabel(tmp_path / "ck_00000001.json", **about)
    assert load_checkpoint(tmp_path, "theirs").meta["time"] == 0.1
    with pytest.raises(OutputError, match=r"another run \('LPSCl', started 2026-01-02\)"):
        load_checkpoint(tmp_path, "ours")


def test_a_second_checkpoint_of_one_step_spares_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed between its data and its manifest, and the first is the only one there is."""
    save(tmp_path, 1)
    replace = Path.replace

    def die_at_the_manifest(self: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise SystemExit
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die_at_the_manifest)
        with pytest.raises(SystemExit):
            save_checkpoint(tmp_path, 1, {}, {"time": 5.0})
    assert load_checkpoint(tmp_path).meta["time"] == 0.1
    for time_now in (6.0, 7.0):
        save_checkpoint(tmp_path, 1, {}, {"time": time_now})
        assert load_checkpoint(tmp_path).meta["time"] == time_now
        assert len(list(tmp_path.iterdir())) == 2


def test_texts_are_kept_as_they_were(tmp_path: Path) -> None:
    text = PackedText(b"a,b\n")
    for row in range(3):
        text.add(f"{row},µ\n".encode())
        save_checkpoint(tmp_path, row, {}, {}, {"series.csv": text.packed()})
    assert load_checkpoint(tmp_path).texts == {"series.csv": "a,b\n0,µ\n1,µ\n2,µ\n".encode()}


def test_all_damaged(tmp_path: Path) -> None:
    save(tmp_path, 1, 2)
    for path in tmp_path.glob("*.npz"):
        truncate(path)
    with pytest.raises(OutputError, match=r"2 found, all damaged\. Start again with --overwrite"):
        load_checkpoint(tmp_path)


def test_none_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="none found"):
        load_checkpoint(tmp_path)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        save_checkpoint(tmp_path, 1, {"bad": np.array([object()])}, {})


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_full_disk_leaves_the_older_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    save(tmp_path, 1, 2)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(OutputError, match="No space left on device") as caught:
            save(tmp_path, 3)
    assert caught.value.exit_code == 5
    assert load_checkpoint(tmp_path).meta["time"] == 0.1 * 2


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("")
    with pytest.raises(OutputError, match="File exists"):
        save(tmp_path / "checkpoints", 1)


WRITER = """
import sys
from pathlib import Path
import numpy as np
from filasse.output import save_checkpoint
for step in range(1, 100_000):
    state = np.full(20_000, float(step))
    save_checkpoint(Path(sys.argv[1]), step, {"state": state}, {"step": step})
    print(step, flush=True)
"""


@pytest.mark.slow
def test_killed_while_writing(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for trial in range(5):
        folder = tmp_path / str(trial)
        acknowledged = run_and_kill(folder, float(rng.uniform(0.0, 0.1)))
        arrays, meta, _ = load_checkpoint(folder)
        assert meta["step"] >= acknowledged
        np.testing.assert_array_equal(arrays["state"], np.full(20_000, float(meta["step"])))


def run_and_kill(folder: Path, delay: float) -> int:
    """Kill a writer some time after its first checkpoint; return the last one it told of."""
    command = [sys.executable, "-c", WRITER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split()
    return int(told[-1]) if told else 1


def test_a_stop_while_an_end_is_saved_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = checkpoint.write_atomically

    def stopped(path: Path, content: bytes | str) -> None:
        if path.suffix == ".json":
            raise KeyboardInterrupt
        write(path, content)

    def end(time: float) -> None:
        save_end(tmp_path, ARRAYS, {"time": time, "run": {"version": "1"}})

    end(1.0)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(checkpoint, "write_atomically", stopped)
        end(2.0)
    kept = load_end(tmp_path)
    assert kept is not None and kept.meta["time"] == 1.0
    end(3.0)
    end(4.0)
    replaced = load_end(tmp_path)
    assert replaced is not None and replaced.meta["time"] == 4.0
    assert len(list(tmp_path.iterdir())) == 2
    forget_end(tmp_path)
    assert load_end(tmp_path) is None
    assert not list(tmp_path.iterdir())
