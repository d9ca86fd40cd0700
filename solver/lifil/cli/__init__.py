"""The command line ``lifil``."""

from lifil.cli.main import main

__all__ = ["main"]
