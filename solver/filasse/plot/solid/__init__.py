"""Figures of slabs with a depth, whose cracks are surfaces."""
