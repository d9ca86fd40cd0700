"""Measurements of the simulator: what it gets right, and how fast."""
