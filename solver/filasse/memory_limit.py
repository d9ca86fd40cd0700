"""The memory that a run may use: of the machine, of its container, of its job."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CGROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells the limits of containers and jobs."""

OWN_GROUPS = Path("/proc/self/cgroup")
"""Lines `number:controllers:/group` of this process; in version 2 controllers are empty."""

CGROUP_FILES = {"": "memory.max", "memory": "memory.limit_in_bytes"}
"""Name of the limit in a group, by what controls it: version 2 and version 1."""

MEBIBYTE = 2.0**20
"""What memory is told in [bytes]."""


class MemoryLimit(NamedTuple):
    """Memory that a run may use [B], and what sets it."""

    size: float
    owner: str

    @property
    def text(self) -> str:
        """In words."""
        return f"{self.owner} has {self.size / 1e9:.2g} GB"


def memory_limit() -> MemoryLimit:
    """The smallest limit on this machine."""
    return min(_limits())


def _limits() -> Iterator[MemoryLimit]:
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    yield MemoryLimit(float(pages), "this machine")
    for path in _cgroup_files():
        try:
            text = path.read_text().strip()
        except OSError:  # not there, or not for us to read
            continue
        if text.isdigit():  # "max" without a limit
            yield MemoryLimit(float(text), "its container (cgroup)")
    per_node, per_cpu = (os.environ.get(f"SLURM_MEM_PER_{what}", "") for what in ("NODE", "CPU"))
    cpus = os.environ.get("SLURM_CPUS_ON_NODE", "")
    if per_node.isdigit() and int(per_node):  # 0 is all of the node
        yield MemoryLimit(MEBIBYTE * int(per_node), "the Slurm job")
    elif per_cpu.isdigit() and cpus.isdigit() and int(per_cpu):
        yield MemoryLimit(MEBIBYTE * int(per_cpu) * int(cpus), "the Slurm job")


def _cgroup_files() -> Iterator[Path]:
    """Files with the limits of this process and of what it is part of."""
    try:
        own = OWN_GROUPS.read_text().splitlines()
    except OSError:
        own = []
    for line in (*own, "0::/", "0:memory:/"):  # in a container its own group may be the root
        _, controllers, path = line.split(":", 2)
        group = Path(path.lstrip("/"))
        for controller in CGROUP_FILES.keys() & set(controllers.split(",")):
            for folder in (group, *group.parents):
                yield CGROUPS / controller / folder / CGROUP_FILES[controller]
