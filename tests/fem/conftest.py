"""Fixtures of this folder; what they build is in tests/builders."""

from tests.builders.condensed import buried, edge

__all__ = ["buried", "edge"]
