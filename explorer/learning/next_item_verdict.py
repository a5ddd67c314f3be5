"""Has it learned what comes next? Held-out losses and ranks beside those of simpler ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.learning.chance import BETTER, chance_of, hinted, learned_from_rows
from explorer.learning.verdict import not_learned, others_do_as_well
from explorer.records.percent import percent
from explorer.records.recommender import COUNTED
from explorer.records.training import Verdict
from explorer.sequences.ranking import PLACES, Rival, Score, score

FEW_BASKETS = 30  # with held-out items; fewer are too few to be counted as one observation each


def observations(
    rows: NDArray[np.int64], begins: NDArray[np.int64], history: int
) -> NDArray[np.int64]:
    """[n] which held-out items count as one observation: those of one basket.

    Where baskets are few, as the one long sequence of a single user, it is stretches of twice the
    history: two items further apart were guessed from nothing they share (the method of batch
    means; Conway, Some tactical problems in digital simulation, Management Science 1963).

    Args:
        rows: [n] of the held-out items. begins: [n] where the basket of each begins.
    """
    if len(np.unique(begins)) >= FEW_BASKETS:
        return begins
    stretches = np.stack([begins, (rows - begins) // (2 * history)])
    return np.unique(stretches, axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def judge(
    losses: NDArray[np.float32],
    mixed: NDArray[np.float32],
    blind: NDArray[np.float32],
    observed: NDArray[np.int64],
    ranks: Mapping[Rival, NDArray[np.int64]],
    mixed_ranks: Callable[[], NDArray[np.int64]],
    n_items: int,
    counted: str = COUNTED,
) -> Verdict:
    """The verdict on held-out later items: the network tells them by its losses, or ranks them.

    Where users are few and items many, a list may be right far more often than that of the most
    popular while rare misses keep the losses in doubt.

    Args:
        losses: [n] nats of each held-out item. mixed: by other histories, on average.
        blind: by popularity. observed: [n] which of them count as one, see `observations`.
        ranks: [n] by each way of guessing, from 0 on. mixed_ranks: the network's, by other
            histories; asked for only where they decide. n_items: that can be recommended.
        counted: what the counts are of, as a `Recommender` says it.
    """
    held, blindly = float(losses.mean()), float(blind.mean())
    nats = (losses.astype(np.float64), mixed.astype(np.float64), blind.astype(np.float64), observed)
    learned, hint = learned_from_rows(*nats), hinted(*nats)
    if not learned:
        own, popular = (-discounted(ranks[way]) for way in ("network", "popularity"))
        others = -discounted(mixed_ranks()) if own.sum() < popular.sum() else own
        learned = learned_from_rows(own, others, popular, observed)
    scores = {way: score(places) for way, places in ranks.items()}
    ranked = _ranked(scores, n_items, counted)
    n = len(np.unique(observed))
    sentence = ranked
    if not learned:
        why = others_do_as_well(*nats, "histories")
        said = not_learned(
            held, blindly, n, "next items cost", "nats, guessing by popularity", why, hint
        )
        sentence = f"{said} {ranked}"
    return Verdict(
        learned,
        held,
        blindly,
        "nats",
        sentence,
        ranking={way: (each.hits, each.reciprocal) for way, each in scores.items()},
        observed=n,
        hinted=hint,
    )


def history_helps(
    lists: Sequence[Mapping[Rival, NDArray[np.int64]]],
    mixed: Callable[[], Sequence[Mapping[Rival, NDArray[np.int64]]]],
    shared: slice,
    observed: NDArray[np.int64] | None = None,
) -> bool:
    """Whether what is recommended ranks answers higher than popularity does.

    By more than chance explains, and higher than what is recommended to other histories: the
    tests of `judge`, but nothing was chosen by these answers, so the usual one in twenty will do.

    Args:
        lists: [m] ranks by each way, for each choice of what is ranked, as with and without items
            that were seen. mixed: the same of some of the answers, by other histories; asked for
            only where they decide. shared: which answers these are.
        observed: [n] which answers count as one (see `observations`); each by itself where None.
    """
    each = np.arange(len(lists[0]["recommended"])) if observed is None else observed
    better = [
        chance_of(discounted(ranks["recommended"]) - discounted(ranks["popularity"]), each)
        < BETTER / len(lists)
        for ranks in lists
    ]
    return any(better) and any(
        chance_of(
            discounted(ranks["recommended"][shared]) - discounted(others["recommended"]),
            each[shared],
        )
        < BETTER
        for ranks, others, surely in zip(lists, mixed(), better, strict=True)
        if surely
    )


def discounted(ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """[n] what each answer at its place is worth, 1 at the first one.

    Source: Jaervelin and Kekaelaeinen, Cumulated gain-based evaluation of IR techniques, ACM
    Transactions on Information Systems 2002; unlike a hit it tells place 11 from place 1,000.

    >>> discounted(np.array([0, 2, 1022])).tolist()
    [1.0, 0.5, 0.1]
    """
    return np.asarray(1 / np.log2(ranks + 2.0))


def _ranked(scores: Mapping[Rival, Score], n_items: int, counted: str) -> str:
    best, popular, last = scores["recommended"], scores["popularity"], scores["last"]
    counts = scores["counts"]
    if n_items <= PLACES:
        return (
            f"Of {n_items} items all are among the {PLACES} recommended, so their order alone"
            f" tells: mean reciprocal rank {best.reciprocal:.2f}; by counting {counted}"
            f" {counts.reciprocal:.2f}, by popularity {popular.reciprocal:.2f}, by repeating the"
            f" last item {last.reciprocal:.2f}."
        )
    return (
        f"Of held-out next items {percent(best.hits)} are among the {PLACES} recommended (mean"
        f" reciprocal rank {best.reciprocal:.2f}); by counting {counted} {percent(counts.hits)}"
        f" ({counts.reciprocal:.2f}), by popularity {percent(popular.hits)}"
        f" ({popular.reciprocal:.2f}), by repeating the last item {percent(last.hits)}."
    )
