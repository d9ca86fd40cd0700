"""Errors of the operating system, in words: what to do about a full disk, a limit, a link."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

_ANOTHER = "choose another folder"

_REMEDIES = {
    errno.ENOSPC: "Free space on the disk",
    errno.EDQUOT: "Free space: the quota of this user is used up",
    errno.EACCES: f"Make it writable, or {_ANOTHER}",
    errno.EPERM: f"Make it writable, or {_ANOTHER}",
    errno.EROFS: f"The file system is read-only; make it writable, or {_ANOTHER}",
    errno.EMFILE: "Raise the limit on open files, for instance by `ulimit -n 1024`",
    errno.ENFILE: "The whole machine has too many open files: close some programs",
    errno.EFBIG: "Raise the limit on the size of files, for instance by `ulimit -f unlimited`",
    errno.ENOENT: "The folder was moved or removed meanwhile; if it was moved, put it back",
    errno.ESTALE: "The folder was moved or removed meanwhile; if it was moved, put it back",
    errno.ENOTDIR: f"A part of the path is a file, not a folder; {_ANOTHER}",
    errno.EEXIST: f"Something else is there; {_ANOTHER}",
    errno.ELOOP: "It is a link, and links are not followed here: remove it",
    errno.ENAMETOOLONG: "Choose a shorter name",
    errno.EIO: "The disk or the network drive does not answer as it should: look after it",
    errno.ENOMEM: "Give the program more memory: a larger limit (`ulimit -v`), or a coarser mesh",
}

_OF_THE_MACHINE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EFBIG)
) | {errno.EIO, errno.ENOMEM, errno.ESTALE}


def remedy(error: OSError) -> str:
    """What a user can do about a refusal, as a clause without a full stop."""
    if error.errno == errno.ENOENT and error.filename and _refuses(Path(error.filename).parent):
        return f"That folder takes no files of yours; {_ANOTHER}"  # such as /proc
    return _REMEDIES.get(error.errno or 0, "Free space or make the folder writable")


def _refuses(folder: Path) -> bool:
    """Whether a folder is there and takes no file; one that was moved may be there again."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return folder.is_dir()
    return False


def is_of_the_machine(error: BaseException) -> bool:
    """Whether a limit of the machine is behind an error, and no mistake of the program."""
    if isinstance(error, OSError):
        return error.errno in _OF_THE_MACHINE
    return isinstance(error, ImportError) and "Too many open files" in str(error)


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether there is too little memory, for the data or for the libraries."""
    if isinstance(error, ImportError):
        return any(words in str(error) for words in ("failed to map segment", "annot allocate"))
    return isinstance(error, MemoryError) or "std::bad_alloc" in str(error)  # C++ says it so
