"""Input files: their checksums are kept, and a run goes on only with the same content."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from filasse.config import Config, load_config
from filasse.end_reason import EndReason
from filasse.errors import OutputError, UsageError
from filasse.output import RunObservers, finished_reason, load_checkpoint
from filasse.output.folder.run_folder import RunFolder
from filasse.sweep.sweep_folder import SweepFolder, check_not_stale

CONFIG = """
geometry: {microstructure: {image: {file: grains.png, pixel_size: 1 um}}}
electrolyte: {material: LLZO}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 s}
"""


def draw(path: Path, border: int) -> None:
    labels = np.ones((20, 20), dtype=np.uint8)
    labels[:, border:] = 2
    Image.fromarray(labels).save(path)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    draw(tmp_path / "grains.png", 10)
    (tmp_path / "a.yaml").write_text(CONFIG)
    return load_config(tmp_path / "a.yaml")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_run_json_and_checkpoints_hold_the_checksum(
    config: Config, start: Callable[..., RunObservers], march: Callable[..., None], tmp_path: Path
) -> None:
    with start(tmp_path / "run", config=config) as observers:
        march(observers, range(1), fields=False)
        observers.on_end(EndReason.INTERRUPTED)
    paths = RunFolder.at(tmp_path / "run")
    key, file = "geometry.microstructure.image.file", tmp_path / "grains.png"
    wanted = {key: {"file": str(file), "sha256": sha256(file)}}
    assert json.loads(paths.info.read_text())["inputs"] == wanted
    assert load_checkpoint(paths.checkpoints).meta["inputs"] == wanted


@pytest.mark.parametrize("steps", [0, 2])
def test_a_changed_file_is_refused_and_the_old_one_taken_back(
    config: Config,
    start: Callable[..., RunObservers],
    march: Callable[..., None],
    tmp_path: Path,
    steps: int,
) -> None:
    with start(tmp_path / "run", config=config) as observers:
        march(observers, range(steps), fields=False)
        observers.on_end(EndReason.INTERRUPTED)
    series = (tmp_path / "run" / "series.csv").read_bytes()
    draw(tmp_path / "grains.png", 9)
    with pytest.raises(UsageError, match=r"Cannot resume, the content of .*grains\.png .*Put the"):
        start(tmp_path / "run", config=config, resume=True)
    assert (tmp_path / "run" / "series.csv").read_bytes() == series
    draw(tmp_path / "grains.png", 10)
    with start(tmp_path / "run", config=config, resume=True) as observers:
        assert (observers.restored is not None) == (steps > 0)


def test_a_checkpoint_of_another_file_is_refused(
    config: Config, start: Callable[..., RunObservers], march: Callable[..., None], tmp_path: Path
) -> None:
    with start(tmp_path / "run", config=config) as observers:
        march(observers, range(1), fields=False)
        observers.on_end(EndReason.INTERRUPTED)
    info = RunFolder.at(tmp_path / "run").info
    content = json.loads(info.read_text())
    del content["inputs"]
    info.write_text(json.dumps(content))
    draw(tmp_path / "grains.png", 9)
    with pytest.raises(UsageError, match=r"grains\.png"):
        start(tmp_path / "run", config=config, resume=True)


def test_finished_runs_and_sweeps_refuse_a_changed_file(
    config: Config, start: Callable[..., RunObservers], march: Callable[..., None], tmp_path: Path
) -> None:
    sweep = SweepFolder(tmp_path / "sweep")
    paths = sweep.run("run1")
    with start(paths.root, config=config) as observers:
        march(observers, range(1), fields=False)
        observers.on_end(EndReason.SHORT_CIRCUIT)
    run: Any = SimpleNamespace(name="run1", config=config)
    check_not_stale(sweep, [run])
    assert finished_reason(paths, config) == "short_circuit"
    draw(tmp_path / "grains.png", 9)
    with pytest.raises(UsageError, match=r"another content of .*grains\.png .*Choose"):
        check_not_stale(sweep, [run])
    with pytest.raises(UsageError, match="Cannot resume"):
        finished_reason(paths, config)


def test_a_file_that_vanished(
    config: Config, start: Callable[..., RunObservers], tmp_path: Path
) -> None:
    (tmp_path / "grains.png").unlink()
    with pytest.raises(OutputError, match=r"Cannot read geometry\..*grains.png: No such file"):
        start(tmp_path / "run", config=config)


def test_a_file_that_moved_is_the_same_file(
    config: Config, start: Callable[..., RunObservers], march: Callable[..., None], tmp_path: Path
) -> None:
    with start(tmp_path / "run", config=config) as observers:
        march(observers, range(1), fields=False)
        observers.on_end(EndReason.INTERRUPTED)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("grains.png", "a.yaml"):
        (tmp_path / name).rename(moved / name)
    with start(tmp_path / "run", config=load_config(moved / "a.yaml"), resume=True) as observers:
        assert observers.restored is not None
