"""Random configurations end well: with a result or with one message."""

import random
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.fuzz.draw import mutated, valid
from tests.fuzz.trial import as_yaml, fault_of, smallest

from filasse.config import load_config
from filasse.errors import FilasseError
from filasse.simulation import mesh_of


@pytest.mark.parametrize("seed", range(15))
def test_hostile_documents_load_or_are_told(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    path = tmp_path / "a.yaml"
    for _ in range(10):
        path.write_text(as_yaml(mutated(rng, valid(rng))), encoding="utf-8")
        try:
            load_config(path)
        except FilasseError as error:
            assert str(error).strip(), path.read_text()


@pytest.mark.parametrize("seed", range(10))
def test_valid_documents_are_meshed(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(as_yaml(valid(random.Random(seed))), encoding="utf-8")
    config = load_config(path)
    area = config.geometry.width * config.geometry.thickness
    mesh = mesh_of(config)
    corners = mesh.points[mesh.cells[:, :3]]
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    assert (ax * by - ay * bx).sum() / 2.0 == pytest.approx(area, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_short_runs_end_well(seed: int, tmp_path: Path) -> None:
    data = valid(random.Random(100 + seed))
    fault = fault_of("run", data, tmp_path / "run", timeout=300.0)
    assert fault is None, f"{fault}\n{as_yaml(data)}"


def test_documents_survive_the_way_through_a_file() -> None:
    data = valid(random.Random(1))
    assert YAML(typ="safe", pure=True).load(as_yaml(data)) == data


def test_failures_are_made_small() -> None:
    data = {"a": {"b": 1, "c": [1, 2]}, "d": 3}
    assert smallest(data, lambda trial: "b" in trial.get("a", {})) == {"a": {"b": 1}}
