"""The memory that a run may use is the least of the machine's, its container's and its job's."""

from pathlib import Path

import pytest

from filasse.estimates import memory
from filasse.estimates.memory import MemoryLimit, memory_limit, memory_note

SLURM = ("SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_CPUS_ON_NODE")


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "CGROUPS", tmp_path)
    for name in SLURM:
        monkeypatch.delenv(name, raising=False)


def test_the_machine_sets_the_limit_without_any_other() -> None:
    limit = memory_limit()
    assert limit.owner == "this machine"
    assert 1e8 < limit.size < 1e15


@pytest.mark.parametrize("name", memory.CGROUP_FILES)
def test_a_container_has_less(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("50000000\n")
    assert memory_limit() == MemoryLimit(5e7, "its container (cgroup)")
    path.write_text("max\n")
    assert memory_limit().owner == "this machine"


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"SLURM_MEM_PER_NODE": "64"}, 64 * 2**20),
        ({"SLURM_MEM_PER_CPU": "16", "SLURM_CPUS_ON_NODE": "2"}, 32 * 2**20),
    ],
)
def test_a_job_has_less(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], size: float
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert memory_limit() == MemoryLimit(size, "the Slurm job")


def test_all_of_a_node_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_MEM_PER_NODE", "0")
    assert memory_limit().owner == "this machine"


def test_an_estimate_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "memory_limit", lambda: MemoryLimit(8e9, "the Slurm job"))
    assert memory_note(4e9) == "rough, at the peak; the Slurm job has 8 GB"
    assert "may not fit: the Slurm job has 8 GB" in memory_note(9e9)
    assert "would be rejected: the Slurm job has 8 GB" in memory_note(17e9)
