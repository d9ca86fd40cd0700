from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import filasse_meshes
from filasse.cli.main import exit_code
from filasse.config import Config

QUICKSTART = Path(__file__).parents[2] / "configs" / "quickstart.yaml"


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def filasse(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Run the command line in an empty folder, as far as possible as a user does."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "PMI_RANK",
        "PMIX_RANK",
        "OMPI_COMM_WORLD_RANK",
        "SLURM_PROCID",
        "SLURM_STEP_NUM_TASKS",
    ):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str | Path) -> Outcome:
        code = exit_code([str(argument) for argument in arguments])
        return Outcome(code, *capfd.readouterr())

    return command


@pytest.fixture
def quickstart() -> Path:
    return QUICKSTART


@pytest.fixture
def fake_run(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Stand in for `filasse.simulation`: remembers calls, meshes a small slab, uses no MPI."""
    module: Any = ModuleType("filasse.simulation")
    module.calls = []

    def simulate(config: Config, folder: Path, **options: Any) -> None:
        module.calls.append((config, folder, options))

    def mesh_of(config: Config) -> filasse_meshes.SlabMesh:
        path = ((5e-5, 0.0), (5e-5, config.geometry.flaws[0].length))
        slab = filasse_meshes.Slab(1e-4, 1e-4, (filasse_meshes.Crack("flaw1", path, True),))
        return filasse_meshes.build_mesh(slab, filasse_meshes.Sizes(2e-5, 1e-6, 5e-6, 1e-5))

    module.simulate, module.mesh_of = simulate, mesh_of
    monkeypatch.setitem(__import__("sys").modules, "filasse.simulation", module)
    monkeypatch.setattr("filasse.parallel.guarded_main", lambda main, last_words: main())
    return module
