"""A real scheduler, where SLURM is installed."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _scheduler() -> ModuleType:
    """The module beside this file: tests are no package."""
    path = Path(__file__).with_name("scheduler.py")
    spec = importlib.util.spec_from_file_location("scheduler", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a running scheduler of one node, for `make test-slurm`.

    The jobs wait for the scheduler for minutes: not part of the usual tests.
    """
    if "FILASSE_TEST_SLURM" not in os.environ:
        pytest.skip("runs by `make test-slurm`")
    module = _scheduler()
    if not module.installed():
        pytest.skip("SLURM is not installed (apt install slurmctld slurmd slurm-client)")
    scheduler = module.Scheduler(tmp_path_factory.mktemp("slurm"))
    yield scheduler
    scheduler.stop()
