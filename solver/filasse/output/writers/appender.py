"""A text file that grows line by line and can be made durable."""

import os
from pathlib import Path
from typing import Self, TextIO

from filasse.output.folder.atomic_files import disk_errors, opener_without_links
from filasse.output.folder.packed_text import PackedText


class Appender:
    """Appends lines to a text file; every line reaches the operating system at once."""

    def __init__(self, path: Path) -> None:
        """Open the file for appending, creating it if needed.

        Args:
            path: Text file.
        """
        self.path = path
        self._text = PackedText(path.read_bytes() if path.is_file() else b"")
        with disk_errors(path):
            self._file: TextIO = open(  # noqa: SIM115 - Path.open knows no opener
                path, "a", buffering=1, encoding="utf-8", opener=opener_without_links
            )

    def write(self, line: str) -> None:
        """Append one line.

        Args:
            line: Text without line end.
        """
        with disk_errors(self.path):
            self._file.write(f"{line}\n")
        self._text.add(f"{line}\n".encode())

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        with disk_errors(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def packed(self) -> bytes:
        """Return all lines, compressed, for a checkpoint."""
        return self._text.packed()

    def close(self) -> None:
        """Close the file; harmless when it is closed already."""
        with disk_errors(self.path):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
