"""The Run page: watch a run learn, then explore, compare, take away and share it."""
