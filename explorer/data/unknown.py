"""Values never seen: a place learned for them, and how many of them to expect.

A category that first occurs after training is like one that has hardly occurred before. So some
cells of the data, those of rare categories most of all, are read as "unknown" while training,
and what is learned from them is where a value never seen belongs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.records.dataset import Dataset
from explorer.records.vocabulary import FIRST_CODE, UNKNOWN_CODE

AT_LEAST = 0.002  # share of the cells hidden of every category, however frequent
FEWEST = 5  # hidden cells; from fewer no place is learned, and the mean of all stands in
_PURPOSE = 0x756E6B  # tells these draws from all others of the same seed


def hide(dataset: Dataset, strength: float, seed: int) -> Dataset:
    """Read some cells as unknown, drawn by the seed; the vocabularies count them.

    Writes into the codes it is given: a table of 10,000,000 rows should not be there twice.

    A category never loses its last cell, so one that occurs once keeps it. A column in which
    fewer than FEWEST cells would be hidden stays as it is.

    Args:
        strength: z; a category seen n times is hidden in z / (z + n) of its cells (Kiperwasser
            and Goldberg, 2016, "word dropout"); 0 hides nothing.

    Returns:
        The dataset with the same codes array and vocabularies of its own.
    """
    if strength == 0:
        return dataset
    vocabularies = list(dataset.vocabularies)
    if dataset.drawn is not None:  # a row's own place is made of what it holds
        dataset = replace(dataset, drawn_codes=dataset.codes[dataset.drawn])
    for j, vocabulary in enumerate(vocabularies):
        draw = np.random.default_rng([seed, _PURPOSE, j])
        rows = _hidden(dataset.codes[:, j], vocabulary.code_counts(), strength, draw)
        if len(rows) >= FEWEST:
            dataset.codes[rows, j] = UNKNOWN_CODE
            vocabularies[j] = replace(vocabulary, n_unknown=len(rows))
    return replace(dataset, vocabularies=tuple(vocabularies))


def _hidden(
    codes: NDArray[np.int32],
    counts: NDArray[np.int64],
    strength: float,
    draw: np.random.Generator,
) -> NDArray[np.int64]:
    """Rows whose cell is hidden, rising."""
    chance = np.maximum(strength / (strength + np.maximum(counts, 1)), AT_LEAST)
    chance[:FIRST_CODE] = 0.0  # a blank stays a blank
    chance[counts < 2] = 0.0
    rows = np.flatnonzero(draw.random(len(codes), np.float32) < chance.astype(np.float32)[codes])
    hidden = codes[rows]
    lost = np.bincount(hidden, minlength=len(counts)) >= counts
    _, first = np.unique(hidden, return_index=True)  # gives one cell back to who lost all
    back = first[lost[hidden[first]]]
    return np.delete(rows, back)


def expected_share(n_once: int, n_rows: int) -> float:
    """Share of new rows to expect whose value was never seen.

    What would be never seen if each row were the new one: values seen once.

    Args:
        n_once: values that occur once, among the rare ones too. n_rows: rows with a value.

    Source: Good, The population frequencies of species, 1953 (the Good-Turing estimate).

    >>> expected_share(n_once=3, n_rows=10)
    0.3
    """
    return n_once / n_rows if n_rows else 1.0


def expected_outside(n_ranges: int, n_rows: int) -> float:
    """Share of new rows to expect, at most about, whose number lies in no range.

    Below all ranges, above them and between each two is the room between two neighbors of the
    sorted numbers. Each such room holds one of n_rows + 1 rows, or fewer where numbers come again.

    Source: Tukey, Nonparametric estimation II, statistically equivalent blocks, 1947.

    >>> expected_outside(n_ranges=10, n_rows=109)
    0.1
    """
    return min(1.0, (n_ranges + 1) / (n_rows + 1))


def expected_below(counts: NDArray[np.int64], n_rare: int, fewest: int) -> float:
    """Share of new rows to expect whose value was seen fewer than `fewest` times, or never.

    What would be so if each row were the new one: rare values, and those seen just often enough.

    Args:
        counts: [n_categories] rows of each. n_rare: rows whose value is in the rare bucket.

    Source: as above; values seen r times have (r + 1) N(r + 1) / N of the rows to come, where
    N(r + 1) values were seen once more.

    >>> expected_below(np.array([6, 2]), n_rare=2, fewest=2)
    0.4
    """
    rows = int(counts.sum()) + n_rare
    return (n_rare + int(counts[counts == fewest].sum())) / rows if rows else 1.0
