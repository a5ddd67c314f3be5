"""What the columns table begins with: what is proposed, what recipes say, what a person chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from explorer.data import selection
from explorer.data.vocabularies import least_count
from explorer.errors import ExplorerError
from explorer.records.dims import dim_of
from explorer.records.spec import ColumnKind, ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile
from explorer.ui.setup import rare
from explorer.ui.setup.recipe import Goal
from explorer.ui.setup.table import Line


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
    """A recipe beside what had been proposed when it was chosen."""
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
