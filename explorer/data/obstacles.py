"""Why nothing can be learned from a choice of columns, in a sentence with its mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.records.number_text import number_text
from explorer.records.spec import Objective, TargetKind
from explorer.records.table import ColumnProfile, NumberSummary

MIN_ROWS = 4  # fewer cannot be split into learned and held-out cells
LARGEST = 1e100  # of a number to predict; its square and a sum of squares are numbers still
MIN_REPEATING = 2  # columns that repeat, beside a column in which every value occurs once


@dataclass(frozen=True, slots=True)
class Obstacle:
    message: str
    mend: str


def find(
    chosen: Sequence[ColumnProfile],
    profiles: Sequence[ColumnProfile],
    objective: Objective,
    target: str | None = None,
    target_kind: TargetKind | None = None,
) -> Obstacle | None:
    """The first reason why `chosen` columns of a file with `profiles` teach nothing, or None."""
    n_rows = profiles[0].n_rows if profiles else 0
    if len(profiles) < 2:
        return Obstacle(
            f"The file has only one column{_named(profiles)}.",
            "What belongs together is learned from values that stand in one row: "
            "at least two columns are needed.",
        )
    if n_rows < MIN_ROWS:
        rows = "1 row" if n_rows == 1 else f"{n_rows} rows"
        return Obstacle(
            f"The file has {rows} of data; that is too little to learn from.",
            f"At least {MIN_ROWS} rows are needed; from a hundred on it gets interesting.",
        )
    if objective == "predict":
        by_name = {profile.name: profile for profile in profiles}
        if target is None:
            return Obstacle("No column to predict is chosen.", "Choose a target.")
        obstacle = _target(by_name[target], target_kind)
        return obstacle or _inputs(chosen, profiles, target)
    if objective == "autoencoder":
        return _named_rows(chosen) or _masked(chosen, profiles)
    return _masked(chosen, profiles)


def _named_rows(chosen: Sequence[ColumnProfile]) -> Obstacle | None:
    for profile in chosen:
        if _once(profile) and profile.role != "number":
            return Obstacle(
                f"Every value of {profile.name!r} occurs once, so it says nothing about other "
                "rows.",
                "Take it out of the columns; rows have a map of their own, where it can name them.",
            )
    return None


def _named(profiles: Sequence[ColumnProfile]) -> str:
    return f", {profiles[0].name!r}" if profiles else ""


def _states(profile: ColumnProfile) -> int:
    """What a cell of the column can be: its categories, and missing when it occurs."""
    return profile.n_categories + (profile.n_missing > 0)


def _once(profile: ColumnProfile) -> bool:
    return profile.occurs_once and profile.n_categories > 1


def _constant(chosen: Sequence[ColumnProfile]) -> Obstacle | None:
    for profile in chosen:
        if _states(profile) < 2:
            return Obstacle(
                f"{profile.name!r} holds the same value in every row; "
                "there is nothing to learn about it.",
                "Take it out of the columns.",
            )
    return None


def _target(profile: ColumnProfile, target_kind: TargetKind | None) -> Obstacle | None:
    name = profile.name
    other = "Choose another column to predict."
    as_number = target_kind == "number" or (target_kind is None and profile.is_quantity)
    if profile.n_categories == 0:
        return Obstacle(f"{name!r} holds no value at all; it cannot be predicted.", other)
    if profile.n_categories == 1:
        value = profile.top[0][0]
        return Obstacle(f"{name!r} is {value!r} in every row; nothing is to be predicted.", other)
    if as_number:
        if profile.number is not None and profile.number.minimum == profile.number.maximum:
            return Obstacle(f"{name!r} is the same number in every row.", other)
        if profile.number is not None and (obstacle := _beyond(name, profile.number)):
            return obstacle
    elif _once(profile):
        mend = other
        if profile.number is not None or profile.moments:
            mend = "Predict it as a number."
        return Obstacle(
            f"Every value of {name!r} occurs once, so no class of it can be learned.", mend
        )
    n_present = profile.n_rows - profile.n_missing
    if n_present < MIN_ROWS:
        return Obstacle(f"Only {n_present} rows have a value in {name!r}.", other)
    return None


def _beyond(name: str, number: NumberSummary) -> Obstacle | None:
    """Squares of the numbers, or of their differences, are beyond what a number can be."""
    largest = max(number.minimum, number.maximum, key=abs)
    if abs(largest) > LARGEST:
        return Obstacle(
            f"The numbers of {name!r} are too large to be predicted as numbers, such as "
            f"{number_text(largest)}.",
            "Divide them, or take their logarithm, in the file; or predict another column.",
        )
    if number.maximum - number.minimum < 1 / LARGEST:
        return Obstacle(
            f"The numbers of {name!r} are too near to each other to be predicted as numbers: from "
            f"{number_text(number.minimum)} to {number_text(number.maximum)}.",
            "Multiply them in the file, or predict another column.",
        )
    return None


def _inputs(
    chosen: Sequence[ColumnProfile], profiles: Sequence[ColumnProfile], target: str
) -> Obstacle | None:
    if not chosen:
        return Obstacle(
            f"No column is left to predict {target!r} from: {_summary(profiles, target)}.",
            "Choose a column whose values repeat, or predict another one.",
        )
    for profile in chosen:
        # a number is cut into ranges that repeat, even when each number occurs once
        if _once(profile) and profile.role != "number":
            return Obstacle(
                f"Every value of {profile.name!r} occurs once, so it says nothing about the "
                "held-out rows.",
                "Take it out of the columns.",
            )
    return _constant(chosen)


def _masked(chosen: Sequence[ColumnProfile], profiles: Sequence[ColumnProfile]) -> Obstacle | None:
    once = [profile for profile in chosen if _once(profile) and profile.role != "number"]
    repeating = [profile for profile in chosen if profile not in once]
    if len(chosen) < 2 or len(repeating) < 1:
        return _too_few(chosen, profiles)
    constant = _constant(chosen)
    if constant is not None:
        return constant
    if len(once) > 1:
        names = ", ".join(repr(profile.name) for profile in once[:5])
        return Obstacle(
            f"In {names} every value occurs once; only one column can give each row a place.",
            "Keep one of them.",
        )
    if once and len(repeating) < MIN_REPEATING:
        return Obstacle(
            f"Every value of {once[0].name!r} occurs once, and {repeating[0].name!r} is the only "
            "column beside it: no two values ever meet, so nothing can be learned.",
            _if_there_are_two("Choose a second column whose values repeat.", profiles),
        )
    return None


def _too_few(chosen: Sequence[ColumnProfile], profiles: Sequence[ColumnProfile]) -> Obstacle:
    if all(profile.n_categories + (profile.n_missing > 0) < 2 for profile in profiles):
        return Obstacle(
            "Every column holds the same value in all rows; there is nothing to learn.",
            "Choose a file whose columns have at least two different values.",
        )
    if profiles and all(_once(profile) for profile in profiles):
        return Obstacle(
            "In every column each value occurs once, as identifiers do; "
            "what never repeats cannot be learned.",
            "Choose a file with columns whose values repeat.",
        )
    mend = _if_there_are_two("Choose at least two columns whose values repeat.", profiles)
    if len(chosen) == 1:
        return Obstacle(
            f"Only {chosen[0].name!r} can be learned from ({_summary(profiles, chosen[0].name)}), "
            "and there is no second column to learn it from.",
            mend,
        )
    return Obstacle(f"No column can be learned from: {_summary(profiles, None)}.", mend)


def _if_there_are_two(mend: str, profiles: Sequence[ColumnProfile]) -> str:
    """The mend, unless the file has no two columns whose values repeat."""
    repeating = [each for each in profiles if each.role == "number" or not _once(each)]
    if sum(_states(each) > 1 for each in repeating) >= MIN_REPEATING:
        return mend
    return "Choose a file with at least two columns whose values repeat."


def _summary(profiles: Sequence[ColumnProfile], besides: str | None) -> str:
    """Why the others are out: "in 'id' every value occurs once; 'x' is constant"."""
    parts = []
    for profile in profiles:
        if profile.name == besides:
            continue
        if _once(profile):
            parts.append(f"in {profile.name!r} every value occurs once")
        elif _states(profile) < 2:
            parts.append(f"{profile.name!r} is the same in every row")
        else:
            parts.append(f"{profile.name!r} is not chosen")
    shown = "; ".join(parts[:3])
    return shown + (f"; and {len(parts) - 3} more" if len(parts) > 3 else "")
