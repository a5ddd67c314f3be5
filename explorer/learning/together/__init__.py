"""Appear together: vectors of entries that meet in baskets, sequences or rows."""
