"""How well what comes next is recommended: the last items of baskets, never learned from.

Of every basket the last one; where baskets are few, a tenth of each, as one answer of a single
user who has thousands would measure nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.data.selection import resolve
from explorer.errors import NothingToLearn, SpecError
from explorer.learning.next_item import REPEATS_FROM
from explorer.learning.next_item_verdict import FEW_BASKETS, history_helps, observations
from explorer.learning.randomness import numpy_generator
from explorer.learning.training import train
from explorer.records.dataset import Dataset
from explorer.records.recommender import COUNTED
from explorer.records.spec import TrainingSpec
from explorer.records.table import Table
from explorer.records.training import TrainingEvent, TrainingResult
from explorer.records.vectors import VectorFile
from explorer.runs.preparation import Prepared, prepare, with_dim
from explorer.runs.starts import given_by
from explorer.sequences.histories import Histories, others
from explorer.sequences.ranking import RIVALS, Rival, Score, ranks_with_and_without, score
from explorer.settings import Settings

MOST_ASKED = 20_000  # baskets whose last item is asked for; of more, some are drawn
OF_FEW = 0.1  # of the items of each of few baskets are asked for, and at least one
MOST_OF_FEW = 1_000  # of them all
MOST_MIXED = 2_000  # last items that are asked for by other histories, too
Ranks = dict[Rival, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of each way of guessing on the last items, all items ranked.

    Attributes:
        every: with items that came before in the basket among the candidates; where none of the
            answers is one, what was learned ranks those of the history last, as the page does.
        unseen: all items that came before in the basket left out.
        asked: last items. baskets: those with two items or more. items: candidates.
        later: last items from which those that are asked for are drawn; more than baskets where
            these are few. observed: answers that those asked for count as, where they are of few.
        history: items that were looked at. weight: of the network in what is recommended.
        counted: what the counts are of, as a `Recommender` says it.
        seen_before: the share of the last items that were in their basket before.
        never_learned: the share of the last items that occur nowhere else: whatever came before,
            nothing tells that they come next.
        only_last: next to no item that was learned from had been in its basket before, last
            items had.
        come_again: items come again in their baskets; where they do not, popularity ranks what
            cannot come, and is compared among what was not seen alone.
        helps: what is recommended ranks the last items higher than popularity, and than other
            histories do, by more than chance explains.
        begun: what is said of the vectors that the items began with.
    """

    every: dict[Rival, Score]
    unseen: dict[Rival, Score]
    asked: int
    baskets: int
    items: int
    history: int
    weight: float
    seen_before: float
    result: TrainingResult
    never_learned: float = 0.0
    only_last: bool = False
    come_again: bool = True
    helps: bool = True
    begun: tuple[str, ...] = ()
    later: int | None = None
    observed: int | None = None
    counted: str = COUNTED

    @property
    def beats_popularity(self) -> bool:
        """What is recommended ranks the last items higher than popularity does, if by chance."""
        return any(
            ours > popular
            for scores in (self.every, self.unseen)
            for ours, popular in zip(scores["recommended"], scores["popularity"], strict=True)
        )

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "asked": self.asked,
            "baskets": self.baskets,
            "items": self.items,
            "history": self.history,
            "network_weight": self.weight,
            "counted": self.counted,
            "seen_before": self.seen_before,
            "never_learned": self.never_learned,
            "better_than_popularity": self.beats_popularity and self.helps,
            "ways": {
                way: {
                    "hit_rate_at_10": self.every[way].hits,
                    "mean_reciprocal_rank_at_10": self.every[way].reciprocal,
                    "hit_rate_at_10_unseen": self.unseen[way].hits,
                    "mean_reciprocal_rank_at_10_unseen": self.unseen[way].reciprocal,
                }
                for way in RIVALS
            },
            "settings": self.result.record(),
        }


def evaluate(
    table: Table,
    spec: TrainingSpec,
    settings: Settings,
    tell: Callable[[TrainingEvent], bool],
    dim: int | None = None,
    start: VectorFile | None = None,
) -> Evaluation:
    """Learn from all but the last items of baskets, and rank all items for those.

    Which settings and how much of the counts are best is decided on earlier held-out items.

    Args:
        tell: called with every event; True ends the training there.
        dim: of the items, in place of the recipe's.
        start: vectors that the items begin with.

    Raises:
        ExplorerError: the recipe does not fit, or nothing can be learned.
    """
    if spec.objective != "next-item":
        raise SpecError(
            "Only what comes next can be evaluated.", mend="Name the item and the basket."
        )
    spec = replace(spec, unknown=0.0)  # every last item is asked for by its name
    if dim is not None:
        spec = with_dim(resolve(spec, [column.profile for column in table.columns]), dim)
    given = None if start is None else given_by(start)
    if given is not None:
        spec = replace(spec, start=given.digest)
    prepared = prepare(table, spec, settings, given)
    whole = prepared.dataset
    rows = later_rows(whole)
    long = spec.layout == "long"
    one = "sequence" if long else "basket"
    if len(rows) == 0:
        raise NothingToLearn(
            f"No {one} holds two items, so nothing comes next.",
            mend="Choose a column for --basket whose values come again, such as a user."
            if long
            else "Rows of two items and more are needed.",
        )
    rest = without(whole, rows)
    if len(last_rows(rest)) == 0:
        raise NothingToLearn(
            f"No {one} holds more than two items, so nothing is left to learn from once the last"
            " items are taken out.",
            mend=f"{one.capitalize()}s of three items and more are needed.",
        )
    result = _trained(rest, prepared, tell)
    model = result.recommender
    assert model is not None, "what comes next leaves a recommender"
    asked = rows
    if len(rows) > MOST_ASKED:
        asked = np.sort(np.random.default_rng(spec.seed).permutation(rows)[:MOST_ASKED])
    histories = Histories.of(whole)
    before = histories.before(asked, model.history)
    answers = histories.entries[asked]
    seen = _seen(histories, asked)
    observed = observations(asked, histories.begins[asked], model.history)
    again = [bool((items == answer).any()) for items, answer in zip(seen, answers, strict=True)]
    seen_before = float(np.mean(again))
    learned = np.delete(histories.entries, rows)
    popularity = np.bincount(learned, minlength=model.n).astype(np.float32)
    come_again = seen_before >= REPEATS_FROM

    def rank(histories: NDArray[np.int32], part: slice) -> list[Ranks]:
        own = answers[part], seen[part]
        return list(ranks_with_and_without(model, histories, *own, popularity, come_again))

    def mixed(part: slice) -> list[Ranks]:
        drawn = others(answers[part], numpy_generator(spec.seed, "sample"))
        return rank(before[part][drawn], part)

    every, unseen = lists = rank(before, slice(None))
    return Evaluation(
        every={way: score(ranks) for way, ranks in every.items()},
        unseen={way: score(ranks) for way, ranks in unseen.items()},
        asked=len(asked),
        baskets=len(last_rows(whole)),
        items=int(model.candidate.sum()),
        history=model.history,
        weight=model.weight,
        counted=model.counted,
        seen_before=seen_before,
        result=result,
        never_learned=float((popularity[answers] == 0).mean()),
        only_last=come_again and not model.repeats,
        come_again=come_again,
        helps=_helps(lists, mixed, come_again, observed),
        begun=prepared.begun.sentences if prepared.begun else (),
        later=len(rows),
        observed=len(np.unique(observed)),
    )


def _seen(histories: Histories, rows: NDArray[np.int64]) -> list[NDArray[np.int32]]:
    """For each row, in rising order, the different items before it in its basket."""
    found: list[NDArray[np.int32]] = []
    since, last = -1, np.zeros(0, np.int32)
    for row in rows.tolist():
        begin = int(histories.begins[row])
        if since < begin:  # another basket
            since, last = begin, np.zeros(0, np.int32)
        last = np.union1d(last, histories.entries[since:row])
        found.append(last)
        since = row
    return found


def _helps(
    lists: list[Ranks],
    mixed: Callable[[slice], list[Ranks]],
    come_again: bool,
    observed: NDArray[np.int64],
) -> bool:
    """See `Evaluation.helps`.

    Args:
        lists: all items ranked, and without those seen. mixed: the same of some of the answers, by
            other histories. observed: [n] which answers count as one.
    """
    fair = slice(None) if come_again else slice(1, None)
    shared = slice(None, None, -(-len(lists[0]["recommended"]) // MOST_MIXED))
    return history_helps(lists[fair], lambda: mixed(shared)[fair], shared, observed)


def later_rows(dataset: Dataset) -> NDArray[np.int64]:
    """The last row of every basket with two items or more; of few baskets, a tenth of their rows.

    What is asked for comes after all that is learned from of its basket, as in `held_later`.
    """
    assert dataset.starts is not None, "rows lie in baskets"
    last = last_rows(dataset)
    if not 0 < len(last) < FEW_BASKETS:
        return last
    lengths = np.diff(dataset.starts)
    lengths = lengths[lengths > 1]
    most = max(1, MOST_OF_FEW // len(last))
    n = np.clip((OF_FEW * lengths).astype(np.int64), 1, most)
    return np.concatenate(
        [np.arange(end + 1 - k, end + 1) for end, k in zip(last.tolist(), n.tolist(), strict=True)]
    )


def last_rows(dataset: Dataset) -> NDArray[np.int64]:
    """The last row of every basket with two items or more."""
    assert dataset.starts is not None, "rows lie in baskets"
    return (dataset.starts[1:] - 1)[np.diff(dataset.starts) > 1]


def without(dataset: Dataset, rows: NDArray[np.int64]) -> Dataset:
    """The same baskets without some of their rows; none may lose its only one."""
    assert dataset.starts is not None, "rows lie in baskets"
    kept = np.ones(dataset.n_rows, bool)
    kept[rows] = False
    starts = np.concatenate([[0], np.cumsum(kept)])[dataset.starts]
    return replace(dataset, codes=dataset.codes[kept], starts=starts.astype(np.int64))


def _trained(
    dataset: Dataset, prepared: Prepared, tell: Callable[[TrainingEvent], bool]
) -> TrainingResult:
    begun = prepared.begun.starts if prepared.begun else None
    training = train(dataset, prepared.spec, starts=begun)
    event = next(training)
    while True:
        try:
            event = training.send(tell(event))
        except StopIteration as end:
            result: TrainingResult = end.value
            return result
