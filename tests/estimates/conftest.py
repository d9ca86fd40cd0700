"""Fixtures of this folder; what they build is in tests/builders."""

from tests.builders.configs import load, write

__all__ = ["load", "write"]
