"""All that is needed to say what comes next, once it was learned: arrays and a few facts."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FORMAT = 1
COUNTED = "what followed on each item"
BOTH_WAYS = (
    "In which order items come tells little here, so network and counts have learned from what came"
    " after an item as well as from what came before it."
)
MOST_EXAMPLES = 12  # real histories that are kept to begin with


@dataclass(frozen=True, slots=True)
class Recommender:
    """A network and counts over n entries, histories of up to `history` of them.

    Histories are [.., history] entries, the last item first, n where there is none.

    Attributes:
        history: items that are looked at. believed: of these, how many the hidden layer sees.
        repeats: an item may come again in the data; where it never does, those of the history
            are no candidates.
        weight: of the network in what is recommended; the rest are the counts.
        fading: how much less each earlier item counts than the one after it, in the counts.
        both_ways: what came before an item was counted as what followed on it, too.
        sharpness: power of the weighted mean that costs held-out items the fewest nats.
        jointly: share of the network's guess for which all items speak together; the rest is that
            of single items. evidence, lasting: how much each of them says then, and how much of
            that an item says which is one place earlier.
        items: [n, dim] what an item says when it came. guesses: [n, dim] and lean: [n] the
            softmax over what comes next. totals: [n] log of the sum of each item's softmax.
        common: [n] log-probabilities of what comes next for no reason that the history has.
        place, inner, inner_bias, outer: the hidden layer that decides which item is believed, or
            none: [history + 1], [hidden, seen], [hidden], [history + 1, hidden].
        popularity: [n] shares of the training rows.
        starts, followers, shares: counted followers of item i are
            followers[starts[i]:starts[i + 1]], with the share of each.
        backing: [n] the share of an item's counts that is popularity.
        candidate: [n] bool, entries that are one category; the rare bucket is none.
        examples: [m, history] histories that were held out, as the data have them; at most
            MOST_EXAMPLES. answers: [m] what came next.
        forgotten: there were examples, and they were deleted with the rows of the data.
    """

    history: int
    believed: int
    repeats: bool
    weight: float
    fading: float
    sharpness: float
    items: Floats
    guesses: Floats
    lean: Floats
    totals: Floats
    common: Floats
    place: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    popularity: Floats
    starts: NDArray[np.int64]
    followers: NDArray[np.int32]
    shares: Floats
    backing: Floats
    candidate: NDArray[np.bool_]
    examples: NDArray[np.int32]
    answers: NDArray[np.int32]
    forgotten: bool = False
    jointly: float = 0.0
    evidence: float = 1.0
    lasting: float = 1.0
    both_ways: bool = False

    def __post_init__(self) -> None:
        n, hidden = self.n, len(self.inner_bias)
        seen = self.believed * self.dim + self.believed * (self.believed + 1) // 2
        shapes = {
            "guesses": self.items.shape,
            "lean": (n,),
            "totals": (n,),
            "common": (n,),
            "place": (self.history + 1,),
            "inner": (hidden, seen),
            "outer": (self.history + 1, hidden),
            "popularity": (n,),
            "starts": (n + 1,),
            "shares": self.followers.shape,
            "backing": (n,),
            "candidate": (n,),
            "examples": (len(self.answers), self.history),
        }
        for name, shape in shapes.items():
            assert getattr(self, name).shape == shape, f"{name} is {shape}"
        assert 0.0 < self.sharpness < 100.0, "a power keeps the order"
        assert 0.0 <= self.jointly <= 1.0, "it is a share"
        assert 0.0 <= self.evidence <= 1.0, "what an item says is not made more of"
        assert 0.0 <= self.lasting <= 1.0, "an earlier item says no more than the one after it"
        assert 1 <= self.believed <= self.history, "the hidden layer sees some of the history"
        assert self.starts[0] == 0, "followers of the first item come first"
        assert self.starts[-1] == len(self.followers), "every follower belongs to an item"
        assert (np.diff(self.starts) >= 0).all(), "followers lie in the order of the items"
        for entries in (self.followers, self.examples, self.answers):
            assert entries.size == 0 or int(entries.min()) >= 0, "entries are numbered from 0"
            assert entries.size == 0 or int(entries.max()) <= n, "entries are in the vocabulary"
        assert self.followers.size == 0 or int(self.followers.max()) < n, "no item is blank"

    @property
    def n(self) -> int:
        """Entries; also the number that stands for a blank in a history."""
        return int(self.items.shape[0])

    @property
    def dim(self) -> int:
        return int(self.items.shape[1])

    @property
    def counted(self) -> str:
        """What its counts are of, as a sentence ends."""
        if self.both_ways:
            return "what came after each item or before it"
        return COUNTED

    def without_examples(self) -> Recommender:
        """The same guesses, with nothing in it that was copied from the rows of the data."""
        if not len(self.examples):
            return self
        none = np.zeros((0, self.history), np.int32)
        return replace(self, examples=none, answers=np.zeros(0, np.int32), forgotten=True)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is stored as arrays, by name."""
        return {name: getattr(self, name) for name in ARRAYS}

    def facts(self) -> dict[str, Any]:
        """What is stored as JSON beside the arrays."""
        return {"format": FORMAT, **{name: getattr(self, name) for name in _FACTS}}

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> Recommender:
        """Read the stored form back.

        Raises:
            ValueError, TypeError, KeyError, AssertionError: it is not what was stored.
        """
        if facts.get("format") != FORMAT:
            raise ValueError(f"format {facts.get('format')!r} is not known")
        kept: dict[str, Any] = {
            "history": int(facts["history"]),
            "believed": int(facts["believed"]),
            "repeats": bool(facts["repeats"]),
            "weight": float(facts["weight"]),
            "fading": float(facts["fading"]),
            "sharpness": float(facts.get("sharpness", 1.0)),  # runs of older versions have none
            "forgotten": bool(facts.get("forgotten", False)),
            "jointly": float(facts.get("jointly", 0.0)),
            "evidence": float(facts.get("evidence", 1.0)),
            "lasting": float(facts.get("lasting", 1.0)),
            "both_ways": bool(facts.get("both_ways", False)),
        }
        for name in ARRAYS:
            array = arrays[name]
            if array.dtype != ARRAYS[name]:
                raise ValueError(f"{name} is {array.dtype}")
            if array.dtype == np.float32 and not np.isfinite(array).all():
                raise ValueError(f"{name} holds what is no number")
            kept[name] = array
        return cls(**kept)


_FACTS = (
    *("history", "believed", "repeats", "weight", "fading", "sharpness", "forgotten"),
    *("jointly", "evidence", "lasting", "both_ways"),
)
_WHOLE = {
    "starts": np.dtype(np.int64),
    "followers": np.dtype(np.int32),
    "candidate": np.dtype(np.bool_),
    "examples": np.dtype(np.int32),
    "answers": np.dtype(np.int32),
}
ARRAYS = {
    field.name: _WHOLE.get(field.name, np.dtype(np.float32))
    for field in fields(Recommender)
    if field.name not in _FACTS
}
