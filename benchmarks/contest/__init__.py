"""Contestants: what trains on the same data in a process of its own, by the same clock."""
