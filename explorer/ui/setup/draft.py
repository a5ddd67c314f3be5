"""What a page's choices amount to: lines of the columns table, checked recipe, its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from explorer.data import goals, obstacles, selection
from explorer.data.defaults import HISTORY, Settled, guessed_items, settle
from explorer.data.shape_words import names
from explorer.data.vocabularies import least_count
from explorer.errors import ExplorerError, NothingToLearn
from explorer.records.dims import dim_of, half_of
from explorer.records.shape import Shape
from explorer.records.spec import ColumnKind, ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile
from explorer.ui.setup import rare
from explorer.ui.setup.recipe import Goal
from explorer.ui.setup.table import Line

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


def lines(
    profiles: Sequence[ColumnProfile],
    goal: Goal,
    base: TrainingSpec,
    changed_kinds: Mapping[str, ColumnKind],
    recipe_of: str,
    counts: rare.Counts,
    most: int,
) -> tuple[Line, ...]:
    """What the columns table begins with.

    Args:
        base: a sample's or another run's recipe, whose columns go before what is proposed.
        changed_kinds: changed in the table before this rerun. Only the dimensions follow them:
            the browser forgets an edit that the table it is given holds already.
        recipe_of: whose recipe `base` is, for the reason: "the sample's recipe".
        counts: tells which values are rare, and from when on they are.
        most: categories that one column may have here.
    """
    given = {column.name: column for column in base.columns}
    found = []
    offered = _offered(profiles, goal, base, recipe_of, counts.min_count, most)
    for profile, choice in zip(profiles, offered, strict=True):
        asked = given.get(profile.name) or ColumnSpec(profile.name)
        kind = asked.kind or choice.kind
        learned_as = changed_kinds.get(profile.name, kind)
        size, n_learned, shared = _sizes(profile, base.bins, learned_as, goal, counts)
        reason = choice.reason
        by_rule = choice.selected and reason != _chosen_by(recipe_of)
        if by_rule and learned_as != choice.kind:
            reason = _taken(learned_as)
        dim = asked.dim or dim_of(goal.objective, size)
        found.append(
            Line(
                profile,
                choice.selected,
                asked,
                kind,
                dim,
                n_learned,
                reason,
                shared,
                choice.allowed,
            )
        )
    return tuple(found)


def _offered(
    profiles: Sequence[ColumnProfile],
    goal: Goal,
    base: TrainingSpec,
    recipe_of: str,
    min_count: int | None,
    most: int,
) -> list[selection.Choice]:
    """What is proposed for each column, where a recipe does not choose otherwise."""
    proposal = selection.propose(profiles, goal.objective, goal.target, base.bins, min_count, most)
    given = {column.name for column in base.columns}
    found = []
    for choice in proposal.choices:
        wanted = choice.name in given
        if given and choice.allowed and choice.selected != wanted:
            if not wanted:
                choice = replace(choice, selected=False, reason=f"left out by {recipe_of}")
            elif goal.objective == base.objective:
                choice = replace(choice, selected=True, reason=_chosen_by(recipe_of))
        found.append(choice)
    return found


def _chosen_by(recipe_of: str) -> str:
    return f"chosen by {recipe_of}"


def _sizes(
    profile: ColumnProfile, bins: int, kind: ColumnKind, goal: Goal, counts: rare.Counts
) -> tuple[int, int, str]:
    """Entries of a column, how many of them are categories or ranges, and what others share."""
    size = selection.default_size(profile, bins, kind)
    # Inputs of a prediction are taken as those of the other objective that names no rows.
    objective = "autoencoder" if goal.objective == "predict" else goal.objective
    with suppress(ExplorerError):  # where all are rare, as many as there are
        spec = TrainingSpec(objective, bins=bins, min_count=counts.min_count)
        kept = rare.kept(spec, ColumnSpec(profile.name, None, kind), profile, counts.often)
        return (
            kept.size,
            kept.own,
            rare.shared(kept.n - kept.own, least_count(counts.min_count, kept.n)),
        )
    return size, size - (profile.n_missing > 0), ""


def _taken(kind: ColumnKind) -> str:
    """In place of the reason for the kind that the rule had given."""
    return "numbers, each taken as a category" if kind == "category" else "numbers, cut into ranges"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A recipe as a person left it.

    Attributes:
        goal: of the recipe. bins: of its numbers. chosen: its columns.
        offered: what had been proposed for each column.
    """

    goal: Goal
    bins: int
    chosen: Mapping[str, ColumnSpec]
    offered: Mapping[str, selection.Choice]

    def says(self, line: Line, goal: Goal) -> bool | None:
        """Whether the person wants the column for this goal; None where that cannot be told, as
        that it was no input where it was the target."""
        learn = line.profile.name in self.chosen
        offered = self.offered[line.profile.name]
        if goal == self.goal:
            return learn
        if learn != offered.selected:
            return learn if line.allowed or not learn else None
        return learn if learn == line.learn and offered.allowed else None


def remember(
    profiles: Sequence[ColumnProfile],
    left: TrainingSpec,
    base: TrainingSpec,
    recipe_of: str,
    most: int,
) -> Remembered:
    goal = Goal(left.objective, left.target)
    offered = _offered(profiles, goal, base, recipe_of, left.min_count, most)
    chosen = {column.name: column for column in left.columns}
    return Remembered(goal, left.bins, chosen, {choice.name: choice for choice in offered})


def as_left(
    lines: Sequence[Line],
    goal: Goal,
    left: Sequence[Remembered],
    changed_kinds: Mapping[str, ColumnKind],
    counts: rare.Counts,
) -> tuple[Line, ...]:
    """The same lines with the choices a person had made before the page was reloaded.

    Args:
        left: the recipes as they were left, the latest first. What a person chose of a column
            holds for every objective; what was only proposed stays with its own.
    """
    goal = Goal(goal.objective, goal.target)
    found = []
    for line in lines:
        name = line.profile.name
        asked = next((each.chosen[name] for each in left if name in each.chosen), None)
        told = (each.says(line, goal) for each in left)
        learn = next((said for said in told if said is not None), line.learn)
        if learn != line.learn:
            line = replace(
                line, learn=learn, reason="chosen by you" if learn else "left out by you"
            )
        if asked is not None:
            kind = asked.kind or line.kind
            learned_as = changed_kinds.get(name, kind)
            size, n_learned, shared = _sizes(line.profile, left[0].bins, learned_as, goal, counts)
            dim = asked.dim or dim_of(goal.objective, size)
            reason = line.reason
            if (
                learn
                and n_learned != line.n_learned
                and learned_as != selection.default_kind(line.profile)
            ):
                reason = _taken(learned_as)
            line = replace(
                line,
                asked=asked,
                kind=kind,
                dim=dim,
                n_learned=n_learned,
                reason=reason,
                shared=shared,
            )
        found.append(line)
    return tuple(found)


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
