"""The command line ``filasse``."""

from filasse.cli.main import main

__all__ = ["main"]
