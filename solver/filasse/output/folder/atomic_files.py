"""Writing files so that a kill at any moment leaves either the old content or the new."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filasse.errors import OutputError
from filasse.system_errors import remedy

RUN_INFO = "run.json"
"""What the folder of every run holds."""
_LEFTOVERS = ".*.tmp"
"""What a writer that was killed leaves behind."""


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into an `OutputError` that names the file.

    Args:
        path: File or folder that is being written.

    Raises:
        OutputError: Instead of any `OSError` inside the block.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"Cannot write {path}: {error.strerror or error}. {remedy(error)}.{_kept(path)}"
        ) from error


def _kept(path: Path) -> str:
    """What is left of a run whose file cannot be written; nothing for any other file."""
    if any((folder / RUN_INFO).exists() for folder in (path, *path.parents[:2])):
        return " What is already written is safe; a run goes on with --resume."
    return ""


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by new content, durably; a link at its place is replaced, not followed.

    Args:
        path: File to write.
        content: The whole content; text is encoded as UTF-8.

    Raises:
        OutputError: The file cannot be written; the old content is then untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    with disk_errors(path), temporary_beside(path) as temporary:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        publish(temporary, path)


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Create an empty file to be written and published under another name.

    Its name cannot be foreseen and is new, so that nobody can lay a link there beforehand. It is
    deleted at the end of the block unless it was published.

    Args:
        path: The final name.
    """
    descriptor, name = tempfile.mkstemp(".tmp", f".{path.name}.", path.parent)
    os.fchmod(descriptor, 0o666 & ~_umask())
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def publish(temporary: Path, path: Path) -> None:
    """Give a complete file its final name and make the new name durable."""
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def delete_leftovers(folder: Path) -> None:
    """Delete the temporary files of writers that were killed; nobody else may be writing."""
    with disk_errors(folder):
        for path in folder.glob(_LEFTOVERS):
            path.unlink(missing_ok=True)


def opener_without_links(name: str, flags: int) -> int:
    """Open a file for `open`, refusing a link in its place."""
    return os.open(name, flags | os.O_NOFOLLOW, 0o666)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def whole_lines(path: Path) -> list[str]:
    """Return the lines of a text file, without a last line that a kill cut short.

    Args:
        path: Text file; a missing one has no lines.
    """
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line.rstrip("\n") for line in text.splitlines(keepends=True) if line.endswith("\n")]


def replace_lines(path: Path, lines: list[str]) -> None:
    """Replace a text file by these lines, atomically."""
    write_atomically(path, "".join(f"{line}\n" for line in lines))
