"""How many dimensions a column has by default: the rule of each objective, and others'."""

from __future__ import annotations

from explorer.records.spec import Objective


def default_dim(n_categories: int) -> int:
    """Our rule: clip(round(n^0.45), 2, 64); between the two rules below.

    >>> [default_dim(n) for n in (2, 7, 100, 458, 5000, 100000)]
    [2, 2, 8, 16, 46, 64]
    """
    return int(min(64, max(2, round(n_categories**0.45))))


def counts_dim(n_categories: int) -> int:
    """Of maps from counts, and of what begins at them: clip(round(1.5 n^0.45), 2, 64).

    Half as many again as other tables have: a decomposition spends its first directions on what
    is frequent, training on what predicts. Measured on the samples.

    >>> [counts_dim(n) for n in (2, 100, 458, 5000)]
    [2, 12, 24, 64]
    """
    return int(min(64, max(2, round(1.5 * n_categories**0.45))))


def masked_dim(n_categories: int) -> int:
    """Of fill in the blank: n^0.63 up to 32, `counts_dim` where that is more, n - 1 at most.

    More than `default_dim`: its vectors are joined with what counts say, and hold that too, which
    takes more directions than what training learns of a small table (learning/joining.py). Of 48
    public tables those of 40 categories and more gain by up to 2 sqrt(n); smaller ones lose by it.

    >>> [masked_dim(n) for n in (2, 7, 100, 458, 5000)]
    [2, 4, 18, 32, 64]
    """
    narrow = min(32, round(n_categories**0.63))
    return int(max(2, min(n_categories - 1, max(narrow, counts_dim(n_categories)))))


def sequence_dim(n_items: int, n_places: int | None = None) -> int:
    """Of items whose order is learned: 2 clip(round(3.2 sqrt(n)), 4, 64), with r interactions of
    each item on average at most 3.5 r^0.75.

    More than `default_dim`: which item follows on which is told by single items, not by groups,
    and half of the numbers say what follows, the other half after what an item comes. Items that
    were met rarely tell little, and more numbers learn their chance by heart: of films with 59
    ratings each, half as many guess held-out ones at 6.3 nats in place of 6.4, of films with 32
    a third at 6.4 in place of 6.7; shops are as good with fewer up to 67 visits of a product, and
    need all of them from 120 on.

    Args:
        n_places: interactions, all items together; None is enough of them.

    >>> [sequence_dim(n) for n in (2, 25, 400, 5000)]
    [10, 32, 128, 128]
    >>> [sequence_dim(1682, n) for n in (8_000, 50_000, 100_000, 1_000_000)]
    [12, 44, 74, 128]
    """
    half = round(3.2 * n_items**0.5)
    if n_places is not None:
        half = min(half, round(1.75 * (n_places / max(1, n_items)) ** 0.75))
    return 2 * int(min(64, max(4, half)))


def half_of(dim: int) -> int:
    """Numbers of an item as one that came, and as many as one that is guessed, where its row holds
    both side by side; of an odd number, the last belongs to neither and stays 0.

    >>> half_of(96), half_of(7), half_of(1)
    (48, 3, 1)
    """
    return max(1, dim // 2)


def dim_of(objective: Objective, n_categories: int, n_places: int | None = None) -> int:
    """The dimensions that a column with that many categories has by default.

    Args:
        n_places: items in all baskets together, see `sequence_dim`.
    """
    if objective == "next-item":
        return sequence_dim(n_categories, n_places)
    if objective == "masked":
        return masked_dim(n_categories)
    return counts_dim(n_categories) if objective == "cooccurrence" else default_dim(n_categories)


def fastai_dim(n_categories: int) -> int:
    """fastai's rule, min(600, round(1.6 n^0.56)); fastai.tabular.model.emb_sz_rule.

    >>> fastai_dim(100)
    21
    """
    return int(min(600, round(1.6 * n_categories**0.56)))


def fourth_root_dim(n_categories: int) -> int:
    """The fourth root, as in Google's guide to feature columns (2017).

    >>> fourth_root_dim(100)
    3
    """
    return int(max(1, round(n_categories**0.25)))
