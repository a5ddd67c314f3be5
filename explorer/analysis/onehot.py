"""One-hot beside embedding, in numbers of the user's own columns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.similarity import cosine_matrix
from explorer.analysis.wording import bytes_text, cosine_text, count_text, share_text
from explorer.records.dims import half_of

FLOAT32 = 4  # bytes
COMPARED = 500  # entries whose pairs are looked at: 124,750 pairs in about 5 ms
ONE_HOT_COSINE = 0.0  # of any two different categories
ONE_HOT_DISTANCE = math.sqrt(2)  # between any two different categories
WINDOW = 5  # interactions read at once, the textbook case of one-hot running out of room


@dataclass(frozen=True, slots=True)
class ColumnSize:
    """One column as a network would take it in.

    Attributes:
        entries: categories, the rare bucket and missing included: one-hot inputs, one each.
        dim: numbers in one vector.
        unseen: rows of its table beyond these, for values never seen: no row of the data has one,
            so it is no input of the one-hot.
        halved: it is two vectors side by side; the second is for when it is guessed.
    """

    name: str
    entries: int
    dim: int
    unseen: int = 0
    halved: bool = False

    @property
    def read(self) -> int:
        """Numbers of one vector that a network takes in."""
        return half_of(self.dim) if self.halved else self.dim


@dataclass(frozen=True, slots=True)
class OneHotFacts:
    """What one row of the data costs either way.

    Attributes:
        learned: the numbers of the tables were learned here.
    """

    columns: tuple[ColumnSize, ...]
    learned: bool = True

    @property
    def inputs(self) -> int:
        """One-hot inputs of one row, over all columns."""
        return sum(column.entries for column in self.columns)

    @property
    def zeros(self) -> int:
        """Of these, how many are 0 in every row: all but one for each column."""
        return self.inputs - len(self.columns)

    @property
    def zeros_share(self) -> float:
        return self.zeros / self.inputs if self.inputs else 0.0

    @property
    def numbers(self) -> int:
        """Numbers of one row as embeddings, as far as they are taken in."""
        return sum(column.read for column in self.columns)

    @property
    def one_hot_bytes(self) -> int:
        """Of one row in float32."""
        return FLOAT32 * self.inputs

    @property
    def embedding_bytes(self) -> int:
        """Of one row in float32."""
        return FLOAT32 * self.numbers

    @property
    def parameters(self) -> int:
        """Numbers in all lookup tables together, their rows for values never seen included."""
        return sum((column.entries + column.unseen) * column.dim for column in self.columns)

    @property
    def short_sentence(self) -> str:
        """For Set up.

        >>> OneHotFacts((ColumnSize("animal", 100, 8), ColumnSize("legs", 6, 2))).short_sentence
        'One-hot would need 106 inputs, 98 % of them zero in every row. These embeddings use 10 \
numbers.'
        """
        inputs = "input" if self.inputs == 1 else "inputs"
        numbers = "number" if self.numbers == 1 else "numbers"
        return (
            f"One-hot would need {count_text(self.inputs)} {inputs}, "
            f"{share_text(self.zeros_share)} of them zero in every row. "
            f"These embeddings use {count_text(self.numbers)} {numbers}."
            f"{none_saved(self.inputs, self.numbers)}"
        )

    @property
    def cost_sentence(self) -> str:
        """Bytes and parameters, for the comparison."""
        tables = "lookup table holds" if len(self.columns) == 1 else "lookup tables hold"
        return (
            f"One row takes {bytes_text(self.one_hot_bytes)} one-hot and "
            f"{bytes_text(self.embedding_bytes)} as embeddings. The {tables} "
            f"{count_text(self.parameters)} {'learned ' if self.learned else ''}numbers, "
            f"{bytes_text(FLOAT32 * self.parameters)}, once for all rows.{self._unseen()}"
        )

    def _unseen(self) -> str:
        """That tables have a row more than the one-hot has inputs, where they have."""
        n = sum(column.unseen > 0 for column in self.columns)
        if not n:
            return ""
        if n < len(self.columns):
            which = f"{count_text(n)} of them {'has' if n == 1 else 'have'}"
        else:
            which = "It has" if n == 1 else "Each has"
        return f" {which} one row more, for values never seen."


def none_saved(inputs: int, numbers: int) -> str:
    """Of few categories embeddings are no smaller, and worth it for what they say.

    >>> none_saved(100, 8), none_saved(5, 8)
    ('', ' Of so few categories they save no numbers; what they add is which ones are alike.')
    """
    if numbers < inputs:
        return ""
    return " Of so few categories they save no numbers; what they add is which ones are alike."


def window_sentence(column: ColumnSize, window: int = WINDOW) -> str:
    """What reading several values of one column at once would take.

    >>> window_sentence(ColumnSize("track", 320, 96, halved=True)).rpartition("; ")[2]
    'embeddings need 5 × 48 = 240 numbers.'
    >>> window_sentence(ColumnSize("product", 5000, 46))
    'To read the last 5 values of product at once, one-hot needs 5 × 5,000 = 25,000 inputs, \
99.98 % of them zero; embeddings need 5 × 46 = 230 numbers.'
    """
    inputs, numbers = window * column.entries, window * column.read
    return (
        f"To read the last {window} values of {column.name} at once, one-hot needs "
        f"{window} × {count_text(column.entries)} = {count_text(inputs)} inputs, "
        f"{share_text((inputs - window) / inputs if inputs else 0.0)} of them zero; embeddings "
        f"need {window} × {column.read} = {count_text(numbers)} numbers."
    )


@dataclass(frozen=True, slots=True)
class PairFacts:
    """How far apart the categories of one column are, one-hot and as embeddings.

    Attributes:
        entries: the first entries, which are compared, at most COMPARED.
        lowest, highest, mean: cosines of all their distinct pairs; 0 when there is no pair.
        in_all: what all entries are, in words.
        learned: the vectors were learned here. counted: it is known that the first are the most
            frequent.
    """

    column: str
    entries: int
    entries_in_all: int
    lowest: float
    highest: float
    mean: float
    in_all: str
    learned: bool = True
    counted: bool = True

    @property
    def sentence(self) -> str:
        """That one-hot knows no likeness, and what the vectors say instead."""
        if self.entries < 2:
            return f"{self.column} has one category: there is nothing to compare it with."
        first = f"{count_text(self.entries)} most frequent"
        if not self.counted:
            first = f"first {count_text(self.entries)}"
        those = (
            f"the {first} of {self.in_all}"
            if self.entries < self.entries_in_all
            else f"the {self.in_all}"
        )
        cosines = "the learned cosines" if self.learned else "the cosines of the vectors"
        return (
            f"One-hot puts every two categories of {self.column} equally far apart: cosine 0, "
            f"distance {ONE_HOT_DISTANCE:.2f}. Between {those} {cosines} run from "
            f"{cosine_text(self.lowest)} to {cosine_text(self.highest)},"
            f" {cosine_text(self.mean)} on average."
        )


def pair_facts(
    column: str,
    vectors: NDArray[np.float32],
    in_all: str = "",
    *,
    learned: bool = True,
    counted: bool = True,
) -> PairFacts:
    """Compare the cosines of a column's vectors with those of one-hot vectors.

    Args:
        vectors: [n, dim] most frequent first; the first COMPARED are looked at.
        in_all: what all of them are, "9 categories and missing"; "" where all are categories.
        learned, counted: what is known of the vectors, as in `PairFacts`.
    """
    compared = vectors[:COMPARED]
    n = len(compared)
    in_all = in_all or f"{count_text(len(vectors))} categories"
    if n < 2:
        return PairFacts(column, n, len(vectors), 0.0, 0.0, 0.0, in_all, learned, counted)
    found = cosine_matrix(compared)[np.triu_indices(n, 1)]
    lowest, highest = float(found.min()), float(found.max())
    mean = float(found.mean(dtype=np.float64))
    return PairFacts(column, n, len(vectors), lowest, highest, mean, in_all, learned, counted)
