"""Counting the categories of a column that is encoded already."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.records.table import MISSING
from explorer.records.vocabulary import FIRST_CODE, MISSING_CODE, Vocabulary

MANY_CATEGORIES = 20_000
LEAST_OF_MANY = 2  # the default minimum count above; else it is 1


def least_count(min_count: int | None, n_categories: int) -> int:
    """What is seen less often is rare; None for 1, or 2 above 20,000 categories."""
    return min_count or (LEAST_OF_MANY if n_categories > MANY_CATEGORIES else 1)


def fit(
    name: str, texts: list[str], codes: NDArray[np.int32], min_count: int | None
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Count the categories of a column that is encoded already.

    Args:
        texts: distinct; their order breaks ties between equal counts.
        codes: [n_rows] 0 missing, i + 1 for text i.
        min_count: rarer ones share the rare bucket; None for 1, or 2 above 20,000 categories.

    Returns:
        The vocabulary, and [n_texts + 1] its code for each of `codes`' values.
    """
    counts = np.bincount(codes, minlength=len(texts) + 1).astype(np.int64)
    of_texts = counts[1:]
    order = np.argsort(-of_texts, kind="stable")
    order = order[of_texts[order] > 0]
    least = least_count(min_count, len(order))
    n_kept = int(np.count_nonzero(of_texts[order] >= least))
    kept, rare = order[:n_kept], order[n_kept:]
    vocabulary = Vocabulary(
        name,
        tuple(texts[i] for i in kept.tolist()),
        of_texts[kept],
        n_missing=int(counts[MISSING]),
        n_rare=int(of_texts[rare].sum()),
        rare_categories=len(rare),
        rare_once=int(np.count_nonzero(of_texts[rare] == 1)),
    )
    recode = np.full(len(texts) + 1, MISSING_CODE, np.int32)
    recode[1 + kept] = FIRST_CODE + np.arange(n_kept, dtype=np.int32)
    if vocabulary.rare_code is not None:
        recode[1 + rare] = vocabulary.rare_code
    return vocabulary, recode
