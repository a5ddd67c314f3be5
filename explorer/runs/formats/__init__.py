"""Vectors as files for other programs: pure functions from records to bytes."""
