"""Fixtures of this folder; what they build is in tests/builders."""

from tests.builders.condensed import edge

__all__ = ["edge"]
