"""Bytes to Table to Dataset: reading, profiling, choosing columns, encoding, labels."""
