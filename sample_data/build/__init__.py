"""Builds the CSV files of this folder; run `python -m sample_data.build`.

One module per sample, each with a function `build` that returns a `Sample`.
"""
