"""The memory that a run may use is the least of the machine's, its container's and its job's."""

from pathlib import Path

import pytest

from filasse import memory_limit as limits
from filasse.estimates import memory
from filasse.estimates.memory import memory_note
from filasse.memory_limit import MemoryLimit, memory_limit
from filasse.solver_choice import PART_OF_MEMORY, memory_of_node

SLURM = ("SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_CPUS_ON_NODE")


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "CGROUPS", tmp_path)
    monkeypatch.setattr(limits, "OWN_GROUPS", tmp_path / "cgroup")
    for name in SLURM:
        monkeypatch.delenv(name, raising=False)


def test_the_machine_sets_the_limit_without_any_other() -> None:
    limit = memory_limit()
    assert limit.owner == "this machine"
    assert 1e8 < limit.size < 1e15


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_a_container_has_less(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("50000000\n")
    assert memory_limit() == MemoryLimit(5e7, "its container (cgroup)")
    path.write_text("max\n")
    assert memory_limit().owner == "this machine"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("0::/slurm/uid_1:a/job_2\n", "slurm/{}/memory.max"),
        ("3:cpu:/other\n2:memory:/slurm/uid_1:a/job_2\n", "memory/slurm/{}/memory.limit_in_bytes"),
        ("2:hugetlb,memory:/slurm/uid_1:a/job_2\n", "memory/slurm/{}/memory.limit_in_bytes"),
    ],
)
def test_the_groups_around_it_count(tmp_path: Path, lines: str, name: str) -> None:
    """The job has the least of its own limit and of its user's; what is no group of it has none."""
    (tmp_path / "cgroup").write_text(lines)
    own, around = (tmp_path / name.format(group) for group in ("uid_1:a/job_2", "uid_1:a"))
    beside = tmp_path / name.replace("slurm/{}", "other")
    for path, size in ((own, 60_000_000), (around, 50_000_000), (beside, 40_000_000)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{size}\n")
    assert memory_limit() == MemoryLimit(5e7, "its container (cgroup)")
    around.unlink()
    assert memory_limit() == MemoryLimit(6e7, "its container (cgroup)")


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
    assert memory_of_node() == PART_OF_MEMORY * size  # what solvers are chosen by


def test_all_of_a_node_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_MEM_PER_NODE", "0")
    assert memory_limit().owner == "this machine"


def test_an_estimate_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "memory_limit", lambda: MemoryLimit(8e9, "the Slurm job"))
    assert memory_note(4e9) == "rough, at the peak; the Slurm job has 8 GB"
    assert "may not fit: the Slurm job has 8 GB" in memory_note(9e9)
    assert "would be rejected: the Slurm job has 8 GB" in memory_note(17e9)
