"""Checks of slabs with a depth."""
