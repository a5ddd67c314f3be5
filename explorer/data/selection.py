"""Which columns are learned, and how: what Set up proposes, and what a recipe leaves open.

Everything here is arithmetic on profiles; a page calls it at every rerun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.data import obstacles, shapes
from explorer.data.column_words import words_of
from explorer.data.items import resolve_items
from explorer.data.known_words import PLACES_AND_DATES
from explorer.data.missing_column import unknown_column
from explorer.data.naming_rows import naming
from explorer.data.not_numbers import not_numbers
from explorer.data.vocabularies import least_count
from explorer.errors import NothingToLearn
from explorer.records.dims import dim_of
from explorer.records.spec import ColumnKind, ColumnSpec, Objective, TargetKind, TrainingSpec
from explorer.records.table import ColumnProfile

MAX_PRESELECTED = 30
NEARLY_UNIQUE = 0.95  # share of rows with a value of their own; such a map would be dust
FEW_TIMES = 48  # half hours of a day; more clock times are moments, not categories
FEW_TWINS = 12  # so few categories may correspond one to one by chance
NAMES_ROWS: frozenset[Objective] = frozenset(("masked", "cooccurrence"))  # a column may: none rare
WITHOUT_ITEM: frozenset[Objective] = frozenset(("predict", "autoencoder"))  # rows are held out
ITEM_NEEDS = 3  # other columns that repeat, for an item to be told apart by


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for one column, with the reason as a sentence fragment.

    Attributes:
        selected: ticked to begin with. allowed: ticking it makes sense at all.
        kind, dim: how it is learned when ticked; `dim` is the default rule's.
    """

    name: str
    selected: bool
    kind: ColumnKind
    dim: int
    reason: str
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """The columns to begin with.

    Attributes:
        columns: the selected ones in file order, kinds and dimensions filled in.
        item: the column in which every value occurs once and gets its own place, or None.
        choices: one for each column of the file, in order.
        beyond: of columns that have more categories than can be learned, that they are left out.
        target_kind: for Predict, how the target is taken.
        obstacle, mend: why nothing can be learned this way and what to do; both empty
            when there is something.
    """

    columns: tuple[ColumnSpec, ...]
    item: str | None
    choices: tuple[Choice, ...]
    target_kind: TargetKind | None = None
    obstacle: str = ""
    mend: str = ""
    beyond: tuple[str, ...] = ()


def n_present(profile: ColumnProfile) -> int:
    """Rows that hold a value."""
    return profile.n_rows - profile.n_missing


def repeats(profile: ColumnProfile) -> bool:
    """The column tells rows apart and its values come again: there is something to learn.

    A number's ranges come again even when every number occurs once.
    """
    if profile.n_categories + (profile.n_missing > 0) < 2:
        return False
    return profile.role == "number" or not profile.occurs_once or profile.n_categories == 1


def default_kind(profile: ColumnProfile) -> ColumnKind:
    """Numbers are cut into bins, everything else is taken as it is written."""
    return "binned" if profile.role == "number" else "category"


def default_size(profile: ColumnProfile, bins: int, kind: ColumnKind) -> int:
    """Entries of the embedding, about: categories or bins, and one for missing."""
    n = profile.n_categories
    if kind == "binned" and profile.number is not None:
        n = min(bins, profile.number.n_distinct)
    return n + (profile.n_missing > 0)


def default_target_kind(profile: ColumnProfile) -> TargetKind:
    """A number or a moment is predicted as a number, everything else as a class."""
    return "number" if profile.is_quantity else "class"


def likely_target(profiles: Sequence[ColumnProfile]) -> str | None:
    """The last column that could be an answer, as tables often end with it; one that is named as a
    place, a code or a date only where there is no other."""
    fit = [each for each in profiles if each.role in ("category", "number")]
    worth = [
        each
        for each in fit
        if not (each.role == "category" and each.occurs_once)
        and not shapes.named_as_code(each.name)
        and PLACES_AND_DATES.isdisjoint(words_of(each.name))
    ]
    return (worth or fit)[-1].name if fit else None


def propose(
    profiles: Sequence[ColumnProfile],
    objective: Objective = "masked",
    target: str | None = None,
    bins: int = 10,
    min_count: int | None = None,
    most: int | None = None,
) -> Proposal:
    """Choose the columns that are worth learning, at most 30, and say why for each.

    Args:
        profiles: of all columns of the file, in file order.
        target: the column to predict; the objective "predict" without one proposes inputs
            as if the target were not in the file.
        bins: quantile bins of a number taken as input.
        min_count: rarer values share one place; None for the default.
        most: categories that one column may have here; None for no limit.
    """
    beyond = _beyond(profiles, objective, min_count, most)
    large = {profile.name for profile in beyond}
    spare = frozenset(_spare_twins(profiles, target))
    item = None
    if objective in ("masked", "cooccurrence"):
        item = _item([profile for profile in profiles if profile.name not in large])
    if objective == "autoencoder":
        item = naming(profiles)
    choices = []
    n_selected = 0
    for profile in profiles:
        kind = default_kind(profile)
        dim = dim_of(objective, default_size(profile, bins, kind))
        if profile.name == target and objective == "predict":
            choice = Choice(profile.name, False, kind, dim, "what is predicted", allowed=False)
        elif profile.name in large:
            n = f"{profile.n_categories:,} categories"
            reason = f"left out: {n}; at most {most:,} can be learned here"
            choice = Choice(profile.name, False, kind, dim, reason)
        else:
            choice = _judge(profile, objective, item, kind, dim, bins, profile.name in spare)
        if choice.selected and choice.name != item:
            n_selected += 1
            if n_selected > MAX_PRESELECTED - (item is not None):
                reason = f"not among the first {MAX_PRESELECTED}, which are chosen to begin with"
                choice = replace(choice, selected=False, reason=reason)
        choices.append(choice)
    columns = tuple(
        ColumnSpec(choice.name, choice.dim, choice.kind) for choice in choices if choice.selected
    )
    by_name = {profile.name: profile for profile in profiles}
    chosen = [by_name[column.name] for column in columns]
    problem = _obstacle(chosen, profiles, objective, target, None, beyond)
    return Proposal(
        columns=columns,
        item=item,
        choices=tuple(choices),
        target_kind=default_target_kind(by_name[target]) if target in by_name else None,
        obstacle=problem.message if problem else "",
        mend=problem.mend if problem else "",
        beyond=tuple(f"{each.name!r} is {each.reason}." for each in choices if each.name in large),
    )


def _beyond(
    profiles: Sequence[ColumnProfile], objective: Objective, min_count: int | None, most: int | None
) -> list[ColumnProfile]:
    """Columns of more categories than can be learned; where rare ones share a place, only
    counting tells."""
    return [
        profile
        for profile in profiles
        if most is not None and profile.role == "category" and profile.n_categories > most
        if (profile.occurs_once and objective in NAMES_ROWS)
        or least_count(min_count, profile.n_categories) == 1
    ]


def _obstacle(
    chosen: list[ColumnProfile],
    profiles: Sequence[ColumnProfile],
    objective: Objective,
    target: str | None,
    target_kind: TargetKind | None,
    beyond: list[ColumnProfile],
) -> obstacles.Obstacle | None:
    """Why nothing can be learned from the columns that are chosen, or None.

    Args:
        beyond: those that were not proposed, as they have too many categories.
    """
    problem = obstacles.find(chosen, list(profiles), objective, target, target_kind)
    whole = chosen + [profile for profile in beyond if profile.name != target]
    if problem is None or obstacles.find(whole, list(profiles), objective, target, target_kind):
        return problem
    return obstacles.Obstacle(
        f"{problem.message} {beyond[0].name!r} has {beyond[0].n_categories:,} categories, which are"
        " more than can be learned here.",
        "Raise the minimum count of a category.",
    )


def _item(profiles: Sequence[ColumnProfile]) -> str | None:
    """The column whose every value gets its own place: the first one of names, not of keys."""
    n_repeating = sum(_selected(profile) for profile in profiles)
    if n_repeating < ITEM_NEEDS:
        return None
    for profile in profiles:
        unique = profile.occurs_once and profile.n_categories > 1
        if profile.role == "category" and unique and not _clock_times(profile):
            return profile.name
    return None


def _spare_twins(profiles: Sequence[ColumnProfile], target: str | None) -> list[str]:
    """Columns that say the same as another one, as country codes beside countries do.

    With few categories that may be chance, and two columns must always be left.
    """
    useful = [profile for profile in profiles if _selected(profile) and profile.name != target]
    if sum(profile.same_as is None for profile in useful) < 2:
        return []
    return [
        profile.name
        for profile in useful
        if profile.same_as not in (None, target) and profile.n_categories > FEW_TWINS
    ]


def _selected(profile: ColumnProfile) -> bool:
    return (
        profile.role in ("category", "number")
        and repeats(profile)
        and not _nearly_unique(profile)
        and not _clock_times(profile)
    )


def _nearly_unique(profile: ColumnProfile) -> bool:
    return (
        profile.role == "category"
        and n_present(profile) >= 20
        and profile.n_categories >= NEARLY_UNIQUE * n_present(profile)
    )


def _clock_times(profile: ColumnProfile) -> bool:
    return (
        profile.role == "category"
        and profile.n_categories > FEW_TIMES
        and all(shapes.is_clock_time(text) for text, _ in profile.top)
    )


def _judge(
    profile: ColumnProfile,
    objective: Objective,
    item: str | None,
    kind: ColumnKind,
    dim: int,
    bins: int,
    spare: bool,
) -> Choice:
    """Is this column among those to begin with, and why?"""

    def choice(selected: bool, reason: str, allowed: bool = True) -> Choice:
        return Choice(profile.name, selected, kind, dim, reason, allowed)

    if profile.role == "constant":
        return choice(False, f"left out: {profile.reason}", allowed=False)
    if profile.name == item and objective not in WITHOUT_ITEM:
        return choice(True, "every value once: each gets its own place")
    if profile.role in ("identifier", "text"):
        return choice(
            False, f"left out: {profile.reason}", allowed=not _hopeless(profile, objective)
        )
    if spare:
        return choice(False, f"left out: says the same as {profile.same_as!r} in every row")
    if profile.role == "date":
        taken = "when chosen, every distinct date is a category"
        return choice(False, f"left out: {profile.reason}; {taken}")
    if _clock_times(profile):
        return choice(False, "left out: clock times; when chosen, each distinct time is a category")
    if profile.role == "number":
        n_bins = min(bins, profile.number.n_distinct if profile.number else bins)
        return choice(True, f"numbers, cut into {n_bins} ranges, equally full")
    if profile.occurs_once and profile.n_categories > 1:
        if objective == "autoencoder" and profile.name == item:
            why = "every value occurs once; it names the rows on their own map"
        elif objective in WITHOUT_ITEM:
            why = "every value occurs once, so it says nothing about other rows"
        elif item is not None:
            why = f"every value occurs once; {item!r} already names the rows"
        else:
            why = "every value occurs once, and fewer than three other columns repeat"
        return choice(False, f"left out: {why}", allowed=not _hopeless(profile, objective))
    if _nearly_unique(profile):
        return choice(False, "left out: nearly every row has a value of its own")
    if profile.n_missing and profile.n_categories == 1:
        return choice(True, "one value or missing")
    if profile.same_as is not None:
        return choice(True, f"{profile.reason}; the same as {profile.same_as!r} in every row")
    return choice(True, profile.reason)


def _hopeless(profile: ColumnProfile, objective: Objective) -> bool:
    return objective in WITHOUT_ITEM and profile.occurs_once


def resolve(
    spec: TrainingSpec, profiles: Sequence[ColumnProfile], most: int | None = None
) -> TrainingSpec:
    """Fill in columns, kinds, dimensions and the kind of target, and check them on the data.

    Dimensions stay open where rare values may be gathered: they follow what is left.

    Args:
        most: categories of a column that is proposed; None for no limit.

    Raises:
        SpecError: a column is not in the file, or cannot be taken that way.
        NothingToLearn: the columns hold nothing that could be learned.
    """
    if spec.of_items:
        return resolve_items(spec, profiles)
    by_name = {profile.name: profile for profile in profiles}
    for name in [column.name for column in spec.columns] + (
        [spec.target] if spec.target is not None else []
    ):
        if name not in by_name:
            raise unknown_column(name, list(by_name))
    target_kind = spec.target_kind
    if spec.target is not None:
        target_kind = target_kind or default_target_kind(by_name[spec.target])
        target = by_name[spec.target]
        if target_kind == "number" and target.number is None and not target.moments:
            raise not_numbers(target, "predicted as a number", "Predict it as a class.")
    columns = spec.columns
    beyond: list[ColumnProfile] = []
    if not columns:
        beyond = _beyond(profiles, spec.objective, spec.min_count, most)
        proposed = propose(
            profiles, spec.objective, spec.target, spec.bins, spec.min_count, most
        ).columns
        columns = tuple(replace(column, dim=None) for column in proposed)
    chosen = [_as_taken(by_name[column.name], column.kind) for column in columns]
    problem = _obstacle(chosen, profiles, spec.objective, spec.target, target_kind, beyond)
    if problem is not None:
        raise NothingToLearn(problem.message, mend=problem.mend)
    filled = []
    for column in columns:
        profile = by_name[column.name]
        kind = column.kind or default_kind(profile)
        if kind == "binned" and profile.number is None:
            raise not_numbers(profile, "cut into ranges", "Take it as a category.")
        dim = column.dim
        if dim is None and not gathers_rare(spec, profile, kind):
            dim = dim_of(spec.objective, default_size(profile, spec.bins, kind))
        filled.append(ColumnSpec(column.name, dim, kind))
    return replace(spec, columns=tuple(filled), target_kind=target_kind)


def gathers_rare(spec: TrainingSpec, profile: ColumnProfile, kind: ColumnKind) -> bool:
    """Rare values of the column may share one place, so that only counting tells how many are
    learned; not in a column that names the rows."""
    if kind == "category" and profile.occurs_once and spec.objective in NAMES_ROWS:
        return False
    n = default_size(profile, spec.bins, kind) - (profile.n_missing > 0)
    return least_count(spec.min_count, n) > 1


def _as_taken(profile: ColumnProfile, kind: ColumnKind | None) -> ColumnProfile:
    """The profile with the role that a person's choice gives it."""
    if kind == "category" and profile.role == "number":
        return replace(profile, role="category")
    if kind == "binned" and profile.number is not None:
        return replace(profile, role="number")
    return profile
