"""The first page, in its parts: a sample that plays, the samples' cards, opening a run file."""
