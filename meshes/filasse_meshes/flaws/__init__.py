"""Flaws of a slab that are drawn at random."""
