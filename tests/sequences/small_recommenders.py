"""A recommender of few items that learned nothing: all its numbers are drawn."""

import numpy as np

from explorer.records.recommender import Recommender
from explorer.sequences.followers import Followers

N = 12


def counts_of(seed=0):
    draw = np.random.default_rng(seed)
    histories = draw.integers(0, N + 1, (200, 4)).astype(np.int32)
    targets = draw.integers(0, N, 200).astype(np.int32)
    return histories, targets, Followers.of(histories.T, targets, N)


def recommender(repeats=True, seed=0, **changed):
    draw = np.random.default_rng(seed)
    _, _, counts = counts_of(seed)

    def numbers(*shape):
        return draw.standard_normal(shape).astype(np.float32)

    items, guesses, lean = numbers(N, 3), numbers(N, 3), numbers(N)
    common = numbers(N)
    common -= np.log(np.exp(common).sum())
    given = {
        "history": 4,
        "believed": 3,
        "repeats": repeats,
        "weight": 0.7,
        "fading": 0.5,
        "sharpness": 1.0,
        "items": items,
        "guesses": guesses,
        "lean": lean,
        "totals": np.log(np.exp(items @ guesses.T + lean).sum(axis=1)),
        "common": common,
        "place": numbers(5),
        "inner": numbers(6, 3 * 3 + 3 + 3),
        "inner_bias": numbers(6),
        "outer": numbers(5, 6),
        "popularity": counts.popularity,
        "starts": counts.starts,
        "followers": counts.followers,
        "shares": counts.shares,
        "backing": counts.backing,
        "candidate": np.ones(N, bool),
        "examples": np.zeros((0, 4), np.int32),
        "answers": np.zeros(0, np.int32),
    }
    return Recommender(**{**given, **changed})
