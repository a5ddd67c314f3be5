"""Keeping and doing: the store, the jobs, the worker, files to take away, links."""
