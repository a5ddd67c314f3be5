"""Maps straight from counts: what meets what, how much more often than chance, decomposed.

Exact and deterministic: the same bits at any number of threads. No torch here.
"""
