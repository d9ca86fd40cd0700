"""Names of files that commands write, rejected before any work is done."""

from pathlib import Path
from typing import Any

import click

from filasse.errors import UsageError


class OutputFile(click.Path):
    """A file to be written or replaced, in a folder that exists."""

    def __init__(self, *endings: str) -> None:
        """Take some endings of names; without, any: what writes the file knows its own."""
        super().__init__(path_type=Path)
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path of the file.

        Raises:
            UsageError: it is a folder, a device or a pipe, its folder does not exist, or what it
                ends in is no ending of such files.
        """
        path = Path(value)
        if path.is_dir():
            raise UsageError(f"{path} is a folder; give the name of a file in it")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: the folder {path.parent} does not exist; create it")
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is no file but a device or a pipe; give the name of a file")
        if self.endings and path.suffix.lower() not in self.endings:
            raise UsageError(f"{path}: give it one of the endings {', '.join(self.endings)}")
        return path
