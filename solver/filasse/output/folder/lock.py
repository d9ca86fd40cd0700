"""One run per folder: a lock that the operating system drops when its owner dies."""

import fcntl
import os
from pathlib import Path
from typing import Self

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import disk_errors, opener_without_links


class FolderLock:
    """Holds the lock of a run folder until it is released or the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Args:
            path: Lock file, created if needed.

        Raises:
            OutputError: Another process holds the lock.
        """
        with disk_errors(path):
            self._file = open(path, "a", opener=opener_without_links)  # noqa: SIM115
        try:
            _lock(self._file.fileno())
        except BlockingIOError:
            self._file.close()
            raise OutputError(
                f"Another run is writing to {path.parent}. Wait for it, or choose another folder."
            ) from None

    def release(self) -> None:
        """Let others write to the folder."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Return whether a living process holds the lock.

    Args:
        path: Lock file; a missing one is free.
    """
    try:
        with path.open("r+") as file:
            _lock(file.fileno())
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        # Some network file systems have no locks: then nobody can be kept out.
        os.fstat(descriptor)
