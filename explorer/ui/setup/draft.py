"""What a page's choices amount to: the checked recipe, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from explorer.data import goals, obstacles, selection
from explorer.data.defaults import HISTORY, Settled, guessed_items, settle
from explorer.data.shape_words import names
from explorer.data.vocabularies import least_count
from explorer.errors import ExplorerError, NothingToLearn
from explorer.records.dims import half_of
from explorer.records.shape import Shape
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile
from explorer.ui.setup import rare
from explorer.ui.setup.recipe import Goal

Bound = Literal["", "at most", "at least", "about"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe that can be trained, and what it means in numbers.

    Attributes:
        spec: with columns, kinds and kind of target filled in. asked: as the person set it,
            what is left open left open; this is what is submitted.
        usual: defaults that an empty field stands for.
        inputs: columns of the one-hot matrix. zeros: share of it that is zero.
        numbers: what the network reads of one row's vectors, together.
        largest: name of the learned column with the most categories, and how many it has, the
            rare ones left out.
        n_rows: rows that are learned from, or items in baskets. sizes: entries per column.
        bound: how inputs, sizes and numbers are meant: "at most" where more may be rare than was
            counted or rows without a target are left out, "at least" where only the first rows
            were counted, "about" where both are so.
        with_missing: missing is one of the sizes of some column.
        n_classes: of a target that is a class; None otherwise.
        partners: that an item of a basket meets on average; None of records.
    """

    asked: TrainingSpec
    spec: TrainingSpec
    settled: Settled
    usual: Mapping[str, Any]
    inputs: int
    zeros: float
    numbers: int
    largest: tuple[str, int]
    n_rows: int
    sizes: tuple[int, ...]
    n_classes: int | None = None
    partners: float | None = None
    bound: Bound = ""
    with_missing: bool = False

    @property
    def shape(self) -> Shape:
        return Shape.of(self.spec)


def usual(
    profiles: Sequence[ColumnProfile],
    goal: Goal,
    columns: tuple[ColumnSpec, ...],
    often: rare.Often,
    settings: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Defaults beside these settings; beside none where they are refused together.

    Where nothing can be learned of these columns anyway, there are none.
    """
    for tried in (settings, {}):
        with suppress(ExplorerError):
            return plan(profiles, goal, columns, tried, often).usual
    return {}


def asked(goal: Goal, columns: tuple[ColumnSpec, ...], settings: Mapping[str, Any]) -> TrainingSpec:
    """The recipe as the person set it, whether or not the data allow it.

    Raises:
        SpecError: a setting is out of its bounds.
        NothingToLearn: what is learned is not chosen yet.
    """
    shape = goal.shape
    if shape.kind == "records":
        if goal.objective == "predict" and goal.target is None:
            raise NothingToLearn(
                "No column to predict is chosen.", mend="Choose one, or fill in the blank."
            )
        return TrainingSpec(
            goal.objective, columns, goal.target, goal.target_kind, method=goal.method, **settings
        )
    if shape.kind != "wide" and shape.item is None:
        raise NothingToLearn("No column of items is chosen.", mend="Choose one.")
    if shape.kind == "baskets" and shape.basket is None:
        raise NothingToLearn(
            "No column says which items belong together.", mend="Choose the column of baskets."
        )
    of_items = {**shape.settings, "window": goals.window(shape, goal.objective)}
    return TrainingSpec(goal.objective, columns, method=goal.method, **{**of_items, **settings})


def plan(
    profiles: Sequence[ColumnProfile],
    goal: Goal,
    columns: tuple[ColumnSpec, ...],
    settings: Mapping[str, Any],
    often: rare.Often | None = None,
) -> Plan:
    """Check the choices on the data and work out every number.

    Args:
        often: tells which values are rare; without it there are at most as many as in the file.

    Raises:
        SpecError: a setting is out of its bounds or contradicts the data.
        NothingToLearn: these columns hold nothing that could be learned.
    """
    if goal.shape.kind != "records":
        return _of_items(profiles, goal, columns, settings, often)
    recipe = asked(goal, columns, settings)
    if not columns:  # a recipe without columns would mean: those proposed
        obstacle = obstacles.find([], profiles, goal.objective, goal.target, goal.target_kind)
        assert obstacle is not None, "without columns nothing can be learned"
        raise NothingToLearn(obstacle.message, mend=obstacle.mend)
    spec = selection.resolve(recipe, profiles)
    by_name = {profile.name: profile for profile in profiles}
    counts = rare.counts(profiles, spec.target, often, spec.min_count)
    kept = [rare.kept(spec, column, by_name[column.name], counts.often) for column in spec.columns]
    sizes = [each.size for each in kept]
    n_classes = None
    if spec.target is not None and spec.target_kind == "class":
        n_classes = by_name[spec.target].n_categories
    left_out = by_name[spec.target].n_missing if spec.target is not None else 0
    n_rows = profiles[0].n_rows - left_out
    settled = settle(spec, n_rows, sizes, n_classes)
    defaults = {**settled.to_dict(), "min_count": least_count(None, max(each.n for each in kept))}
    inputs = sum(sizes)
    most, name = max((each.own, each.name) for each in kept)
    zeros = 1 - len(sizes) / inputs
    return Plan(
        recipe,
        spec,
        settled,
        defaults,
        inputs,
        zeros,
        sum(settled.dims),
        (name, most),
        n_rows,
        tuple(sizes),
        n_classes,
        bound="at most" if left_out or not all(each.counted for each in kept) else "",
        with_missing=any(by_name[column.name].n_missing for column in spec.columns),
    )


def _of_items(
    profiles: Sequence[ColumnProfile],
    goal: Goal,
    columns: tuple[ColumnSpec, ...],
    settings: Mapping[str, Any],
    often: rare.Often | None,
) -> Plan:
    """The same for items in baskets and sequences: one column, whose vectors are learned."""
    shape = goal.shape
    recipe = asked(goal, columns, settings)
    spec = selection.resolve(recipe, profiles)
    facts = shape.facts
    if facts is None or facts.n_items < 2:
        n = facts.n_items if facts else 0
        raise NothingToLearn(
            f"Only {n} item was found; two or more must meet."
            if n == 1
            else "No items were found.",
            mend="Choose other columns for them.",
        )
    n_items = facts.n_items
    in_part = facts.n_looked < facts.n_rows
    more = facts.n_rows / facts.n_looked if in_part else 1
    n_places, n_baskets, singles = (
        round(more * n) for n in (facts.n_places, facts.n_baskets, facts.singles)
    )
    if shape.item is not None and spec.layout == "long":
        in_part = False  # the items of the whole column are known
        n_items = next(each.n_categories for each in profiles if each.name == shape.item)
    if facts.singles == facts.n_baskets:
        raise NothingToLearn(
            f"Every {names(shape)[0]} holds one item, so no two items ever meet.",
            mend="Choose another column for what belongs together.",
        )
    kept = rare.kept_items(spec, profiles, often, n_items, n_places, facts.unkeyed)
    n_train = None
    if spec.objective == "next-item":
        n_train = guessed_items(n_places, n_baskets, singles, spec.holdout)
    settled = settle(spec, n_places, [kept.size], n_train=n_train, partners=facts.partners)
    defaults = {
        **settled.to_dict(),
        "min_count": least_count(None, n_items),
        "window": goals.window(shape, goal.objective),
    }
    lengths, read = 1, settled.dims[0]
    if spec.objective == "next-item":
        lengths, read = spec.history or HISTORY, half_of(settled.dims[0])
    inputs = lengths * kept.size
    return Plan(
        recipe,
        spec,
        settled,
        defaults,
        inputs,
        1 - 1 / kept.size,
        lengths * read,
        (kept.name, kept.own),
        n_places,
        (kept.size,),
        partners=facts.partners,
        bound=_bound(in_part, kept.counted),
    )


def _bound(in_part: bool, rare_counted: bool) -> Bound:
    if in_part:
        return "at least" if rare_counted else "about"
    return "" if rare_counted else "at most"
