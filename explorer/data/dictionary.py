"""Dictionary encoding of a column that arrives in blocks, in bounded memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.records.table import MISSING

COMPACT_AT = 200_000  # pending dictionary entries; fewer are cheap to keep apart
MAX_TEXT_BYTES = 1_500_000_000  # of distinct texts; an Arrow string array holds 2 GiB


class ColumnBuilder:
    """Collects blocks of one column and gives back values, counts and codes.

    Blocks bring dictionaries of their own. They are unified in a few large passes by Arrow's
    hash table instead of value by value in Python, which for many distinct values costs
    neither the time nor the memory of Python strings.
    """

    def __init__(self, max_categories: int) -> None:
        self.max_categories = max_categories
        self.n_rows = 0
        self._overflown = False
        self._texts: pa.StringArray = pa.array([], pa.string())
        self._done: list[NDArray[np.int32]] = []  # codes into _texts, -1 for null
        self._pending: list[tuple[pa.StringArray, NDArray[np.int32]]] = []
        self._n_pending = 0
        self._text_bytes = 0

    def add(self, block: pa.DictionaryArray) -> None:
        """Append the rows of one block, dictionary<int32, string>; nulls are missing cells."""
        self.n_rows += len(block)
        if self._overflown:
            return
        indices = block.indices
        if indices.null_count:
            indices = indices.fill_null(-1)
        codes = indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        texts = block.dictionary.cast(pa.string())
        self._pending.append((texts, codes))
        self._n_pending += len(texts)
        self._text_bytes += texts.nbytes
        if self._n_pending > max(COMPACT_AT, len(self._texts)) or self._is_long():
            self._compact()

    @property
    def overflown(self) -> bool:
        """There are more distinct texts than the limit; codes are not kept then."""
        if len(self._texts) + self._n_pending > self.max_categories or self._is_long():
            self._compact()
        return self._overflown

    def is_empty(self) -> bool:
        """No row has a value."""
        if self.overflown:
            return False
        self._compact()
        blank = pc.equal(pc.utf8_trim_whitespace(self._texts), "")
        return bool(pc.all(blank).as_py()) if len(blank) else True

    def cells(self) -> tuple[pa.StringArray, NDArray[np.int32]]:
        """Different texts, and [n_rows] the place of each row's among them, -1 for null."""
        assert not self.overflown, "an overflown column has no codes"
        self._compact()
        return self._texts, np.concatenate([np.zeros(0, np.int32), *self._done])

    def last(self) -> str | None:
        """The text of the last row; None for null, and of an overflown column."""
        if self.overflown:
            return None
        blocks = [*((self._texts, codes) for codes in self._done), *self._pending]
        for texts, codes in reversed(blocks):
            if len(codes):
                return None if codes[-1] < 0 else str(texts[int(codes[-1])].as_py())
        return None

    def drop_last(self) -> None:
        """Take the last row away."""
        self._compact()
        self.n_rows -= 1
        while self._done and not len(self._done[-1]):
            self._done.pop()
        if self._done:
            self._done[-1] = self._done[-1][:-1]

    def _compact(self) -> None:
        if not self._pending:
            return
        blocks = [self._texts, *(texts for texts, _ in self._pending)]
        encoded = pa.concat_arrays(blocks).dictionary_encode()
        unified = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        start = len(self._texts)
        for texts, codes in self._pending:
            # one more entry at the end, so that code -1 (null) stays -1
            table = np.append(unified[start : start + len(texts)], np.int32(-1))
            self._done.append(table[codes])
            start += len(texts)
        self._texts = encoded.dictionary
        self._pending.clear()
        self._n_pending = 0
        self._text_bytes = self._texts.nbytes
        if len(self._texts) > self.max_categories or self._is_long():
            self._overflown = True
            self._texts = pa.array([], pa.string())
            self._text_bytes = 0
            self._done.clear()

    def _is_long(self) -> bool:
        return self._text_bytes > MAX_TEXT_BYTES

    def finish(self) -> tuple[pa.StringArray, NDArray[np.int64], NDArray[np.int32]]:
        """Values most frequent first (ties by first appearance), counts [n_values] and codes
        [n_rows], 0 for missing: a null, an empty text or white space alone.
        """
        assert not self.overflown, "an overflown column has no codes"
        self._compact()
        counts = np.zeros(len(self._texts) + 1, np.int64)
        for codes in self._done:
            counts += np.bincount(codes + 1, minlength=len(counts))
        counts = counts[1:]
        blank = pc.equal(pc.utf8_trim_whitespace(self._texts), "")
        present = np.flatnonzero(~blank.to_numpy(zero_copy_only=False).astype(bool) & (counts > 0))
        order = present[np.argsort(-counts[present], kind="stable")]
        recode = np.full(len(self._texts) + 1, MISSING, np.int32)  # the last one is null's
        recode[order] = np.arange(1, len(order) + 1, dtype=np.int32)
        final = np.empty(self.n_rows, np.int32)
        start = 0
        for codes in self._done:
            np.take(recode, codes, out=final[start : start + len(codes)], mode="wrap")
            start += len(codes)
        self._done.clear()
        values = self._texts
        if len(order) != len(values) or (np.diff(order) != 1).any():
            values = values.take(pa.array(order, pa.int64()))
        self._texts = pa.array([], pa.string())
        return values, counts[order], final
