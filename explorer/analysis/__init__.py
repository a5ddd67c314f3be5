"""Embedding to meaning: similarity, layouts, the baseline from counts, how far to trust a map."""
