"""Fixtures of this folder; what they build is in tests/builders."""

from tests.builders.condensed import buried, cell, charged, edge

__all__ = ["buried", "cell", "charged", "edge"]
