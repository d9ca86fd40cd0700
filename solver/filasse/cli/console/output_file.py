"""Names of files that commands write, rejected before any work is done."""

from pathlib import Path
from typing import Any

import click

from filasse.errors import UsageError


class OutputFile(click.Path):
    """A file to be written, in a folder that exists."""

    def __init__(self) -> None:
        """Take any ending: what writes the file knows its own."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path of the file.

        Raises:
            UsageError: it is a folder, or its folder does not exist.
        """
        path = Path(value)
        if path.is_dir():
            raise UsageError(f"{path} is a folder; give the name of a file in it")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: the folder {path.parent} does not exist; create it")
        return path
