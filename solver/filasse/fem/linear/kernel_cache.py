"""Where compiled kernels are kept, and how a compilation that was killed is cleaned up.

FFCx marks a kernel as being compiled by its C file and as ready by a second file. A process that
is killed in between leaves the mark, and everybody waits for it in vain. Here only one process
compiles at a time, under a lock that the operating system drops with its owner: then whatever is
not ready is nobody's.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import stat
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filasse.errors import FilasseError
from filasse.parallel import on_root

log = logging.getLogger(__name__)

_READY = ".c.cached"


def compile_safely(comm: Any, compile_in: Callable[[Path], Any]) -> Any:
    """Compile a form; a collective call.

    Args:
        comm: communicator.
        compile_in: compiles on rank 0, in the cache it is given, and loads on all ranks.

    Raises:
        FilasseError: it cannot be compiled, as there is no C compiler for instance.
    """
    folder = on_root(comm, cache_folder)
    with _alone(folder) if comm.rank == 0 else nullcontext():
        try:
            return compile_in(folder)
        except Exception as error:  # what lies there may be damaged: once more from nothing
            if _missing_compiler() is not None:
                raise FilasseError(_words(error, folder)) from error
            log.debug("Compiling a form failed: %s", error)
            on_root(comm, _delete, folder, "*")
        try:
            return compile_in(folder)
        except Exception as error:
            raise FilasseError(_words(error, folder)) from error


def cache_folder() -> Path:
    """A folder for kernels that can be written to: dolfinx's own cache, or a temporary one."""
    from dolfinx.jit import get_options

    wanted = Path(get_options()["cache_dir"]) / "filasse"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    except OSError as error:
        folder = _temporary_cache()
        log.info("%s: %s; kernels are compiled in %s", wanted, error.strerror, folder)
        return folder


def _temporary_cache() -> Path:
    """This user's own folder for the next runs too; one that somebody else laid is not used."""
    folder = Path(tempfile.gettempdir()) / f"filasse-kernels-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            return folder
    except OSError as error:
        log.debug("%s: %s", folder, error)
    return Path(tempfile.mkdtemp(prefix="filasse-kernels-"))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the cache; what is half done there is deleted first."""
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:  # some network file systems have no locks
            log.debug("%s: %s", folder, error)
        else:
            _delete_stale(folder)
        yield


def _delete_stale(folder: Path) -> None:
    for source in folder.glob("*.c"):
        if not source.with_suffix(_READY).exists():
            log.info("Deleting what a killed compilation left: %s", source.name)
            _delete(folder, f"{source.stem}.*")
    for ready in folder.glob(f"*{_READY}"):
        if not ready.with_suffix("").exists():
            ready.unlink()


def _delete(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        if path.is_file() and path.name != ".lock":
            path.unlink(missing_ok=True)


def _words(error: Exception, folder: Path) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    head = f"The kernels of the finite elements cannot be compiled in {folder}"
    if (missing := _missing_compiler()) is not None:
        return (
            f"{head}: there is no C compiler {missing!r}. Install one, for instance by "
            "`apt install gcc`, or name one in the environment variable CC."
        )
    return f"{head} by {_compiler()!r}: {said[-1]}. Check it, and the space in that folder."


def _compiler() -> str:
    return str(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]


def _missing_compiler() -> str | None:
    return _compiler() if shutil.which(_compiler()) is None else None
