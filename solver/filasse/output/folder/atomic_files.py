"""Writing files so that a kill at any moment leaves either the old content or the new."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filasse.errors import OutputError


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
            f"Cannot write {path}: {error.strerror or error}. What is already in the folder is "
            "safe. Free space or make the folder writable, then go on with --resume."
        ) from error


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by new content, durably.

    The temporary name is fixed: a killed writer leaves at most one, and the next one reuses it.

    Args:
        path: File to write.
        content: The whole content; text is encoded as UTF-8.

    Raises:
        OutputError: The file cannot be written; the old content is then untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = temporary_name(path)
    with disk_errors(path):
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            publish(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def temporary_name(path: Path) -> Path:
    """Return the name under which a file is written before it is published."""
    return path.with_name(f".{path.name}.tmp")


def publish(temporary: Path, path: Path) -> None:
    """Give a complete file its final name and make the new name durable."""
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
