"""Measurements: `python -m benchmarks` runs them all, each for a short while."""
