"""Sequences of items without torch: histories, counts, what comes next, and how good that is."""
