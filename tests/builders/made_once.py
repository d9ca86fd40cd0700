"""What several workers of the tests need is made by the first of them that asks for it."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder in which something was made, by this worker or another one; only to be read.

    Args:
        factory: of this worker's folders.
        name: of the folder, the same for all workers.
        make: fills the folder, which is not there yet; it may fail, for every worker then.
    """
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "made-once" / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (done := folder.with_name(f"{name}.done")).exists():
            make(folder)
            done.touch()
    return folder
