"""A text file that grows line by line and can be made durable."""

import os
from pathlib import Path
from typing import Self, TextIO

from filasse.output.folder.atomic_files import disk_errors, opener_without_links


class Appender:
    """Appends lines to a text file; every line reaches the operating system at once."""

    def __init__(self, path: Path) -> None:
        """Open the file for appending, creating it if needed.

        Args:
            path: Text file.
        """
        self.path = path
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

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        with disk_errors(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; harmless when it is closed already."""
        with disk_errors(self.path):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
