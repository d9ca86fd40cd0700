"""The published sources of values, models and measurements; each stands in one place only."""

from filasse.references.bibliography import Source, bibliography, cite

__all__ = ["Source", "bibliography", "cite"]
