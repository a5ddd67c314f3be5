"""How much the network and the counts are believed, and how sure both are: by held-out items.

How far the network's guess is made from all items together is chosen first, see `joined`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.records.recommender import Recommender
from explorer.sequences.followers import FADINGS, Followers, fading_weights
from explorer.sequences.guessing import (
    BARELY,
    MOST_SEEN,
    candidates,
    first_ones,
    follow_logs,
    network,
    pooled,
)
from explorer.sequences.ranking import CHUNK, PLACES, among_equals, network_and_counts, rank_of

WEIGHTS = np.linspace(0.0, 1.0, 11)  # of the network
SHARES = (0.25, 0.5, 0.75, 1.0)  # of the network's guess for which all items speak together
EVIDENCES, LASTINGS = (0.3, 0.5, 0.8), (0.75, 1.0)
SURE = 3.0  # standard errors: the best of 24 is looked at
BETTER = 2.0  # standard errors, of two ways to count
SHARPNESSES = 2.0 ** np.arange(-1, 2.01, 0.25)
SHARPENED = 4_000_000  # the same, that a sharpness is chosen by
RANKED = 20_000_000  # held-out answers times categories, at most, that a weight is chosen by


def weighed(
    model: Recommender,
    histories: NDArray[np.int32],
    answers: NDArray[np.int32],
    seen: Sequence[NDArray[np.int32]] | None = None,
) -> Recommender:
    """The recommender with all that held-out items decide once its counts are chosen.

    What is recommended is a ranking, and the surer of two ways in nats may rank worse (on the shop
    of 5,000 products, it does): so weights are compared by hit rate and reciprocal rank. The
    reciprocal rank alone would look at the first place only. Of weights that rank as well, as far
    as so many answers tell (within one standard error), the middle one is taken: the best one is
    so by chance, and an end of them is where it begins to be worse.

    Args:
        histories: [m, history] that were held out, in random order. answers: [m].
        seen: of each, what is known not to come next: where items never come again, all that came
            before, and not only the last of it.
    """
    few = int(np.clip(RANKED / model.n, 200, len(answers)))
    model = joined(model, histories[:few], answers[:few])
    good = np.zeros((len(WEIGHTS), few))
    places = among_equals(model)
    step = max(1, CHUNK // (model.n * model.history))
    for begin in range(0, few, step):
        part = slice(begin, min(begin + step, few))
        ours, counts = network_and_counts(model, histories[part])
        allowed = candidates(model, histories[part])
        for row, items in enumerate(seen[part] if seen is not None else ()):
            allowed[row, items] = False
        for i, weight in enumerate(WEIGHTS):
            mixed = np.float32(weight) * ours + np.float32(1 - weight) * counts
            ranks = rank_of(np.where(allowed, mixed, -np.inf), answers[part], places)
            good[i, part] = np.where(ranks < PLACES, 1.0 + 1.0 / (ranks + 1), 0.0)
    model = replace(model, weight=float(WEIGHTS[_best(good)]))
    few = int(np.clip(SHARPENED / model.n, 200, few))
    return replace(model, sharpness=_sharpness(model, histories[:few], answers[:few]))


def counted_best(
    ways: Sequence[Followers],
    repeats: bool,
    histories: NDArray[np.int32],
    answers: NDArray[np.int32],
) -> tuple[int, float]:
    """Which counts cost the answers the fewest nats, and the fading by which they do.

    The first ones, unless others gain more than chance.
    """
    best, fading, least = 0, FADINGS[0], np.zeros(0)
    for way, counts in enumerate(ways):
        own = counted_share(counts, repeats, histories, answers)
        n = len(counts.popularity)
        shares = [(fading_weights(histories, f, n) * own).sum(axis=1) for f in FADINGS]
        nats = -np.log(np.maximum(np.stack(shares), BARELY))
        i = int(nats.mean(axis=1).argmin())
        gain = least - nats[i] if way else np.ones(1)
        if gain.mean() > BETTER * gain.std() / np.sqrt(len(gain)):
            best, fading, least = way, FADINGS[i], nats[i]
    return best, fading


def joined(
    model: Recommender, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> Recommender:
    """The recommender with how far all items speak together, and how much each says then.

    By the fewest nats of the network alone; single items speak where the gain may be chance.
    """
    pools = [replace(model, evidence=e, lasting=h) for e in EVIDENCES for h in LASTINGS]
    alone, together = np.zeros(len(answers)), np.zeros((len(pools), len(answers)))
    step = max(1, CHUNK // (model.n * model.history))
    for begin in range(0, len(answers), step):
        part = slice(begin, begin + step)
        asked = answers[part, None].astype(np.int64)
        guessed = network(replace(model, jointly=0.0), histories[part])
        alone[part] = np.take_along_axis(guessed, asked, axis=1)[:, 0]
        logs = follow_logs(model, histories[part])
        for i, pool in enumerate(pools):
            guessed = pooled(pool, histories[part], logs)
            together[i, part] = np.take_along_axis(guessed, asked, axis=1)[:, 0]
    mixed = np.stack([(1 - share) * alone + share * together for share in SHARES])
    nats = -np.log(np.maximum(mixed, BARELY))
    share, i = np.unravel_index(nats.mean(axis=2).argmin(), nats.shape[:2])
    gain = -np.log(np.maximum(alone, BARELY)) - nats[share, i]
    if gain.mean() <= SURE * gain.std() / np.sqrt(len(gain)):
        return model
    return replace(pools[i], jointly=SHARES[share])


def _sharpness(
    model: Recommender, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> float:
    """The power of the weighted mean that costs the answers the fewest nats."""
    nats = np.zeros(len(SHARPNESSES))
    step = max(1, CHUNK // (model.n * model.history))
    for begin in range(0, len(answers), step):
        part = slice(begin, begin + step)
        ours, counts = network_and_counts(model, histories[part])
        mixed = np.float32(model.weight) * ours + np.float32(1 - model.weight) * counts
        logs = np.log(np.maximum(mixed, BARELY)).astype(np.float64)
        logs[~candidates(model, histories[part])] = -np.inf
        own = np.take_along_axis(logs, answers[part, None].astype(np.int64), axis=1)[:, 0]
        may = np.isfinite(own)  # what cannot come says nothing of how sure to be
        for i, power in enumerate(SHARPNESSES):
            totals = np.log(np.exp(power * logs[may]).sum(axis=1))
            nats[i] += (totals - power * own[may]).sum()
    return float(SHARPNESSES[nats.argmin()])


def _best(good: NDArray[np.float64]) -> int:
    """The middle one of the weights [weights, answers] that rank as well as the best one."""
    behind = good[good.mean(axis=1).argmax()] - good
    as_good = behind.mean(axis=1) <= behind.std(axis=1) / np.sqrt(good.shape[1])
    return int(np.flatnonzero(as_good)[as_good.sum() // 2])


def counted_share(
    counts: Followers, repeats: bool, histories: NDArray[np.int32], answers: NDArray[np.int32]
) -> NDArray[np.float64]:
    """[m, history] by the counts, how probable each answer is after each item; 0 for a blank.

    Where items never come again it is the share of what was not yet seen.
    """
    import scipy.sparse

    n = len(counts.popularity)
    table = scipy.sparse.csr_array((counts.shares, counts.followers, counts.starts), shape=(n, n))

    def follows(asked: NDArray[np.int32]) -> NDArray[np.float64]:
        """How probable one item [m] is after each item of the histories."""
        to = np.repeat(asked, items.shape[1])
        own = table[items.ravel(), to]
        own = own.toarray() if scipy.sparse.issparse(own) else np.asarray(own)
        probable = own + counts.backing[items.ravel()] * counts.popularity[to]
        return np.asarray(probable, np.float64).reshape(items.shape)

    blank = histories == n
    items = np.where(blank, 0, histories)
    found = follows(answers)
    if not repeats:
        seen = np.zeros(items.shape)
        for k, first in enumerate(first_ones(items, blank).T):
            seen += np.where(first[:, None], follows(items[:, k]), 0.0)
        found /= 1 - np.minimum(seen, MOST_SEEN)
    found[blank] = 0.0
    return found
