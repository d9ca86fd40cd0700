"""Closed forms that the simulator must reproduce: `python -m benchmarks.verification`."""
